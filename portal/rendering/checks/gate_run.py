"""The proof of the gate: the project's own register step is run on a hopeless model and on a good one.

The project's code runs, in a process of its own with an empty environment and a deadline. It is for trees that were
just rendered from the catalogue, and for a folder whose owner asks for it.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.rendering.checks.gate import gate_module
from portal.rendering.checks.project import FACTS_FILE, CheckedProject, ProjectFault

RULE = "gate-blocks"
BLOCKED = 3
SECONDS = 30
LOWER_IS_BETTER = frozenset({"log_loss", "mae", "rmse"})
BOOT = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), run_name='__main__')"


def gate_blocks(project: CheckedProject) -> Iterator[ProjectFault]:
    """What is wrong with the gate, told by its exit codes: 3 and nothing registered, or 0 and a registered version."""
    module = gate_module(project)
    gate = project.yaml(FACTS_FILE).mapping("gate")
    threshold = gate.get("threshold")
    if module is None or not isinstance(threshold, int | float):
        yield ProjectFault(FACTS_FILE, 1, RULE, "the gate cannot be run; mend what is said below `gate`")
        return
    worse = 1 if gate.get("metric") in LOWER_IS_BETTER else -1
    margin = 1 + abs(threshold)
    with tempfile.TemporaryDirectory(prefix="portal-gate-") as scratch:
        folder = Path(scratch)
        for path, content in project.files.items():
            place = folder / "project" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        for name, value in (("hopeless", threshold + worse * margin), ("good", threshold - worse * margin)):
            yield from _judge(folder, module, gate, name, value)


def _judge(folder: Path, module: str, gate: dict[str, Any], name: str, value: float) -> Iterator[ProjectFault]:
    registry = folder / f"registry-{name}"
    code, said = _register(folder, str(gate["module"]), module, _model(folder / name, gate, value), registry)
    registered = registry.is_dir() and any(registry.rglob("*"))
    if name == "hopeless" and (code != BLOCKED or registered):
        what = "and registered it" if registered else f"with exit code {code} instead of {BLOCKED}"
        message = (
            f"the gate met a hopeless model {what} ({said}); let it stop with exit code {BLOCKED} and register nothing"
        )
        yield ProjectFault(module, 1, RULE, message)
    if name == "good" and (code != 0 or not registered):
        message = (
            f"the gate met a good model with exit code {code} ({said}); let it register what reaches the threshold"
        )
        yield ProjectFault(module, 1, RULE, message)


def _model(folder: Path, gate: dict[str, Any], value: float) -> Path:
    """A model of one file with its manifest, and an evaluation that claims to have passed whatever its value is."""
    model = folder / "model"
    model.mkdir(parents=True)
    (model / "model.joblib").write_bytes(b"no model, only bytes")
    content = hashlib.sha256(b"no model, only bytes").hexdigest()
    files = [{"path": "model.joblib", "size": 20, "sha256": content}]
    canonical = json.dumps(files, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(canonical).hexdigest()
    manifest = {"schema": 1, "files": files, "digest": digest, "commit": "", "libraries": {}}
    evaluation = {"schema": 1, "metric": gate["metric"], "value": value, "passed": True, "model_digest": digest}
    (model / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "evaluation.json").write_text(json.dumps(evaluation), "utf-8")
    return folder


def _register(folder: Path, name: str, path: str, model: Path, registry: Path) -> tuple[int, str]:
    source = folder / "project" / ("src" if path.startswith("src/") else ".")
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", BOOT, str(source), name]
    command += ["--model", str(model / "model"), "--evaluation", str(model / "evaluation.json")]
    command += ["--registry", str(registry), "--evidence", str(model / "evidence")]
    environment = {"SYSTEMROOT": os.environ["SYSTEMROOT"]} if "SYSTEMROOT" in os.environ else {}
    try:
        done = subprocess.run(command, cwd=model, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return -1, f"it took longer than {SECONDS} s"
    lines = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
    return done.returncode, lines[-1][:200] if lines else "it said nothing"
