"""Where models are registered: a folder on one's own machine, or the MLflow registry of the Azure ML workspace."""

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class Champion:
    """A registered version that a candidate is compared with, and what it reached when it was registered."""

    version: int
    value: float
    data_digest: str
    """The digest of the rows that it was measured on."""


class Registry(Protocol):
    """What the register step needs of a registry."""

    def champions(self, name: str, metric: str) -> list[Champion]:
        """The newest version judged by that metric, and the newest one of each stage that the portal promoted."""

    def fetch(self, name: str, version: int, folder: Path) -> Path:
        """The folder below which a version's files are, brought into `folder` if need be."""

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

    def champions(self, name: str, metric: str) -> list[Champion]:
        """The newest version judged by that metric, and the newest one of each stage that the portal promoted."""
        files = {version: self.root / name / str(version) / "tags.json" for version in self.versions(name)}
        return chosen(((v, json.loads(file.read_text(encoding="utf-8"))) for v, file in files.items()), metric)

    def fetch(self, name: str, version: int, folder: Path) -> Path:
        """The folder below which a version's files are; they are here already."""
        return self.root / name / str(version) / "model"

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

    def champions(self, name: str, metric: str) -> list[Champion]:
        """The newest version judged by that metric, and the newest one of each stage that the portal promoted."""
        versions = self.mlflow.MlflowClient().search_model_versions(f"name='{name}'")
        return chosen(((int(version.version), version.tags) for version in versions), metric)

    def fetch(self, name: str, version: int, folder: Path) -> Path:
        """Download a version's files."""
        address = f"models:/{name}/{version}"
        return Path(self.mlflow.artifacts.download_artifacts(artifact_uri=address, dst_path=str(folder)))

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


def chosen(versions: Iterable[tuple[int, dict[str, str]]], metric: str) -> list[Champion]:
    """The champions among versions and their tags, newest first; the portal writes the tag `stage` on what it promotes."""
    found, stages = [], set()
    for version, tags in sorted(versions, key=lambda one: one[0], reverse=True):
        stage = tags.get("stage", "")
        if tags.get("metric") == metric and (not found or (stage and stage not in stages)):
            found.append(Champion(version, float(tags["metric_value"]), tags.get("data_digest", "")))
        stages.add(stage)
    return found
