"""Deliveries to channels outside: taken by one worker at a time, tried again for hours, and never lost silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.services.notices.told_rows import event_of, opens, text_of, with_event
from portal.services.one_by_one import each
from portal.services.world import World
from portal.store.connections import Database
from portal.store.rows import from_row
from portal.store.tables import deliveries, notices

BATCH = 5
HELD = timedelta(minutes=5)
"""How long a worker has for what it took; after that another takes it, with the same id."""
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=2)
MOST_ATTEMPTS = 12
"""With growing pauses these last for about nine hours."""
KEPT = timedelta(days=30)
NOTICES_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Delivery:
    """One notice that has to go to one channel."""

    id: str
    channel: str
    topic: str
    subject: str
    title: str
    text: str
    open: str
    """The command that shows what it is about."""
    at: str
    people: tuple[str, ...]
    """Ids of those it is for."""
    attempts: int
    """This one included."""


@dataclass(frozen=True)
class Dead:
    """What one channel did not take, after every attempt."""

    channel: str
    count: int
    detail: str


def take(world: World) -> list[Delivery]:
    """Takes what is due; whoever takes it has `HELD` to say how it ended."""
    now = world.now()
    with world.database.read() as connection:
        due = _due(connection, now)
    return [one for one in each(due, "taking a notice", lambda row: _take(world, row, now)) if one is not None]


def _take(world: World, row: sa.RowMapping, now: str) -> Delivery | None:
    """One that is due; None when another worker was faster. One that cannot be read comes after all others."""
    with world.database.write() as connection:
        until = stamp(moment(now) + HELD)
        mine = deliveries.update().where(
            deliveries.c.id == row["id"],
            deliveries.c.state == "waiting",
            deliveries.c.attempts == row["attempts"],
            deliveries.c.next_at == row["next_at"],
        )
        if not connection.execute(mine.values(attempts=row["attempts"] + 1, next_at=until)).rowcount:
            return None
    return _delivery(world, row)


def sent(world: World, delivery: Delivery) -> None:
    """The channel has it."""
    with world.database.write() as connection:
        done = deliveries.update().where(deliveries.c.id == delivery.id, deliveries.c.state == "waiting")
        connection.execute(done.values(state="sent", detail="", ended_at=world.now()))


def failed(world: World, delivery: Delivery, detail: str, wait_seconds: int = 0) -> str:
    """The channel did not take it: it is tried again later, or given up. Returns the state it is in now."""
    dead = delivery.attempts >= MOST_ATTEMPTS
    pause = min(FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 20), LONGEST_PAUSE)
    now = world.clock()
    next_at = stamp(now + max(pause, timedelta(seconds=wait_seconds)))
    state = "dead" if dead else "waiting"
    with world.database.write() as connection:
        held = deliveries.update().where(deliveries.c.id == delivery.id, deliveries.c.state == "waiting")
        values = {"state": state, "detail": detail[:400], "next_at": next_at, "ended_at": stamp(now) if dead else None}
        connection.execute(held.values(**values))
    return state


def dead_letters(database: Database) -> Sequence[Dead]:
    """What was given up, by channel, with what was said last."""
    query = sa.select(deliveries.c.channel, deliveries.c.detail).where(deliveries.c.state == "dead")
    found: dict[str, Dead] = {}
    with database.read() as connection:
        for channel, detail in connection.execute(query.order_by(deliveries.c.ended_at)):
            found[channel] = Dead(channel, found[channel].count + 1 if channel in found else 1, detail)
    return list(found.values())


def forget_old(world: World) -> None:
    """Lets go of what went out or was given up, after `KEPT`, and of what people were told, after `NOTICES_KEPT`."""
    now = world.clock()
    with world.database.write() as connection:
        connection.execute(deliveries.delete().where(deliveries.c.ended_at < stamp(now - KEPT)))
        connection.execute(notices.delete().where(notices.c.at < stamp(now - NOTICES_KEPT)))


def _due(connection: sa.Connection, now: str) -> Sequence[sa.RowMapping]:
    query = with_event(deliveries, deliveries.c.state == "waiting", deliveries.c.next_at <= now)
    return connection.execute(query.order_by(deliveries.c.next_at, deliveries.c.event).limit(BATCH)).mappings().all()


def _delivery(world: World, row: sa.RowMapping) -> Delivery:
    event = event_of(row)
    return from_row(
        Delivery,
        row,
        title=row["title"] or "",
        open=opens(row["subject"]),
        text=text_of(world, row["what"], event).replace("waits for you", "waits"),
        at=event.at,
        people=tuple(row["people"]),
        attempts=row["attempts"] + 1,
    )
