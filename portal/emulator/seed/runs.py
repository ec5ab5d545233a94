"""Planting the runs that registered the models: from which commit and data, how good they were, what they wrote."""

import hashlib
import json
from dataclasses import dataclass

from portal.emulator.registry.run_history import EndedJob, keep_run
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import Json

_HOLDOUT_ROWS = 18_000
_THRESHOLD = 0.75


@dataclass(frozen=True)
class RunFacts:
    """What the evidence of a run repeats: commit, digests of manifest and frozen rows, the value of the metric."""

    commit: str
    manifest: str
    frozen: str
    value: float


def job_of(row: Json, version: int) -> str:
    """The run that registered a version."""
    return f"train_{row['name'].replace('-', '_')}_{version}"


def plant_run(scene: Scene, dev: EmulatedResource, row: Json, version: int, manifest: str) -> None:
    """Plants the run of one version. One whose evidence is `none` came from a notebook: no commit, and no files."""
    name = job_of(row, version)
    loose = row["evidence"] == "none"
    commit = _digest(f"commit of {name}")[:40]
    git = {
        "commit": commit,
        "branch": "main",
        "repository_uri": f"https://git.meridian.example/ml/{row['project']}.git",
    }
    frozen = "sha256:" + _digest(f"holdout of {row['name']}")
    auc = round(_THRESHOLD + _skill(row, version), 4)
    metrics = {"roc_auc": auc, "log_loss": round(1.05 - auc, 4), "f1": round(auc - 0.06, 4)}
    files = {} if loose else _files(scene, row, version, RunFacts(commit, manifest, frozen, auc))
    keep_run(
        scene,
        dev.id,
        EndedJob(
            name=name,
            by=row["owner"],
            began=scene.stamp(scene.now - 2700),
            experiment="notebook" if loose else f"train-{row['name']}",
            environment=f"{dev.id}/environments/sklearn-train/versions/3",
            git={} if loose else git,
            inputs={"raw": f"azureml:{row['project']}-table:{max(1, version // 2)}"},
            metrics=metrics,
            files=files,
        ),
    )


def _skill(row: Json, version: int) -> float:
    """How far above the threshold a version is: each a little better, but for the newest of one that got worse."""
    step = 0.004 + int(_digest(row["name"])[:2], 16) / 255 * 0.006
    skill = 0.03 + step * version
    return skill - 3 * step if row.get("worse") and version == row["latest"] else skill


def _files(scene: Scene, row: Json, version: int, facts: RunFacts) -> dict[str, str]:
    """The evidence of a run, one document of each kind."""
    environment = "sklearn-train:3"
    kinds: dict[str, Json] = {
        "metrics": {
            "metric": "roc_auc", "value": facts.value, "higher_is_better": True, "threshold": _THRESHOLD,
            "rows": _HOLDOUT_ROWS, "data_digest": facts.frozen, "model_digest": facts.manifest,
        },
        "data": {"rows": _HOLDOUT_ROWS, "failed": 0, "checks": 12, "data_digest": facts.frozen},
        "tests": {"total": 48, "failed": 0},
        "scan": {"critical": 0, "high": version % 3},
    }  # fmt: skip
    if facts.manifest:
        kinds["manifest"] = {
            "digest": facts.manifest, "commit": facts.commit, "data_digest": facts.frozen, "environment": environment,
        }  # fmt: skip
    made = scene.stamp(scene.now)[:19] + "Z"
    common = {"schema": 1, "project_id": row["project"], "model": row["name"], "passed": True, "created_at": made}
    return {
        f"outputs/evidence/{kind}.json": json.dumps({**common, "kind": kind, "commit": facts.commit, "facts": said})
        for kind, said in kinds.items()
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
