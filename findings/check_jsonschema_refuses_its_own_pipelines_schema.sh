#!/usr/bin/env bash
# check-jsonschema cannot check any Azure Pipelines file with the schema that it ships for them, unless told to read
# patterns as Python does.
#
# Versions: check-jsonschema 0.39.0, regress 2026.9.1, jsonschema 4.26.0.
# Expected: `--builtin-schema vendor.azure-pipelines`, which the documentation offers for such files, judges a file.
# Seen: a sound file of six lines ends in `regress.RegressError: Invalid character escape`. The shipped schema holds
#   patterns that the default reader of patterns, ECMAScript in its unicode mode, does not accept. With
#   `--regex-variant python` the same file passes.
# Meaning: a pre-commit hook for pipelines needs that option. Who writes schemas: try each pattern in unicode mode.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile \
    check-jsonschema==0.39.0 regress==2026.9.1 jsonschema==4.26.0

cd "$room"
cat >azure-pipelines.yml <<'YAML'
trigger:
  - main
pool:
  vmImage: ubuntu-24.04
steps:
  - script: make test
YAML
check() { venv/bin/check-jsonschema --builtin-schema vendor.azure-pipelines "$@" azure-pipelines.yml 2>&1; }
by_default=$(check --traceback-mode short || true)
grep -o 'regress.RegressError: .*' <<<"$by_default" | head -1 | sed 's/^/by default: /'
as_python=$(check --regex-variant python)
echo "with --regex-variant python: $as_python"
grep -q 'RegressError: Invalid character escape' <<<"$by_default"
