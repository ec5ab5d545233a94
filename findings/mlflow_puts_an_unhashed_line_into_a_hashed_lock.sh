#!/usr/bin/env bash
# A hashed lock given to MLflow as pip_requirements comes out beside the model as a file that pip refuses.
#
# Versions: mlflow-skinny 3.15.0, numpy 2.4.6, pandas 2.3.3.
# Expected: `save_model(..., pip_requirements=<file>)` writes that file's lines; what can be installed before can be
#   installed afterwards.
# Seen: `mlflow==3.15.0` is put in front, without a hash, and names the full package although only mlflow-skinny is
#   installed. One hash in a file demands one of every line, so pip refuses the whole file. The same lines stand in
#   conda.yaml, so an image built from the model fails as well, far from the line that caused it.
# Meaning: never give MLflow a lock with hashes. Save with the bare names, and deploy with an environment of your
#   own that is made from the lock.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile \
    mlflow-skinny==3.15.0 numpy==2.4.6 pandas==2.3.3 six==1.17.0

cd "$room"
venv/bin/pip download --quiet --disable-pip-version-check --no-deps --dest files six==1.17.0
echo "six==1.17.0 $(venv/bin/pip hash files/* | grep -o -- '--hash=sha256:.*')" >lock.txt

cat >save.py <<'PYTHON'
import mlflow


class Echo(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input: list[str], params=None):
        return model_input


mlflow.pyfunc.save_model("model", python_model=Echo(), pip_requirements="lock.txt")
PYTHON
venv/bin/python -W ignore save.py 2>/dev/null

take() { venv/bin/pip install --quiet --disable-pip-version-check --dry-run --no-deps --requirement "$1" 2>&1; }
take lock.txt >/dev/null && echo "lock.txt: pip accepts it"
cut -c1-40 model/requirements.txt | sed 's/^/model\/requirements.txt: /'
refused=$(take model/requirements.txt && exit 1 || true)
grep -o 'Hashes are required in --require-hashes mode' <<<"$refused"
[[ $(head -1 model/requirements.txt) == mlflow==3.15.0 ]] && grep -q 'mlflow==3.15.0$' model/conda.yaml
