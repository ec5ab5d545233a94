"""Rows of projects that become managed, and what they were before; a project that nobody had entered is entered."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.contract.values import Json
from portal.records.inventory.adoptions import ADOPTED, FOUND
from portal.store.tables import projects

BEFORE = "before_adoption"
"""Where the spec of an adopted project keeps what its row was, so that it can be that again."""
CHANGED = (
    "title", "unit", "phase", "owner", "template", "template_version", "repository", "stages", "members",
    "budget_cents", "cost_centre", "data_classification",
)  # fmt: skip


def why_moved(connection: sa.Connection, name: str, was_owner: str | None) -> str:
    """Why a project is not any more what its adoption was approved for, or ""."""
    row = _row(connection, name)
    if row is None:
        return "" if was_owner is None else f"project {name} is not in the inventory any more"
    if row["origin"] != FOUND or was_owner is None:
        return f"project {name} is managed already"
    return "" if row["owner"] == was_owner else f"project {name} belongs to {row['owner']} by now"


def is_adopted_by(connection: sa.Connection, name: str, request: int) -> bool:
    """Whether `request` has made it managed."""
    row = _row(connection, name)
    return row is not None and row["origin"] == ADOPTED and row["request"] == request


def adopt(connection: sa.Connection, request: int, project: Mapping[str, Json], now: str) -> None:
    """Makes a project managed, and keeps what its row was."""
    values = {column: project[column] for column in CHANGED}
    values |= {"origin": ADOPTED, "request": request, "last_activity": now}
    row = _row(connection, str(project["name"]))
    if row is None:
        fresh = {"name": project["name"], "spec": {}, "commit": "", "created_at": now}
        connection.execute(projects.insert().values(**values, **fresh))
        return
    kept = {column: row[column] for column in (*CHANGED, "last_activity")}
    spec = {**(row["spec"] or {}), BEFORE: kept}
    connection.execute(projects.update().where(projects.c.name == row["name"]).values(**values, spec=spec))


def release(connection: sa.Connection, request: int, name: str) -> None:
    """Makes a project what it was before `request` adopted it; one that it entered goes."""
    row = _row(connection, name)
    if row is None or row["origin"] != ADOPTED or row["request"] != request:
        return
    spec = dict(row["spec"] or {})
    before = spec.pop(BEFORE, None)
    mine = projects.c.name == name
    if before is None:
        connection.execute(projects.delete().where(mine))
    else:
        values = {"origin": FOUND, "request": None, "spec": spec, **before}
        connection.execute(projects.update().where(mine).values(**values))


def _row(connection: sa.Connection, name: str) -> sa.RowMapping | None:
    return connection.execute(sa.select(projects).where(projects.c.name == name)).mappings().one_or_none()
