"""Evidence about seeded models, and what was observed of them, as tests want it."""

from typing import Any

import sqlalchemy as sa

from portal.kinds.facts.model_fact import ModelFact
from portal.records.facts import gather
from portal.records.models.evidence import FoundEvidence, record_observed
from portal.store.tables import observations
from tests.access.desk import Desk

MODEL = "next-best-offer"
DATA = "d" * 64


def model(desk: Desk, name: str = MODEL) -> ModelFact:
    """What plans know of a model now."""
    with desk.world.database.read() as connection:
        return gather(connection, desk.world.catalogue(), now=desk.world.now(), models=frozenset({name})).models[name]


def digest(desk: Desk, version: str, name: str = MODEL) -> str:
    """The digest of a version as it was registered in dev."""
    return f"sha256:{model(desk, name).stages['dev'].registered[version].manifest}"


def prove(desk: Desk, version: str, name: str = MODEL, **changes: dict[str, Any]) -> None:
    """Evidence that meets every gate of the shipped catalogue for one version; `changes` are other facts of a kind."""
    artefact = digest(desk, version, name)
    facts: dict[str, dict[str, Any]] = {
        "manifest": {"digest": artefact, "commit": "c0ffee", "data_digest": DATA, "environment": "train:7"},
        "tests": {"total": 40, "failed": 0},
        "metrics": {"metric": "roc_auc", "value": 0.8 + int(version) / 1000, "threshold": 0.7,
                    "higher_is_better": True, "data_digest": DATA},
        "scan": {"critical": 0},
        "data": {"failed": 0, "rows": 5000},
        "probe": {"requests": 50, "error_percent": 0, "p95_ms": 90, "max_error_percent": 1, "max_p95_ms": 300},
        "alerts": {"rules": 2, "drift_monitor": True},
    }  # fmt: skip
    found = [
        FoundEvidence(name, version, artefact, kind, {**told, **changes.get(kind, {})}) for kind, told in facts.items()
    ]
    with desk.world.database.write() as connection:
        record_observed(connection, desk.world.now(), found)


def started_by(desk: Desk, version: str, person: str, name: str = MODEL) -> None:
    """The run behind a version in dev is read, and this person started it."""
    with desk.world.database.write() as connection:
        here = (observations.c.kind == "model") & (observations.c.stage == "dev")
        rows = connection.execute(sa.select(observations).where(here)).mappings()
        seen = next(dict(row) for row in rows if row["value"]["name"] == name)
        run = next(one["job"] for one in seen["value"]["versions"] if one["version"] == version)
        assert run, "the seed says which run made it"
        connection.execute(observations.delete().where(observations.c.subject == f"jobs/{run}"))
        told = {"kind": "job", "subject": f"jobs/{run}", "value": {"name": run, "by": person}}
        connection.execute(observations.insert().values({**seen, **told}))
