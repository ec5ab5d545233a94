"""Loads Azure ML documents with the official SDK, which refuses what its schema does not know.

Run in a process of its own: `python -m tests.templates.azure_documents FOLDER` prints what each file was read as.
"""

import json
import sys
from pathlib import Path
from typing import Any

from azure.ai.ml import (
    load_batch_endpoint,
    load_data,
    load_environment,
    load_job,
    load_online_deployment,
    load_online_endpoint,
)
from azure.ai.ml.entities._load_functions import load_model_batch_deployment

LOADERS: dict[str, Any] = {
    "azureml/pipeline.yml": load_job,
    "azureml/data/training.yml": load_data,
    "azureml/environments/train.yml": load_environment,
    "azureml/environments/serve.yml": load_environment,
    "azureml/online/endpoint.yml": load_online_endpoint,
    "azureml/online/deployment.yml": load_online_deployment,
    "azureml/batch/endpoint.yml": load_batch_endpoint,
    "azureml/batch/deployment.yml": load_model_batch_deployment,
}


def read(folder: Path) -> dict[str, str]:
    """What the SDK made of each file that is there; for the pipeline also the names of its steps."""
    found = {}
    for path, load in LOADERS.items():
        if (folder / path).exists():
            loaded = load(str(folder / path))
            found[path] = type(loaded).__name__
            if path == "azureml/pipeline.yml":
                found[path] += " " + " ".join(loaded.jobs)
                problems = loaded._validate().error_messages
                found[path] += f" {problems}" if problems else ""
    return found


if __name__ == "__main__":
    json.dump(read(Path(sys.argv[1])), sys.stdout)
