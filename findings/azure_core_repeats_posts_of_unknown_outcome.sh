#!/usr/bin/env bash
# azure-core repeats a POST where nobody knows whether it was carried out, and not where it surely was not.
#
# Versions: azure-core 1.41.0, its RetryPolicy with all defaults.
# Expected: the policy repeats the methods that may be repeated (GET, HEAD, PUT, DELETE, OPTIONS, TRACE); a POST or
#   PATCH is sent once, or repeated only when it cannot have had an effect.
# Seen: POST and PATCH are sent four times after 500, 503 and 504, that is when the service may have done the work.
#   After a connection that was never made, and after 429 without Retry-After, they are sent once. A PUT whose
#   answer never came is sent four times too, which is safe only while the body is still what is wanted.
# Meaning: a client that keeps this policy may start a job twice. For acts that must happen once give
#   `retry_total=0`, and read before you repeat; for throttling write the repeat yourself.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile azure-core==1.41.0

cat >"$room/count.py" <<'PYTHON'
import sys

from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseTimeoutError
from azure.core.pipeline import Pipeline
from azure.core.pipeline.policies import RetryPolicy
from azure.core.pipeline.transport import HttpTransport
from azure.core.rest import HttpRequest


class Answer:
    headers = {}

    def __init__(self, status):
        self.status_code = status


class Counting(HttpTransport):
    def __init__(self, outcome):
        self.outcome, self.sent = outcome, 0

    def send(self, request, **kwargs):
        self.sent += 1
        if isinstance(self.outcome, int):
            return Answer(self.outcome)
        raise self.outcome("as asked")

    def nothing(self, *_):
        pass

    open = close = sleep = __exit__ = nothing


def times_sent(method, outcome):
    transport = Counting(outcome)
    try:
        Pipeline(transport, [RetryPolicy()]).run(HttpRequest(method, "https://example.org/act"))
    except AzureError:
        pass
    return transport.sent


OUTCOMES = {"500": 500, "503": 503, "504": 504, "429": 429, "no connection": ServiceRequestError,
            "no answer": ServiceResponseTimeoutError}
seen = {method: [times_sent(method, how) for how in OUTCOMES.values()] for method in ("PUT", "POST", "PATCH")}
print("times sent after", *OUTCOMES, sep=" | ")
for method, counts in seen.items():
    print(method, counts)
once = [4, 4, 4, 1, 1, 1]
sys.exit(seen != {"PUT": [4] * 6, "POST": once, "PATCH": once})
PYTHON
"$room/venv/bin/python" "$room/count.py"
