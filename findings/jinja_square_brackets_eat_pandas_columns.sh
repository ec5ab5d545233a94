#!/usr/bin/env bash
# Copier with [[ ]] as its delimiters turns df[["age", "income"]] into a call, and df[["age"]] into another name.
#
# Versions: copier 9.19.1, Jinja2 3.1.6.
# Expected: `[[ ]]` were Copier's own delimiters before version 6, and its documentation still shows how to set
#   them. What is no placeholder, such as a selection of columns in pandas, stays as it is or is an error.
# Seen: a list of literals is a valid expression. Two names are put out as a tuple, so `df[["age", "income"]]`
#   becomes `df('age', 'income')`, which parses; one name becomes text, so `df[["age"]]` becomes `dfage`. No
#   warning, and StrictUndefined finds nothing undefined. A matrix `[[1, 0], [0, 1]]` is an error at least.
# Meaning: for templates of data science code choose delimiters that are no Python, such as `[[[ ]]]` or `<% %>`,
#   and compile every rendered file in the template's tests: only the code's meaning shows the loss.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile copier==9.19.1 Jinja2==3.1.6

mkdir "$room/template"
cat >"$room/template/copier.yml" <<'YAML'
_envops:
  variable_start_string: "[["
  variable_end_string: "]]"
package: {type: str, default: churn}
YAML
cat >"$room/template/train.py.jinja" <<'PYTHON'
import [[ package ]]
features = df[["age", "income"]]
target = df[["churned"]]
PYTHON

cd "$room"
venv/bin/copier copy --quiet --defaults template project
sed 's/^/rendered: /' project/train.py
venv/bin/python -m py_compile project/train.py
diff project/train.py - <<'PYTHON'
import churn
features = df('age', 'income')
target = dfchurned
PYTHON
