"""Which started request allows an artefact to be deployed to a stage, and which one is on its way to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.contract.states import TERMINAL_STATES
from portal.contract.values import Json
from portal.store.tables import requests, revisions

MOVES = ("promotion", "rollback")
"""The kinds of request that change what a stage serves."""


@dataclass(frozen=True)
class Move:
    """One open request that would put a version of a model into a stage."""

    request: str
    kind: str
    state: str
    version: str
    artefacts: frozenset[str]
    """The digests that its effects name; they are part of what was approved."""

    def allows(self, version: str, artefact: str) -> bool:
        """Whether it has started and is about exactly this artefact."""
        return self.state == "running" and bool(artefact) and self.version == version and self.artefacts == {artefact}


def moves(connection: sa.Connection, model: str, stage: str) -> list[Move]:
    """The open requests that would change what a stage serves of a model, the newest first."""
    current = sa.and_(revisions.c.request == requests.c.number, revisions.c.number == requests.c.revision)
    query = (
        sa.select(requests.c.number, requests.c.kind, requests.c.state, revisions.c.spec, revisions.c.plan)
        .join(revisions, current)
        .where(requests.c.kind.in_(MOVES), requests.c.state.not_in(TERMINAL_STATES))
        .order_by(requests.c.number.desc())
    )
    return [
        Move(
            f"R-{row.number}",
            row.kind,
            row.state,
            str(row.spec.get("version") or row.spec.get("to_version") or ""),
            frozenset(_artefacts(row.plan, model)),
        )
        for row in connection.execute(query)
        if row.spec.get("model") == model and stage in (row.spec.get("to"), row.spec.get("stage"))
    ]


def _artefacts(plan: Mapping[str, Any], model: str) -> list[str]:
    """The digests that the effects of a plan name, those of a dispatched workflow's inputs included."""
    payloads: list[Mapping[str, Json]] = [effect.get("payload", {}) for effect in plan.get("effects", [])]
    inputs = [one["inputs"] for one in payloads if isinstance(one.get("inputs"), Mapping)]
    named = (one for one in (*payloads, *inputs) if one.get("model", model) == model)
    return [str(one["artefact"]) for one in named if one.get("artefact")]
