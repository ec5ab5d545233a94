#!/usr/bin/env bash
# Alembic's batch mode on SQLite drops a table's triggers, ON DELETE CASCADE and collation when one column changes.
#
# Versions: alembic 1.20.1, SQLAlchemy 2.1.9, sqlite3 of Python 3.11.
# Expected: `batch_alter_table` copies the table because SQLite cannot alter it, and all that was not altered is
#   there afterwards.
# Seen: the table is made anew from what SQLAlchemy reflects. A trigger goes with the old table; `ON DELETE CASCADE`
#   written behind a column becomes a plain reference, and `COLLATE NOCASE` is gone. There is no error and no
#   warning.
# Meaning: a table whose rows a trigger keeps from changing is open from the next migration on. Make triggers anew
#   after every batch, hand over the whole table by `copy_from`, and let a test ask sqlite_master after the last
#   revision.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile alembic==1.20.1 SQLAlchemy==2.1.9

cat >"$room/batch.py" <<'PYTHON'
import sys
import warnings

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

TABLES = """
CREATE TABLE runs (id INTEGER PRIMARY KEY);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, title VARCHAR(10) COLLATE NOCASE, run INTEGER REFERENCES runs (id) ON DELETE CASCADE);
CREATE TRIGGER notes_stay BEFORE UPDATE ON notes BEGIN SELECT RAISE(ABORT, 'a note never changes'); END;
INSERT INTO notes VALUES (1, 'First', NULL);
"""


def standing(connection):
    text = " ".join(connection.scalars(sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = 'notes'")))
    return {part: part in text for part in ("TRIGGER", "ON DELETE CASCADE", "COLLATE NOCASE", "VARCHAR(20)")}


engine = sa.create_engine("sqlite://")
with warnings.catch_warnings(record=True) as told, engine.connect() as connection:
    warnings.simplefilter("always")
    connection.connection.dbapi_connection.executescript(TABLES)
    before = standing(connection)
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("notes") as batch:
        batch.alter_column("title", type_=sa.String(20))
    after = standing(connection)
    changed = connection.execute(sa.text("UPDATE notes SET title = 'second'")).rowcount
print("before:", before)
print("after: ", after)
print(f"warnings: {len(told)}; notes changed although a note never changes: {changed}")
lost = {"TRIGGER": False, "ON DELETE CASCADE": False, "COLLATE NOCASE": False, "VARCHAR(20)": True}
sys.exit((after, len(told), changed) != (lost, 0, 1))
PYTHON
"$room/venv/bin/python" "$room/batch.py"
