"""What needs a person now."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.home import Change, Home
from portal.contract.operations import Operation
from portal.contract.projects import Resource
from portal.contract.requests import RequestRow
from portal.domain.people.roles import PLATFORM
from portal.records.operations.progress import operation_of
from portal.services.leases.leases import note_shown, on_home
from portal.services.notices import notices
from portal.services.notices.watches import of_person
from portal.services.projects.resource_rows import resource
from portal.services.requests.afterwards import owed_to
from portal.services.requests.lists import ended_of, open_rows
from portal.services.world import World
from portal.store.rows import from_row
from portal.store.tables import audit, readers, requests

LEASE_NOTICE = timedelta(days=3)
CHANGES = 30
FINISHED = 10
NOTICES = 10


def show(world: World, person: Person, looks: bool = True, asked: Sequence[RequestRow] | None = None) -> Home:
    """Waiting on the person, their own requests, ending leases, running operations, and what changed meanwhile.

    `looks` says that the person sees it now: only then do its reminders count as shown. `asked` are the open
    requests, where somebody has them at hand.
    """
    with world.database.read() as connection:
        open_now = open_rows(world, connection) if asked is None else asked
        seen = connection.execute(sa.select(readers).where(readers.c.person == person.id)).mappings().one_or_none()
        changes = _changes(connection, person, int(seen["last_seen"]) if seen else 0)
        owed = owed_to(connection, person, world.now())
        leases = [resource(row) for row in on_home(connection, person.id, world.clock(), LEASE_NOTICE)]
        news, unread = notices.news(world, connection, person, NOTICES)
        finished = ended_of(world, connection, person, FINISHED)
        free = [one for one in of_person(connection, world.catalogue(), person.id) if one.free_at]
        mine = [row for row in open_now if row.requester == person.id]
        running = [row for row in open_now if row.state == "running"]
        operations = [
            operation
            for row in running[:20]
            if row.requester == person.id or PLATFORM in person.roles
            if (operation := operation_of(connection, int(row.id[2:]), world.clock())) is not None
        ]
    waiting = [row for row in open_now if row.waiting_on is not None and person.id in row.waiting_on.people]
    if looks:
        note_shown(world, person.id, [one.id for one in leases])
    return Home(
        waiting=tuple(sorted(waiting, key=lambda row: row.waiting_on.since if row.waiting_on else "")),
        mine=(*mine, *finished),
        leases=tuple(leases),
        running=tuple(operations),
        changes=tuple(changes),
        counts={**_counts(waiting, mine, leases, operations), "home": unread},
        last_seen=seen["at"] if seen else None,
        watches=tuple(free),
        owed=owed,
        notices=news,
    )


def mark_seen(world: World, person: Person, number: int) -> None:
    """Remembers up to which act a person has looked."""
    now = world.now()
    with world.database.write() as connection:
        changed = connection.execute(
            readers.update().where(readers.c.person == person.id).values(last_seen=number, at=now)
        )
        if changed.rowcount == 0:
            connection.execute(readers.insert().values(person=person.id, last_seen=number, at=now))


def _counts(
    waiting: list[RequestRow], mine: list[RequestRow], leases: list[Resource], operations: list[Operation]
) -> dict[str, int]:
    decisions = [row for row in waiting if row.state == "in_review" and row not in mine]
    return {
        "approvals": len(decisions),
        "requests": len(mine),
        "leases": len(leases),
        "failed": sum(operation.state == "stuck" for operation in operations),
    }


def _changes(connection: sa.Connection, person: Person, last_seen: int) -> list[Change]:
    """Acts of others on what concerns the person, the newest first."""
    own = sa.select(sa.literal("R-").concat(sa.cast(requests.c.number, sa.String))).where(
        (requests.c.requester == person.id) | (requests.c.unit == (person.unit or ""))
    )
    query = sa.select(audit).where(audit.c.number > last_seen, audit.c.actor != person.id)
    if PLATFORM not in person.roles and "lead" not in person.roles:
        query = query.where(audit.c.subject.in_(own))
    rows = connection.execute(query.order_by(audit.c.number.desc()).limit(CHANGES)).mappings()
    return [
        from_row(
            Change,
            row,
            who=row["actor"],
            text=" ".join(filter(None, (row["act"].replace("-", " "), str(row["data"].get("reason", ""))))),
        )
        for row in rows
    ]
