#!/usr/bin/env bash
# The version that DBOS works out for an application changes with a comment, and not with what a step does.
#
# Versions: dbos 3.4.0 on SQLite, no application version given.
# Expected: a version worked out from the code tells apart programs that would finish a half-done run differently,
#   and leaves alone those that would not.
# Seen: only the source text of workflow functions counts. A comment inside one gives a new version; a changed step,
#   or a changed function that a step calls, gives the old one.
# Meaning: runs are recovered by the version that began them. So a comment strands every run that was open at the
#   release (it stays PENDING), and a changed step is replayed beside the answers of its former self. Give
#   `application_version` yourself, and raise it when steps change.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile dbos==3.4.0 SQLAlchemy==2.1.9

cat >"$room/program.py" <<'PYTHON'
import os

from dbos import DBOS

DBOS(config={"name": "finding", "system_database_url": "sqlite:///runs.db", "log_level": "CRITICAL"})


def price():
    return 1  # PRICE


@DBOS.step()
def book():
    return price() + 1  # STEP


@DBOS.workflow()
def order():
    return book()


DBOS.launch()
print(DBOS.application_version, flush=True)
os._exit(0)
PYTHON
cd "$room"
version() { sed "$1" program.py >changed.py && venv/bin/python changed.py; }
base=$(version '')
price=$(version 's/return 1  # PRICE/return 2/')
step=$(version 's/+ 1  # STEP/+ 2/')
comment=$(version 's/return book()/return book()  # asks the shop/')
printf 'as it was         %s\nother price       %s\nother step        %s\ncomment inserted  %s\n' \
    "$base" "$price" "$step" "$comment"
[[ $base == "$price" && $base == "$step" && $base != "$comment" ]]
