#!/usr/bin/env bash
# SQLAlchemy on SQLite with isolation_level="IMMEDIATE" loses an edit, and nobody is told that the database is
# locked.
#
# Versions: SQLAlchemy 2.1.9, sqlite3 of Python 3.11.
# Expected: inside `with engine.begin()` a connection that was opened with isolation_level="IMMEDIATE" holds the
#   write lock, so that two programs which read a number and write it back come one after the other, or one is
#   refused.
# Seen: both read 10, both write 9, both commit. Python's driver sends BEGIN IMMEDIATE only before the first INSERT,
#   UPDATE, DELETE or REPLACE; the read before it runs in no transaction at all (`in_transaction` is False after
#   it), although SQLAlchemy's log says "BEGIN (implicit)".
# Meaning: read-then-write is not protected by that setting. Open the driver with isolation_level=None and send
#   BEGIN IMMEDIATE yourself in SQLAlchemy's "begin" event.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile SQLAlchemy==2.1.9

cat >"$room/look.py" <<'PYTHON'
import sys

import sqlalchemy as sa


def seats_left(name, explicit):
    level = None if explicit else "IMMEDIATE"
    engine = sa.create_engine(f"sqlite:///{name}", connect_args={"isolation_level": level, "timeout": 0})
    if explicit:
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as setup:
        setup.execute(sa.text("CREATE TABLE seats (free INTEGER)"))
        setup.execute(sa.text("INSERT INTO seats VALUES (10)"))
    take, look = sa.text("UPDATE seats SET free = :free"), sa.text("SELECT free FROM seats")
    told = "nobody was refused"
    try:
        with engine.begin() as one, engine.begin() as other:
            mine, theirs = one.scalar(look), other.scalar(look)
            inside = one.connection.dbapi_connection.in_transaction
            print(f"both read {mine} and {theirs}; in a transaction after the read: {inside}")
            other.execute(take, {"free": theirs - 1})
            other.commit()
            one.execute(take, {"free": mine - 1})
    except sa.exc.OperationalError as error:
        told = f"the second was refused ({error.orig})"
    with engine.begin() as end:
        return end.scalar(look), told


lost, kept = seats_left("level.db", explicit=False), seats_left("event.db", explicit=True)
print("isolation_level IMMEDIATE, two seats taken of ten:", *lost)
print("BEGIN IMMEDIATE in the begin event:", *kept)
sys.exit((lost, kept[1]) != ((9, "nobody was refused"), "the second was refused (database is locked)"))
PYTHON
cd "$room" && "$room/venv/bin/python" look.py
