"""Where models are registered: a folder on one's own machine, or the MLflow registry of the Azure ML workspace."""

import json
import shutil
from pathlib import Path
from typing import Any, Protocol


class Registry(Protocol):
    """What the register step needs of a registry."""

    def champion(self, name: str, metric: str) -> float | None:
        """What the newest version judged by that metric reached, or None when there is none."""

    def register(self, name: str, model_folder: Path, tags: dict[str, str]) -> int:
        """Keep the model's files under a new version and return its number."""


class LocalRegistry:
    """Versions as folders `<root>/<name>/<version>`, for trying things out and for tests."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def versions(self, name: str) -> list[int]:
        """The registered versions, oldest first."""
        folder = self.root / name
        return sorted(int(path.name) for path in folder.iterdir()) if folder.is_dir() else []

    def champion(self, name: str, metric: str) -> float | None:
        """What the newest version judged by that metric reached, or None when there is none."""
        for version in reversed(self.versions(name)):
            tags = json.loads((self.root / name / str(version) / "tags.json").read_text(encoding="utf-8"))
            if tags["metric"] == metric:
                return float(tags["metric_value"])
        return None

    def register(self, name: str, model_folder: Path, tags: dict[str, str]) -> int:
        """Copy the model's files and tags into a new version's folder."""
        version = (self.versions(name) or [0])[-1] + 1
        place = self.root / name / str(version)
        shutil.copytree(model_folder, place / "model")
        (place / "tags.json").write_text(json.dumps(tags, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        return version


class MlflowRegistry:
    """The registry behind MLflow's tracking address, which Azure ML sets in every job."""

    def __init__(self, mlflow: Any = None) -> None:
        if mlflow is None:
            try:
                import mlflow
            except ImportError:
                raise SystemExit("mlflow is not installed here; give --registry FOLDER to register locally") from None
        self.mlflow = mlflow

    def champion(self, name: str, metric: str) -> float | None:
        """What the newest version judged by that metric reached, or None when there is none."""
        versions = self.mlflow.MlflowClient().search_model_versions(f"name='{name}'")
        for version in sorted(versions, key=lambda version: int(version.version), reverse=True):
            if version.tags.get("metric") == metric:
                return float(version.tags["metric_value"])
        return None

    def register(self, name: str, model_folder: Path, tags: dict[str, str]) -> int:
        """Log the model's files to the current run and register them from there."""
        client = self.mlflow.MlflowClient()
        if not client.search_registered_models(f"name='{name}'"):
            client.create_registered_model(name)
        with self.mlflow.start_run(nested=self.mlflow.active_run() is not None) as run:
            self.mlflow.log_artifacts(str(model_folder), "model")
            source = f"{run.info.artifact_uri}/model"
            created = client.create_model_version(name, source, run.info.run_id, tags=tags)
        return int(created.version)
