"""What carried-out requests change about leases: longer, stopped, scaled, retired; each inside its step's own write."""

import sqlalchemy as sa

from portal.domain.leases import PROJECT
from portal.kinds.facts.resource_fact import HERE
from portal.records.operations.committed import ADDED, release
from portal.store.tables import leases, ledger, projects, resources

WHOLE = (PROJECT, "allowance")
"""Kinds of resource whose lease is that of everything that the same request made."""


def standing(connection: sa.Connection, resource: str) -> sa.RowMapping | None:
    """The inventory's row of a resource, or None."""
    return connection.execute(sa.select(resources).where(_is(resource))).mappings().one_or_none()


def extend(connection: sa.Connection, resource: str, was: str | None, until: str, now: str) -> bool:
    """Moves the end of a lease from `was` to `until`; False when it is not `was` any more, or the thing is gone."""
    row = connection.execute(sa.select(resources).where(_is(resource)).with_for_update()).mappings().one_or_none()
    if row is None or row["state"] not in HERE or row["lease_until"] != was:
        return False
    connection.execute(resources.update().where(_is(resource)).values(lease_until=until))
    connection.execute(resources.update().where(_is(resource), resources.c.state == "expiring").values(state="live"))
    _move_parts(connection, row, was, until)
    begin_anew(connection, row["id"], until, now, 1)
    return True


def take_back(connection: sa.Connection, resource: str, was: str | None, until: str, now: str) -> None:
    """Undoes an extension, as far as nothing else has changed the lease since."""
    moved = _is(resource) & (resources.c.lease_until == until)
    row = connection.execute(sa.select(resources).where(moved).with_for_update()).mappings().one_or_none()
    if row is not None:
        connection.execute(resources.update().where(_is(resource)).values(lease_until=was))
        _move_parts(connection, row, until, was)
        begin_anew(connection, row["id"], was or "", now, -1)


def stopped(connection: sa.Connection, resource: str, now: str) -> None:
    """Notes that a resource is stopped; where its lease is over, the grace before its deletion begins."""
    connection.execute(resources.update().where(_is(resource)).values(state="stopped", observed_at=now))
    ended = sa.func.lower(leases.c.resource) == resource.lower()
    connection.execute(leases.update().where(ended, leases.c.until <= now).values(stopped_at=now, next_at=None))


def scaled(connection: sa.Connection, resource: str, monthly_cents: int) -> None:
    """Notes what a resource costs at its new scale; a cluster that its lease's end had stopped works again."""
    row = connection.execute(sa.select(resources).where(_is(resource)).with_for_update()).mappings().one_or_none()
    if row is not None:
        state = "live" if row["state"] == "stopped" else row["state"]
        connection.execute(resources.update().where(_is(resource)).values(monthly_cents=monthly_cents, state=state))


def vanished(connection: sa.Connection, resource: str) -> None:
    """Notes that a resource is not there any more, without anybody having asked the portal for it."""
    connection.execute(resources.update().where(_is(resource)).values(state="missing"))


def retired(connection: sa.Connection, resource: str, now: str) -> int:
    """Notes that a resource is gone for good, and gives back what was committed for it; returns the cents."""
    row = connection.execute(sa.select(resources).where(_is(resource)).with_for_update()).mappings().one_or_none()
    if row is None or row["state"] == "retired":
        return 0
    connection.execute(resources.update().where(_is(resource)).values(state="retired", observed_at=now))
    return sum(release(connection, number, now) for number in _paid_by(connection, row))


def retire_project(connection: sa.Connection, project: str, phase: str = "retired") -> str:
    """Sets the phase of a project and returns the one before; "" when there is no such project."""
    mine = projects.c.name == project
    before = connection.execute(sa.select(projects.c.phase).where(mine).with_for_update()).scalar_one_or_none()
    connection.execute(projects.update().where(mine).values(phase=phase))
    return str(before or "")


def release_repository(connection: sa.Connection, project: str) -> None:
    """A retired project's repository stays for as long as anybody wants it."""
    mine = (resources.c.project == project) & (resources.c.kind == PROJECT)
    connection.execute(resources.update().where(mine).values(lease_until=None))


def left_of_project(connection: sa.Connection, project: str, kinds: tuple[str, ...]) -> list[str]:
    """The names of what a project still has of some kinds."""
    query = sa.select(resources.c.name).where(
        resources.c.project == project, resources.c.kind.in_(kinds), resources.c.state.in_(HERE)
    )
    return sorted(connection.execute(query).scalars())


def _move_parts(connection: sa.Connection, row: sa.RowMapping, was: str | None, until: str | None) -> None:
    """The lease of a project, or of a serverless allowance, is that of all that was made with it."""
    if row["kind"] in WHOLE and row["request"] is not None:
        parts = (resources.c.request == row["request"]) & (resources.c.lease_until == was)
        connection.execute(resources.update().where(parts, resources.c.state.in_(HERE)).values(lease_until=until))


def _paid_by(connection: sa.Connection, row: sa.RowMapping) -> list[int]:
    """The requests that committed money for a resource: its own, if nothing else of it is left, and later ones."""
    added = sa.select(ledger.c.request).where(
        sa.func.lower(ledger.c.resource) == row["id"].lower(),
        ledger.c.kind.in_(ADDED),
        ledger.c.state.in_(("done", "left")),
    )
    numbers = list(connection.execute(added).scalars())
    if row["request"] is not None:
        rest = (resources.c.request == row["request"]) & resources.c.state.not_in(("retired", "missing"))
        if connection.execute(sa.select(sa.func.count()).select_from(resources).where(rest)).scalar_one() == 0:
            numbers.append(row["request"])
    return sorted(set(numbers))


def begin_anew(connection: sa.Connection, resource: str, until: str, now: str, more: int) -> None:
    """Begins the record of a lease with a new end; what was asked for about the old one is still known."""
    mine = leases.c.resource == resource
    fresh = {"until": until, "since": now, "stopped_at": None, "unknown_since": None, "attempts": 0, "waits": ""}
    counted = leases.c.extensions + more
    changed = connection.execute(leases.update().where(mine).values(**fresh, extensions=counted, next_at=None))
    if changed.rowcount == 0:
        connection.execute(leases.insert().values(resource=resource, **fresh, extensions=max(more, 0)))


def _is(resource: str) -> sa.ColumnElement[bool]:
    return sa.func.lower(resources.c.id) == resource.lower()
