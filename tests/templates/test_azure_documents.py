"""The official SDK reads every Azure ML document that the templates make."""

import json
import subprocess
import sys
from pathlib import Path

from tests.templates.rendered import tree

ROOT = Path(__file__).resolve().parents[2]


def read_by_sdk(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the SDK says of a project's documents, in a process of its own, as its warnings are none of ours."""
    command = [sys.executable, "-m", "tests.templates.azure_documents", str(folder)]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_the_sdk_reads_every_document(tmp_path: Path) -> None:
    tree("tabular-classic").write_to(tmp_path / "churn")
    answer = read_by_sdk(tmp_path / "churn")
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert json.loads(answer.stdout) == {
        "azureml/pipeline.yml": "PipelineJob prepare train evaluate register",
        "azureml/data/training.yml": "Data",
        "azureml/environments/train.yml": "Environment",
        "azureml/environments/serve.yml": "Environment",
        "azureml/online/endpoint.yml": "ManagedOnlineEndpoint",
        "azureml/online/deployment.yml": "ManagedOnlineDeployment",
        "azureml/batch/endpoint.yml": "BatchEndpoint",
        "azureml/batch/deployment.yml": "ModelBatchDeployment",
    }


def test_the_sdk_would_refuse_a_document_with_an_unknown_field(tmp_path: Path) -> None:
    tree("tabular-classic").write_to(tmp_path / "churn")
    place = tmp_path / "churn" / "azureml" / "online" / "deployment.yml"
    place.write_text(place.read_text("utf-8").replace("instance_count: 1", "instances: 1"), "utf-8")
    answer = read_by_sdk(tmp_path / "churn")
    assert answer.returncode != 0
    assert "instances" in answer.stderr
