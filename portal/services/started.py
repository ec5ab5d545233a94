"""The open requests that would change what a stage serves of a model."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.contract.states import TERMINAL_STATES
from portal.store.tables import requests, revisions

MOVES = ("promotion", "rollback")
"""The kinds of request that change what a stage serves."""


@dataclass(frozen=True)
class Move:
    """One open request that would put a version of a model into a stage; `artefact` is the digest it is about."""

    request: str
    state: str
    version: str
    artefact: str


def moves(connection: sa.Connection, project: str, model: str, stage: str) -> list[Move]:
    """The open requests about what a stage serves of a model, the newest first."""
    current = sa.and_(revisions.c.request == requests.c.number, revisions.c.number == requests.c.revision)
    query = (
        sa.select(requests.c.number, requests.c.state, revisions.c.spec)
        .join(revisions, current)
        .where(requests.c.kind.in_(MOVES), requests.c.state.not_in(TERMINAL_STATES), requests.c.project == project)
        .order_by(requests.c.number.desc())
    )
    return [
        Move(f"R-{number}", state, str(spec.get("version", "")), str(spec.get("artefact", "")))
        for number, state, spec in connection.execute(query)
        if str(spec.get("model", "")).rpartition("/")[2] == model and stage in (spec.get("to"), spec.get("stage"))
    ]
