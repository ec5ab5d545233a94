"""Delegations: somebody decides in the place of a person who is away; kept with who, until when and why."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from catalog.model import Person
from portal.clock import moment, stamp
from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.problem import Complaint, bad_input, not_found, refused
from portal.domain.requests.moments import EXAMPLES, Edge, read_moment
from portal.kinds.registry import KINDS
from portal.records.idempotency import Once, claim, settle
from portal.records.words import said
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.rows import from_row
from portal.store.tables import delegations

LONGEST = timedelta(days=90)
"""How long somebody may be stood in for at most; for longer their role is given to somebody else."""


def delegate(world: World, person: Person, wish: DelegationWish, once: Once | None = None) -> Delegation:
    """Writes down who decides in a person's place. It gives no right that the person has not, and is not passed on."""
    if person.kind != "human":
        raise refused(f"{person.id} decides on nothing", "only people decide, so only they can be stood in for")
    values = _checked(world, person, wish)
    with world.database.write() as connection:
        now = world.now()
        if (known := claim(connection, once, "new", now)) is not None:
            return _row(world, _one(connection, known))
        number = connection.execute(
            delegations.insert().values(**values, person=person.id, made_at=now).returning(delegations.c.number)
        ).scalar_one()
        settle(connection, once, str(number))
        told = {name: values[name] for name in ("delegate", "since", "until", "reason", "kinds")}
        record(connection, now, world.mode, Act(person.id, "delegated", "person", person.id, "", "", told))
        return _row(world, _one(connection, str(number)))


def end(world: World, person: Person, number: str) -> None:
    """Ends it before its time; votes that were cast in the person's place stand, as they were given in good right."""
    with world.database.write() as connection:
        row = _one(connection, number)
        if row["person"] != person.id:
            raise refused(f"you cannot end delegation {number}", "only who is away ends it", code="not-yours")
        if row["ended_at"] is not None:
            return
        now = world.now()
        connection.execute(delegations.update().where(delegations.c.number == row["number"]).values(ended_at=now))
        told = {"delegate": row["delegate"]}
        record(connection, now, world.mode, Act(person.id, "delegation-ended", "person", person.id, "", "", told))


def listing(world: World) -> tuple[Delegation, ...]:
    """Every delegation that is in force or to come, the one that ends first before the others."""
    with world.database.read() as connection:
        rows = connection.execute(
            sa.select(delegations)
            .where(delegations.c.ended_at.is_(None), delegations.c.until > world.now())
            .order_by(delegations.c.until, delegations.c.number)
        ).mappings()
        return tuple(_row(world, row) for row in rows)


def _checked(world: World, person: Person, wish: DelegationWish) -> dict[str, object]:
    organisation, now = world.catalogue().organisation, world.clock()
    complaints = []
    to = organisation.person(wish.delegate)
    if to is None or not to.active or to.kind != "human":
        complaints.append(Complaint("delegate", f"{wish.delegate} is nobody who decides", "name a person who is here"))
    elif to.id == person.id:
        complaints.append(Complaint("delegate", "that is you", "name somebody else"))
    if not (reason := said(wish.reason)):
        complaints.append(Complaint("reason", "is missing", "write one sentence"))
    complaints += [Complaint("kinds", f"there is no kind {one}", "leave it out for all") for one in wish.kinds
                   if one not in KINDS]  # fmt: skip
    zone = ZoneInfo(organisation.time_zone)
    since = _moment("since", wish.since, now, zone, "begin", complaints)
    until = _moment("until", wish.until, now, zone, "end", complaints)
    if since is not None and until is not None and not max(since, now) < until <= since + LONGEST:
        what = f"it ends before it begins, or lasts longer than {LONGEST.days} days"
        complaints.append(Complaint("until", what, EXAMPLES))
    if complaints or since is None or until is None:
        raise bad_input("nobody can stand in like this", *complaints)
    return {
        "delegate": wish.delegate,
        "since": stamp(since),
        "until": stamp(until),
        "reason": reason,
        "kinds": list(dict.fromkeys(wish.kinds)),
    }


def _moment(
    where: str, text: str, now: datetime, zone: ZoneInfo, edge: Edge, complaints: list[Complaint]
) -> datetime | None:
    try:
        return read_moment(text, now, zone, edge)
    except (ValueError, OverflowError) as wrong:
        complaints.append(Complaint(where, str(wrong), EXAMPLES))
        return None


def _one(connection: sa.Connection, number: str) -> sa.RowMapping:
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) <= 12 else -1
    row = connection.execute(sa.select(delegations).where(delegations.c.number == wanted)).mappings().one_or_none()
    if row is None:
        raise not_found("delegation", number, "`portal delegate list` names them all")
    return row


def _row(world: World, row: sa.RowMapping) -> Delegation:
    active = row["ended_at"] is None and moment(row["since"]) <= world.clock() < moment(row["until"])
    return from_row(Delegation, row, kinds=tuple(row["kinds"]), active=active)
