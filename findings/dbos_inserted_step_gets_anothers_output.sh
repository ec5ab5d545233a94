#!/usr/bin/env bash
# A step put into a DBOS workflow is given another step's recorded answer, and the run ends with SUCCESS.
#
# Versions: dbos 3.4.0 on SQLite, application version pinned by the user.
# Expected: a half-done run that meets changed code is refused (DBOSUnexpectedStepError is there for that), or the
#   new step runs.
# Seen: the recorded answers are matched by position and function name. Where all steps go through one function
#   (`send(what)`), the inserted `send("vault")` gets what `send("workspace")` had answered, its body never runs,
#   and `send("workspace")` runs a second time. Status: SUCCESS. With a name of its own for each step the same
#   change is refused.
# Meaning: never let one decorated function be several steps under a pinned version; name each one
#   (`DBOS.run_step({"name": ...}, ...)`), or guard the insertion with `DBOS.patch`.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile dbos==3.4.0 SQLAlchemy==2.1.9

cat >"$room/run.py" <<'PYTHON'
import os
import sys

from dbos import DBOS, SetWorkflowID

code, naming = sys.argv[1:]
address = f"sqlite:///{naming}.db"
DBOS(config={"name": "finding", "system_database_url": address, "log_level": "CRITICAL", "application_version": "1"})
ran = []


def make(what):
    ran.append(what)
    return f"id of {what}"


def send(what):
    return DBOS.run_step({"name": f"send-{what}" if naming == "own" else "send"}, make, what)


@DBOS.workflow()
def provision():
    made = {"group": send("group")}
    if code == "new":
        made["vault"] = send("vault")
    made["workspace"] = send("workspace")
    if code == "old":
        os._exit(0)  # the process ends here, with two steps recorded
    return made


DBOS.launch()
if code == "old":
    with SetWorkflowID("run"):
        provision()
try:
    answer = DBOS.retrieve_workflow("run").get_result()
except Exception as error:
    answer = type(error).__name__
print(f"{naming} names, bodies that ran: {ran}; answer: {answer}")
silent = {"group": "id of group", "vault": "id of workspace", "workspace": "id of workspace"}
wanted = (["workspace"], silent) if naming == "shared" else ([], "DBOSUnexpectedStepError")
sys.stdout.flush()
os._exit((ran, answer) != wanted)
PYTHON
cd "$room"
for naming in shared own; do
    "$room/venv/bin/python" run.py old "$naming"
    "$room/venv/bin/python" run.py new "$naming"
done
