"""Telling people: events become notices and deliveries, once each, and a person reads their own.

The event is the outbox's entry. It is written in the transaction of the act by whoever acts, so that none is lost and
nobody has to think of notices; `spread` works through them in order.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from catalog.model import Person
from portal.contract.events import Event
from portal.contract.limits import PAGE
from portal.contract.people.notices import PORTAL, Notice, NoticeList
from portal.contract.problem import Complaint, bad_input
from portal.records.events import after, newest
from portal.records.told import Told
from portal.services.notices.notice_rules import concerns, told_of
from portal.services.notices.notice_wishes import Wishes, wishes_of
from portal.services.notices.told_rows import event_of, opens, text_of, with_event
from portal.services.one_by_one import each
from portal.services.world import World
from portal.store.chain import announce
from portal.store.rows import from_row, insert_into
from portal.store.tables import deliveries, notice_head, notices

CAME = "notices.came"
"""The kind of event that says that there are new notices."""
SHOWN_BY_THEMSELVES = ("turn", "lease", "free")
"""Topics about which Home has sections of their own."""
LONGEST_NUMBER = 12
HEAD = "events"


def begin(world: World) -> None:
    """Where nobody was ever told of anything: what has happened so far is not told any more."""
    row = {"name": HEAD, "number": newest(world.database)}
    with world.database.write() as connection:
        _insert_new(connection, notice_head, row)


def spread(world: World) -> int:
    """Works through a batch of events that nobody was told of yet; returns how many there were."""
    with world.database.read() as connection:
        query = sa.select(notice_head.c.number).where(notice_head.c.name == HEAD)
        head = connection.execute(query).scalar_one_or_none()
    if head is None or not (found := after(world.database, int(head))):
        return 0
    told = _told(world, [event for event in found if concerns(event)])
    with world.database.write() as connection:
        ours = notice_head.update().where(notice_head.c.name == HEAD, notice_head.c.number == head)
        if connection.execute(ours.values(number=found[-1].number)).rowcount == 0:
            return len(found)  # another worker was faster
        _keep(connection, world, told)
    return len(found)


def _told(world: World, found: Sequence[Event]) -> list[Told]:
    """What is told of events: of all together, as each turn is told once, or of each alone where one cannot be told."""

    def of(events: Sequence[Event]) -> list[Told]:
        with world.database.read() as connection:
            return told_of(connection, world.catalogue(), events)

    if not found:
        return []
    store = (sa.exc.OperationalError, sa.exc.InterfaceError)  # they are tried again, all of them
    told = each([found], "telling people of events", of, store)
    if not told:
        told = each([[event] for event in found], "telling people of an event", of, store)
    return [one for part in told for one in part]


def listing(
    world: World, person: Person, unread: bool = False, cursor: str | None = None, limit: int = 50
) -> NoticeList:
    """The notices of a person, newest first. Raises Problem for a cursor that does not exist."""
    limit = max(1, min(limit, PAGE))
    with world.database.read() as connection:
        query = _mine(person.id).order_by(notices.c.number.desc()).limit(limit + 1)
        if unread:
            query = query.where(notices.c.seen_at.is_(None))
        if cursor is not None:
            query = query.where(notices.c.number < _after(cursor))
        rows = connection.execute(query).mappings().all()
        count = unread_of(connection, person.id)
    more = str(rows[limit - 1]["number"]) if len(rows) > limit else None
    return NoticeList(tuple(_notice(world, row) for row in rows[:limit]), more, count)


def news(world: World, connection: sa.Connection, person: Person, limit: int) -> tuple[tuple[Notice, ...], int]:
    """The newest unseen notices but those of what Home shows by itself, and how many there are."""
    new = notices.c.seen_at.is_(None) & notices.c.topic.not_in(SHOWN_BY_THEMSELVES)
    query = _mine(person.id).where(new).order_by(notices.c.number.desc()).limit(limit)
    found = tuple(_notice(world, row) for row in connection.execute(query).mappings())
    return found, _count(connection, person.id, new)


def unread_of(connection: sa.Connection, person: str) -> int:
    """How many notices a person has not seen."""
    return _count(connection, person, notices.c.seen_at.is_(None))


def _count(connection: sa.Connection, person: str, which: sa.ColumnElement[bool]) -> int:
    mine = (notices.c.person == person) & notices.c.listed & which
    return int(connection.execute(sa.select(sa.func.count()).select_from(notices).where(mine)).scalar_one())


def mark_seen(world: World, person: Person, number: int) -> NoticeList:
    """The person has seen their notices up to this number."""
    with world.database.write() as connection:
        mine = (notices.c.person == person.id) & (notices.c.number <= number) & notices.c.seen_at.is_(None)
        connection.execute(notices.update().where(mine).values(seen_at=world.now()))
    return listing(world, person)


def _keep(connection: sa.Connection, world: World, told: Sequence[Told]) -> None:
    """Writes what is new of it, for the list and for every channel; each once."""
    organisation, now = world.catalogue().organisation, world.now()
    wishes = wishes_of(connection, organisation.notices, {one.person for one in told})
    listed: list[str] = []
    going: dict[str, tuple[Told, str, list[str]]] = {}
    for one in told:
        person = organisation.person(one.person)
        if person is None or not person.active or person.kind != "human":
            continue
        wanted = wishes.wants(person, one.topic, PORTAL)
        row = {
            "person": person.id, "about": one.about, "event": one.event.number, "topic": one.topic,
            "subject": one.subject, "what": one.what, "listed": wanted, "at": one.event.at, "seen_at": None,
        }  # fmt: skip
        if not _insert_new(connection, notices, row):
            continue
        listed += [person.id] if wanted else []
        _address(one, person, wishes, going)
    for id_, (one, channel, people) in going.items():
        row = {
            "id": id_, "channel": channel, "event": one.event.number, "topic": one.topic, "subject": one.subject,
            "what": one.what, "people": people, "state": "waiting", "attempts": 0, "detail": "", "made_at": now,
            "next_at": now, "ended_at": None,
        }  # fmt: skip
        _insert_new(connection, deliveries, row)
    if listed:
        announce(connection, now, CAME, "notices", {"people": sorted(set(listed))})


def _address(one: Told, person: Person, wishes: Wishes, going: dict[str, tuple[Told, str, list[str]]]) -> None:
    for channel in wishes.channels.channels:
        if wishes.wants(person, one.topic, channel.id):
            id_ = f"N-{one.event.number}-{one.topic}-{channel.id}"
            going.setdefault(id_, (one, channel.id, []))[2].append(person.id)


def _insert_new(connection: sa.Connection, table: sa.Table, row: dict[str, object]) -> bool:
    written = insert_into(connection, table).values(row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(written).first() is not None


def _mine(person: str) -> sa.Select[tuple[object, ...]]:
    return with_event(notices, notices.c.person == person, notices.c.listed)


def _notice(world: World, row: sa.RowMapping) -> Notice:
    event = event_of(row)
    return from_row(
        Notice,
        row,
        title=row["title"] or "",
        text=text_of(world, row["what"], event),
        who=str(event.data.get("actor", "")),
        open=opens(row["subject"]),
    )


def _after(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= LONGEST_NUMBER):
        raise bad_input("this is no cursor of mine", Complaint("cursor", "take `next` of the page before"))
    return int(cursor)
