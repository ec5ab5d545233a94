"""Changes of a project's own row: budget, phase, owner and such. Each knows what it was, so it can be undone."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.contract.values import Json
from portal.kinds.models.executors import PORTAL
from portal.store.tables import projects, resources

COLUMNS = ("budget_cents", "phase", "owner", "cost_centre")
"""What is a column of its own; everything else is kept in the project's `spec`."""
CHANGED_BY = "changed_by"
"""Where the spec keeps the intent that changed the project last."""
_ENDED = ("retired", "missing")


class Moved(Exception):
    """The project is not any more what the change was approved for."""


def state_of(connection: sa.Connection, project: str) -> Mapping[str, Any] | None:
    """Everything of a project that can be changed, and which intent did so last; None when there is no project."""
    row = connection.execute(sa.select(projects).where(projects.c.name == project)).mappings().one_or_none()
    return None if row is None else _state(row)


def change(
    connection: sa.Connection, project: str, was: Mapping[str, Json], becomes: Mapping[str, Json], key: str, now: str
) -> None:
    """Changes a project from what it was to what it becomes, for the intent `key`. Raises Moved."""
    row = _locked(connection, project)
    there = _state(row)
    for name, value in was.items():
        if there.get(name) not in (value, becomes.get(name)):
            raise Moved(f"{name} of {project} is {there.get(name)} by now; approved was a change from {value}")
    _write(connection, row, {**becomes, CHANGED_BY: key}, now)


def change_back(
    connection: sa.Connection, project: str, was: Mapping[str, Json], becomes: Mapping[str, Json], now: str
) -> None:
    """Undoes a change, as far as nobody has changed the same again. Raises Moved when the project is not there."""
    row = _locked(connection, project)
    there = _state(row)
    kept = {name: was.get(name) for name, value in becomes.items() if there.get(name) == value}
    _write(connection, row, {**kept, CHANGED_BY: None}, now)


def _locked(connection: sa.Connection, project: str) -> sa.RowMapping:
    query = sa.select(projects).where(projects.c.name == project).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise Moved(f"there is no project {project} any more")
    return row


def _state(row: sa.RowMapping) -> Mapping[str, Any]:
    spec = row["spec"] if isinstance(row["spec"], dict) else {}
    return {"executor": PORTAL, **spec, **{name: row[name] for name in COLUMNS}}


def _write(connection: sa.Connection, row: sa.RowMapping, changes: Mapping[str, Any], now: str) -> None:
    spec = dict(row["spec"]) if isinstance(row["spec"], dict) else {}
    values: dict[str, Any] = {"last_activity": now}
    for name, value in changes.items():
        if name in COLUMNS:
            values[name] = value
        elif value is None:
            spec.pop(name, None)
        else:
            spec[name] = value
    owner = values.get("owner", row["owner"])
    if owner != row["owner"]:
        values["members"] = list(dict.fromkeys([*row["members"], owner]))
        mine = sa.and_(resources.c.project == row["name"], resources.c.owner == row["owner"])
        connection.execute(
            resources.update().where(mine, resources.c.state.not_in(_ENDED)).values(owner=owner)
        )  # whoever answers for the project is reminded of its leases
    connection.execute(projects.update().where(projects.c.name == row["name"]).values(spec=spec, **values))
