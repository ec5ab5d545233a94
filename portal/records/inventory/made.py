"""What operations made, as rows of the inventory: resources with their leases, projects with their budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.contract.values import Json
from portal.records.operations.fence import OperationRow
from portal.store.tables import projects, requests, resources


@dataclass(frozen=True)
class Making:
    """A resource that an operation makes; `id` is its Azure id, or `repository/NAME`."""

    id: str
    kind: str
    name: str
    project: str
    stage: str
    workspace: str = ""
    monthly_cents: int = 0
    lease_until: str | None = None
    url: str = ""
    tags: Mapping[str, str] | None = None


def creating(connection: sa.Connection, held: OperationRow, making: Making, now: str) -> None:
    """Enters a resource before the call that makes it, owned by the requester; nothing made is ever unknown."""
    owner = connection.execute(sa.select(requests.c.requester).where(requests.c.number == held.request)).scalar_one()
    values = {
        "kind": making.kind,
        "name": making.name,
        "project": making.project,
        "stage": making.stage,
        "workspace": making.workspace,
        "state": "creating",
        "owner": owner,
        "request": held.request,
        "monthly_cents": making.monthly_cents,
        "lease_until": making.lease_until,
        "made_at": now,
        "origin": "made",
        "url": making.url,
        "tags": dict(making.tags or {}),
    }
    known = connection.execute(sa.select(resources.c.id).where(_is(making.id)).with_for_update()).scalar_one_or_none()
    if known is None:
        connection.execute(resources.insert().values(id=making.id, **values))
    else:
        connection.execute(resources.update().where(resources.c.id == known).values(**values))


def mark(connection: sa.Connection, held: OperationRow, resource: str, state: str, now: str) -> None:
    """Sets the state of a resource that this operation's request made, as it was seen now; others are left alone."""
    connection.execute(
        resources.update()
        .where(_is(resource), resources.c.request == held.request)
        .values(state=state, observed_at=now)
    )


def left(connection: sa.Connection, held: OperationRow, resource: str) -> None:
    """Keeps a resource that could not be removed: it is there and costs, until somebody ends it."""
    mine = _is(resource) & (resources.c.request == held.request) & (resources.c.state == "creating")
    connection.execute(resources.update().where(mine).values(state="live"))


def is_there(connection: sa.Connection, resource: str) -> bool:
    """Whether a resource is in the inventory and has not ended."""
    query = sa.select(resources.c.state).where(_is(resource))
    return connection.execute(query).scalar_one_or_none() not in (None, "retired", "missing")


def forget(connection: sa.Connection, held: OperationRow, resource: str) -> None:
    """Takes a resource out again that was there before, so that this operation did not make it."""
    connection.execute(
        resources.delete().where(_is(resource), resources.c.request == held.request, resources.c.state == "creating")
    )


def enter_project(connection: sa.Connection, held: OperationRow, project: Mapping[str, Json], now: str) -> None:
    """Enters a project into the inventory. Raises LookupError when the name belongs to another request's project."""
    values: dict[str, Any] = {
        name: project[name]
        for name in (
            "title", "unit", "phase", "owner", "template", "template_version", "stages", "members", "budget_cents",
            "cost_centre", "data_classification", "spec",
        )
    }  # fmt: skip
    made = project_of(connection, project["name"])
    if made is None:
        pushed = project.get("repository", ""), project.get("commit", "")
        values |= {"repository": pushed[0], "commit": pushed[1], "created_at": now, "last_activity": now}
        connection.execute(
            projects.insert().values(name=project["name"], request=held.request, origin="made", **values)
        )
    elif made != held.request:
        raise LookupError(f"project {project['name']} was entered by another request")


def project_of(connection: sa.Connection, name: str) -> int | None:
    """The request that made a project; 0 when it was found and not made, None when there is no such project."""
    row = connection.execute(sa.select(projects.c.request).where(projects.c.name == name)).one_or_none()
    return None if row is None else int(row[0] or 0)


def withdraw_project(connection: sa.Connection, held: OperationRow, name: str) -> None:
    """Takes a project out of the inventory again that this operation's request entered."""
    connection.execute(projects.delete().where(projects.c.name == name, projects.c.request == held.request))


def _is(resource: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(resources.c.id) == resource.lower()
