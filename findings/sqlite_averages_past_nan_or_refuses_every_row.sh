#!/usr/bin/env bash
# One NaN in a JSON column: an older SQLite refuses every row of the query, a newer one leaves that row out unasked.
#
# Versions: SQLAlchemy 2.1.9; pysqlite3-binary 0.5.0 (SQLite 3.40.0) and 0.5.4.post2 (SQLite 3.51.1).
# Expected: `sa.JSON` either refuses float("nan"), which JSON does not know, or gives it back wherever it is read.
# Seen: Python's json writes NaN and reads it again, so whole values round-trip and nobody notices. As soon as SQL
#   looks inside the column, SQLite 3.40 answers "malformed JSON" for the query, all sound rows included; SQLite
#   3.51 reads JSON5, takes NaN for NULL, and avg() is the mean of the others. json_valid() is 0 for that row in
#   both.
# Meaning: the same program and data fail on one machine and give a better-looking average on the next. Give the
#   engine a `json_serializer` with allow_nan=False, or a CHECK with json_valid().
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile SQLAlchemy==2.1.9
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile \
    --target "$room/older" pysqlite3-binary==0.5.0
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile \
    --target "$room/newer" pysqlite3-binary==0.5.4.post2

cat >"$room/mean.py" <<'PYTHON'
import sys

import pysqlite3
import sqlalchemy as sa

engine = sa.create_engine("sqlite://", module=pysqlite3)
runs = sa.Table("runs", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("metrics", sa.JSON))
with engine.connect() as connection:
    runs.create(connection)
    rows = [{"id": 1, "metrics": {"auc": 0.9}}, {"id": 2, "metrics": {"auc": float("nan")}}]
    connection.execute(runs.insert(), rows)
    back = connection.scalars(sa.select(runs.c.metrics)).all()
    valid = connection.scalars(sa.select(sa.func.json_valid(runs.c.metrics)).order_by(runs.c.id)).all()
    try:
        mean = connection.scalar(sa.select(sa.func.avg(runs.c.metrics["auc"].as_float())))
    except sa.exc.OperationalError as error:
        mean = str(error.orig)
print(f"SQLite {pysqlite3.sqlite_version}: read back {back}, json_valid {valid}, mean: {mean}")
sys.exit((str(mean), valid) != (sys.argv[1], [1, 0]))
PYTHON
PYTHONPATH="$room/older" "$room/venv/bin/python" "$room/mean.py" 'malformed JSON'
PYTHONPATH="$room/newer" "$room/venv/bin/python" "$room/mean.py" 0.9
