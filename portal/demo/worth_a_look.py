"""What is worth a look in the demo right now: its stories, named from what is really there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from portal.contract.requests import RequestRow
from portal.records.models import board as models
from portal.services.world import World
from portal.store.tables import projects, requests, resources

Story = dict[str, Any]


def stories(world: World, open_now: Sequence[RequestRow]) -> tuple[Story, ...]:
    """One line for each kind of story that can be told now; each names a screen, and a subject where it has one.

    `open_now` are the requests that are not finished.
    """
    now = world.now()
    with world.database.read() as connection:
        found = [
            *_waiting(open_now),
            *_does_not_fit(open_now),
            *_left_behind(connection),
            *_ends_today(connection, now[:10]),
            *_left_by_somebody(connection, world),
        ]
    return (*found, *_outside(world))


def _waiting(open_now: Iterable[RequestRow]) -> Iterator[Story]:
    count = sum(row.state == "in_review" for row in open_now)
    if count:
        yield {"text": f"{count} requests wait for somebody to decide", "screen": "approvals", "subject": ""}


def _does_not_fit(open_now: Iterable[RequestRow]) -> Iterator[Story]:
    for row in open_now:
        if "quota does not fit" in row.flags:
            yield {"text": f"{row.title}: the quota is full by now", "screen": "requests", "subject": row.id}
            return


def _left_behind(connection: sa.Connection) -> Iterator[Story]:
    query = sa.select(requests.c.number, requests.c.title).where(requests.c.state == "failed_leftovers")
    for number, title in connection.execute(query.order_by(requests.c.number.desc()).limit(1)):
        yield {"text": f"{title}: failed, and left things behind", "screen": "requests", "subject": f"R-{number}"}


def _ends_today(connection: sa.Connection, today: str) -> Iterator[Story]:
    query = (
        sa.select(resources.c.name, resources.c.project)
        .where(resources.c.lease_until.startswith(today), resources.c.state.in_(("live", "expiring")))
        .order_by(resources.c.lease_until)
        .limit(1)
    )
    for name, project in connection.execute(query):
        yield {"text": f"the lease of {name} ends today", "screen": "projects", "subject": project}


def _left_by_somebody(connection: sa.Connection, world: World) -> Iterator[Story]:
    gone = {person.id: person.name for person in world.catalogue().organisation.people if not person.active}
    query = sa.select(projects.c.name, projects.c.owner).where(projects.c.owner.in_(gone)).order_by(projects.c.name)
    owned = connection.execute(query).all()
    if owned:
        name, owner = owned[0]
        more = f" and {len(owned) - 1} more" if len(owned) > 1 else ""
        yield {"text": f"{gone[owner]} left and still owns {name}{more}", "screen": "projects", "subject": name}


def _outside(world: World) -> Iterator[Story]:
    board = models.board(world.database, world.catalogue().organisation)
    for row in board.items:
        if "than was approved" in row.attention:
            text = f"{row.name} {row.attention}: it was changed outside the portal"
            yield {"text": text, "screen": "promotions", "subject": row.name, "project": row.project}
            return
