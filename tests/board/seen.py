"""Observations to build boards from: a small world of one unit with dev, test and prod."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.contract.models.board import Board, BoardRow, Cell
from portal.domain.models.board import Owned, build_board
from portal.domain.models.evidence import Observation
from portal.domain.models.observed_workspaces import NEEDED, Approved, Site, workspace_source

STAGES = ("dev", "test", "prod")
NOW = "2026-11-23T07:00:00.000Z"
LONG_AGO = "2026-11-20T07:00:00.000Z"
SEVEN = "7" * 64
SIX = "6" * 64


def source(stage: str, unit: str = "risk") -> str:
    """The id of the workspace of a unit and stage."""
    return workspace_source("sub", f"rg-{unit}", f"mlw-{unit}-{stage}")


def sites(*units: str) -> list[Site]:
    """A workspace for each unit and stage."""
    return [
        Site(source(stage, unit), f"mlw-{unit}-{stage}", stage, unit) for unit in units or ("risk",) for stage in STAGES
    ]


def row(stage: str, subject: str, kind: str, value: Mapping[str, Any], **more: str) -> Observation:
    """One observation; `unit`, `status`, `at` and `detail` can be given."""
    unit = more.get("unit", "risk")
    return Observation(
        source=source(stage, unit),
        subject=subject,
        kind=kind,
        workspace=f"mlw-{unit}-{stage}",
        stage=stage,
        status=more.get("status", "seen"),
        value=value,
        detail=more.get("detail", ""),
        observed_at=more.get("at", NOW),
    )


def looked(
    *stages: str, status: str = "seen", at: str = NOW, unit: str = "risk", detail: str = ""
) -> list[Observation]:
    """Readings of every list of the workspaces of some stages."""
    return [
        row(stage, name, "reading", {}, status=status, at=at, unit=unit, detail=detail)
        for stage in stages
        for name in NEEDED
    ]


def model(stage: str, name: str, versions: Mapping[str, str], **more: Any) -> Observation:
    """A model with its versions, each with its manifest or ""."""
    value = {
        "name": name,
        "project": more.pop("project", "fraud"),
        "owner": more.pop("owner", ""),
        "approved": more.pop("approved", ""),
        "complete": more.pop("complete", True),
        "versions": [{"version": version, "manifest": manifest} for version, manifest in versions.items()],
    }
    return row(stage, f"models/{name}", "model", value, **more)


def online(stage: str, model_: str, shares: Mapping[str, int], **more: Any) -> Observation:
    """An online endpoint with one deployment for each version and its share of the traffic."""
    deployments = [
        {
            "name": f"v{version}",
            "model": f"{source(stage, more.get('unit', 'risk'))}/models/{model_}/versions/{version}",
            "state": more.get("state", "Succeeded"),
            "traffic": share,
            "mirror": more.get("mirror", {}).get(version, 0),
        }
        for version, share in shares.items()
    ]
    value = {"name": f"{model_}-{stage}", "approved": more.pop("approved", ""), "deployments": deployments}
    told = {name: more[name] for name in ("status", "at", "detail", "unit") if name in more}
    return row(stage, f"onlineEndpoints/{model_}-{stage}", "online_endpoint", value, **told)


def batch(stage: str, model_: str, default: str, versions: Sequence[str], **more: Any) -> Observation:
    """A batch endpoint with one deployment for each version."""
    deployments = [
        {
            "name": f"v{version}",
            "model": f"{source(stage)}/models/{model_}/versions/{version}",
            "state": "Succeeded",
            "default": version == default,
            "last_run": more.get("last_run", ""),
            "last_run_at": more.get("last_run_at", ""),
        }
        for version in versions
    ]
    value = {"name": f"{model_}-{stage}", "scheduled": more.get("scheduled", False), "deployments": deployments}
    return row(stage, f"batchEndpoints/{model_}-{stage}", "batch_endpoint", value)


def board(
    *observations: Observation,
    projects: Mapping[str, Owned] | None = None,
    approvals: Mapping[tuple[str, str, str], Approved] | None = None,
    units: tuple[str, ...] = ("risk",),
) -> Board:
    """The board of these observations."""
    return build_board(observations, sites(*units), STAGES, projects or {}, approvals)


def only(made: Board) -> BoardRow:
    """The one row of a board."""
    (found,) = made.items
    return found


def cell(made: Board, stage: str) -> Cell:
    """The cell of the one row in a stage; it has to be there."""
    found = only(made).stages[stage]
    assert found is not None
    return found
