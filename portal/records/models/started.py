"""The open requests that would change what a stage serves of a model."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.contract.states import TERMINAL_STATES
from portal.store.tables import requests, revisions

MOVES = ("promotion", "rollback")
"""The kinds of request that change what a stage serves."""


@dataclass(frozen=True)
class OpenMove:
    """One open request that would put a version of a model into a stage; `artefact` is the digest it is about."""

    request: str
    state: str
    project: str
    model: str
    stage: str
    version: str
    artefact: str


def every_move(connection: sa.Connection) -> list[OpenMove]:
    """Every open request about what a stage serves, the newest first."""
    current = sa.and_(revisions.c.request == requests.c.number, revisions.c.number == requests.c.revision)
    query = (
        sa.select(requests.c.number, requests.c.state, requests.c.project, revisions.c.spec)
        .join(revisions, current)
        .where(requests.c.kind.in_(MOVES), requests.c.state.not_in(TERMINAL_STATES))
        .order_by(requests.c.number.desc())
    )
    return [
        OpenMove(
            f"R-{number}",
            state,
            project,
            str(spec.get("model", "")).rpartition("/")[2],
            str(spec.get("to") or spec.get("stage") or ""),
            str(spec.get("version", "")),
            str(spec.get("artefact", "")),
        )
        for number, state, project, spec in connection.execute(query)
    ]


def moves(connection: sa.Connection, project: str, model: str, stage: str) -> list[OpenMove]:
    """The open requests about what one stage serves of one model, the newest first."""
    return [one for one in every_move(connection) if (one.project, one.model, one.stage) == (project, model, stage)]
