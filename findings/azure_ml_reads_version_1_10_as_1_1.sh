#!/usr/bin/env bash
# Azure ML's YAML loader takes `version: 1.10` for 1.1 and `version: 012` for 10, and says nothing.
#
# Versions: azure-ai-ml 1.35.2, marshmallow 3.26.2, PyYAML 6.0.3.
# Expected: a version is text in Azure ML. What the file says is registered, or the loader refuses a number, as it
#   does for a date in this place and for a number as a job's name ("Not a valid string").
# Seen: environments and models are read with YAML 1.1's numbers first and made text afterwards: 1.10 is '1.1', 012
#   is '10' (octal), 1_000 is '1000', 12:30:45 is '45045' (base 60), on is 'True'. Their tags and a deployment's
#   environment variables become numbers and booleans the same way.
# Meaning: the version after 1.9 is an old one again, and a pipeline that names 1.10 finds nothing. Quote every
#   version, and check files before the SDK reads them.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile \
    azure-ai-ml==1.35.2 marshmallow==3.26.2 PyYAML==6.0.3

cat >"$room/load.py" <<'PYTHON'
import sys
from pathlib import Path

from azure.ai.ml import load_environment, load_model

EXPECTED = {"1.10": "1.1", "012": "10", "1_000": "1000", "12:30:45": "45045", "on": "True", "'1.10'": "1.10"}


def loaded(load, source, version):
    file = Path("asset.yml")
    file.write_text(f"name: churn\nversion: {version}\n{source}\n")
    return load(file).version


seen = {}
for written in EXPECTED:
    of_environment = loaded(load_environment, "image: example.org/base:1", written)
    of_model = loaded(load_model, "path: azureml://jobs/one/outputs/artifacts/paths/model", written)
    print(f"version: {written:<9} environment {of_environment!r}, model {of_model!r}")
    seen[written] = of_environment if of_environment == of_model else None
sys.exit(seen != EXPECTED)
PYTHON
cd "$room" && "$room/venv/bin/python" -W ignore load.py
