"""A generated project works on its own: its tests are green, it trains, its gate blocks, its evidence holds."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catalog.load import load
from portal.clock import moment
from portal.domain.models.evidence import Evidence
from portal.domain.models.gates import GateCase, judge
from tests.templates import sample_data
from tests.templates.rendered import tree

MAX_SAMPLE_BYTES = 60 * 1024
AT = "2026-11-23T09:00:00.000Z"


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A Python command in a project's folder, with its sources on the path and nothing of ours."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": "src",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        **more,
    }
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)


def step(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One step of the training."""
    return run(folder, "-m", f"churn.{name}", *arguments)


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project for a regression, after the first three steps on its bundled rows."""
    folder = tmp_path_factory.mktemp("generated") / "churn"
    tree("tabular-classic", "batch", "regression").write_to(folder)
    steps = (
        ("prepare", "--raw", "data/regression.csv", "--out", "outputs/prepared"),
        ("train", "--prepared", "outputs/prepared", "--out", "outputs/model"),
        ("evaluate", "--prepared", "outputs/prepared", "--model", "outputs/model", "--out", "outputs/evaluation"),
    )
    for name, *arguments in steps:
        done = step(folder, name, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def register(folder: Path) -> subprocess.CompletedProcess[str]:
    """The fourth step, with a local registry."""
    model = ("--model", "outputs/model", "--evaluation", "outputs/evaluation")
    return step(folder, "register", *model, "--registry", "registry")


def test_the_tests_of_a_generated_project_are_green(tmp_path: Path) -> None:
    tree("tabular-classic").write_to(tmp_path / "churn")
    done = run(tmp_path / "churn", "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"\b[34]\d passed", done.stdout)
    assert "skipped" not in done.stdout


def test_the_test_of_an_exploration_is_green(tmp_path: Path) -> None:
    tree("exploration").write_to(tmp_path / "churn")
    done = run(tmp_path / "churn", "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("template", "endpoint"),
    [("tabular-classic", "both"), ("tabular-classic", "batch"), ("tabular-classic", "online"), ("exploration", "both")],
)
def test_the_code_of_a_generated_project_passes_its_own_lint(tmp_path: Path, template: str, endpoint: str) -> None:
    tree(template, endpoint).write_to(tmp_path / "churn")
    done = run(tmp_path / "churn", "-m", "ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout
    done = run(tmp_path / "churn", "-m", "ruff", "format", "--no-cache", "--check", ".")
    assert done.returncode == 0, done.stdout


def test_a_model_is_registered_once_and_then_measured_against_its_champion(trained: Path) -> None:
    first = register(trained)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "registered churn version 1" in first.stdout
    evaluation = trained / "outputs" / "evaluation" / "evaluation.json"
    kept = evaluation.read_bytes()
    worse = {**read(evaluation), "value": read(evaluation)["value"] - 0.01}
    evaluation.write_text(json.dumps(worse), "utf-8")
    second = register(trained)
    assert second.returncode == 3
    assert "worse than the champion's" in second.stdout
    assert [path.name for path in (trained / "registry" / "churn").iterdir()] == ["1"]
    assert read(trained / "outputs" / "evidence" / "gate.json")["passed"] is False
    evaluation.write_bytes(kept)


def test_a_model_below_the_threshold_is_blocked_with_exit_code_3(trained: Path) -> None:
    settings = trained / "src" / "churn" / "settings.py"
    kept = settings.read_text("utf-8")
    settings.write_text(kept.replace("METRIC_THRESHOLD = 0.7", "METRIC_THRESHOLD = 0.999"), "utf-8")
    done = step(
        trained, "register", "--model", "outputs/model", "--evaluation", "outputs/evaluation", "--registry", "other"
    )
    settings.write_text(kept, "utf-8")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "does not reach the threshold 0.9990" in done.stdout
    assert not (trained / "other").exists()


def test_the_manifest_holds_the_digest_of_every_file_of_the_model(trained: Path) -> None:
    manifest = read(trained / "outputs" / "model" / "manifest.json")
    files = {file["path"]: file for file in manifest["files"]}
    assert set(files) == {"model.joblib", "columns.json"}
    for path, file in files.items():
        content = (trained / "outputs" / "model" / path).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["size"] == len(content)
    canonical = json.dumps(manifest["files"], sort_keys=True, separators=(",", ":")).encode()
    assert manifest["digest"] == hashlib.sha256(canonical).hexdigest()
    bundled = (trained / "data" / "regression.csv").read_bytes()
    assert manifest["data_digest"] == hashlib.sha256(bundled).hexdigest()


def test_the_evidence_has_one_form(trained: Path) -> None:
    documents = [read(path) for path in sorted((trained / "outputs" / "evidence").glob("*.json"))]
    assert {document["kind"] for document in documents} >= {"data", "metrics"}
    for document in documents:
        assert set(document) == {
            "schema", "kind", "project_id", "model", "passed", "created_at", "commit", "facts",
        }  # fmt: skip
        assert document["project_id"] == "churn"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["created_at"])


def test_what_the_registering_run_leaves_meets_the_gates_that_a_machine_can_judge(tmp_path: Path) -> None:
    folder = tmp_path / "churn"
    tree("tabular-classic", "batch", "regression").write_to(folder)
    pinned = {"TRAINING_ENVIRONMENT": "churn-env:1", "GIT_COMMIT": "9f3c2ab"}
    counted = {"TESTS_TOTAL": "41", "TESTS_FAILED": "0", "SCAN_CRITICAL": "0"}
    commands = (folder / "README.md").read_text("utf-8").splitlines()
    for line in [line for line in commands if line.startswith("python -m churn")]:
        done = run(folder, *line.split()[1:], **pinned, **counted)
        assert done.returncode == 0, done.stdout + done.stderr
    found = [read(path) for path in sorted((folder / "outputs" / "evidence").glob("*.json"))]
    digest = f"sha256:{read(folder / 'outputs' / 'model' / 'manifest.json')['digest']}"
    evidence = [
        Evidence(one["kind"], "churn", "1", digest, one["kind"], one, "job", "", AT, AT) for one in found
    ]  # fmt: skip
    results = [
        one
        for transition in ("dev-test", "test-prod")
        for one in judge(load().gates, evidence, transition, GateCase(digest, "1"), moment(AT))
        if one.gate.evidence in ("manifest", "metrics", "data", "tests", "scan")
    ]
    assert {one.gate.evidence for one in results} == {"manifest", "metrics", "data", "tests", "scan"}
    assert [(one.gate.id, one.detail) for one in results if not one.met] == []
    tags = read(folder / "registry" / "churn" / "1" / "tags.json")
    assert tags["manifest_digest"] == digest


def test_the_model_is_the_same_evidence_wherever_it_is_named(trained: Path) -> None:
    manifest = read(trained / "outputs" / "model" / "manifest.json")
    assert read(trained / "outputs" / "evaluation" / "evaluation.json")["model_digest"] == manifest["digest"]


def test_training_and_serving_pin_what_the_code_is_tested_with() -> None:
    files = {file.path: file.content.decode() for file in tree("tabular-classic").files}
    pins = set(re.findall(r"^[\w-]+==[\w.]+$", files["requirements.txt"], re.MULTILINE))
    assert len(pins) == 5
    for name in ("train", "serve"):
        conda = set(re.findall(r"- ([\w-]+==[\w.]+)$", files[f"azureml/environments/{name}-conda.yml"], re.MULTILINE))
        assert pins < conda
    explored = {file.path: file.content.decode() for file in tree("exploration").files}["requirements.txt"]
    assert set(re.findall(r"^[\w-]+==[\w.]+$", explored, re.MULTILINE)) == pins


def test_a_resolved_environment_is_used_and_an_open_one_becomes_the_projects_own() -> None:
    files = {file.path: file.content.decode() for file in tree("tabular-classic").files}
    resolved = "azureml://registries/azureml/environments/sklearn-1.5/versions/33"
    assert files["azureml/pipeline.yml"].count(resolved) == 4
    assert "churn-train" not in files["scripts/submit_training.py"]


def test_the_bundled_rows_are_made_from_a_seed_and_are_small() -> None:
    for path, text in sample_data.bundled().items():
        assert path.read_text("utf-8") == text
        assert len(text.encode()) <= MAX_SAMPLE_BYTES
