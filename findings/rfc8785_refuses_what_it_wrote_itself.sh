#!/usr/bin/env bash
# rfc8785 writes canonical JSON that, read with Python's json, it refuses to write again.
#
# Versions: rfc8785 0.1.4.
# Expected: canonical text is a fixed point: parse it, canonicalise it, and the same bytes come out. That is how a
#   verifier checks a digest.
# Seen: the float 1e16 is written as 10000000000000000, as the scheme demands of it. Python's json reads that as an
#   int, and an int beyond 2**53 - 1 raises IntegerDomainError. The same happens to every whole float from 2**53 to
#   1e21.
# Meaning: a record with one large float can be signed and stored, and its verification raises. Parse with
#   `parse_int=float` before comparing, or refuse such floats when the record is made.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile rfc8785==0.1.4

cat >"$room/again.py" <<'PYTHON'
import json
import sys

import rfc8785


def again(number, **reading):
    """What comes of canonical text that is read and written once more."""
    first = rfc8785.dumps({"rows": number})
    try:
        return first.decode(), rfc8785.dumps(json.loads(first, **reading)) == first
    except rfc8785.CanonicalizationError as error:
        return first.decode(), type(error).__name__


seen = {number: again(number) for number in (1e15, 2.0**53, 1e16, 1e20, 1e21)}
for number, (text, how) in seen.items():
    print(f"{number!r}: {text}; written again: {'the same' if how is True else how}")
print("1e16 read with parse_int=float:", "the same" if again(1e16, parse_int=float)[1] is True else "refused")
refused = "IntegerDomainError"
sys.exit([how for _, how in seen.values()] != [True, refused, refused, refused, True])
PYTHON
"$room/venv/bin/python" "$room/again.py"
