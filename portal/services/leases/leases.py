"""Leases as they stand: which want something done, who was reminded, and when that was really shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from catalog.model import Catalogue
from portal.clock import moment, stamp
from portal.domain.leases import LONG_PAUSE, PROJECT, Lease, Reminder
from portal.domain.people.roles import PLATFORM
from portal.kinds.asked_person import first_there
from portal.records.inventory.members import OWN
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.connections import Database
from portal.store.rows import insert_into
from portal.store.tables import lease_reminders, leases, projects, requests, resources, switches

ATTENDED = "leases-attended"
"""The switch that remembers since when the portal has been there without a long pause, and when it was there last."""
BEAT = timedelta(minutes=10)
KEPT_ON_HOME = timedelta(days=1)
"""How long the reminder that half of a lease is over stays on Home after it was shown first."""
_OVER = ("retired", "creating", "foreign")


@dataclass(frozen=True)
class HeldLease:
    """One lease with what is known of it: `request` is the open or denied request that carries out its end."""

    row: sa.RowMapping
    """The resource, and the columns of `leases` under names that begin with `kept_`."""
    lease: Lease
    request: int | None
    state_of_request: str

    @property
    def id(self) -> str:
        """The resource's id."""
        return str(self.row["id"])

    @property
    def subject(self) -> str:
        """What the audit names: the request that made it, else its own name."""
        return f"R-{self.row['request']}" if self.row["request"] else str(self.row["name"])[:200]


def attended(database: Database, now: datetime, arrived: bool) -> datetime:
    """Since when the portal has been there without a long pause; `arrived` says that this process has just begun.

    Time that passes while a process runs is no pause, also when a demo lets a week pass at once.
    """
    with database.read() as connection:
        kept = connection.execute(sa.select(switches.c.value).where(switches.c.name == ATTENDED)).scalar()
    since, last = (moment(part) for part in kept.split(" ")) if kept else (now, now)
    if arrived and now - last > LONG_PAUSE:
        since = now
    if kept is None or arrived or now - last >= BEAT:
        values = {"value": f"{stamp(since)} {stamp(now)}", "at": stamp(now)}
        with database.write() as connection:
            insert = insert_into(connection, switches).values(name=ATTENDED, **values)
            connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    return since


def due(world: World) -> list[HeldLease]:
    """Every lease about which something may have to be done now, with a record of its present end."""
    now = world.now()
    _begin_records(world.database, now)
    query = (
        sa.select(resources, *(column.label(f"kept_{column.name}") for column in leases.c))
        .join(leases, leases.c.resource == resources.c.id)
        .where(_has_a_lease())
        .where(sa.or_(leases.c.next_at.is_(None), leases.c.next_at <= now, leases.c.request.is_not(None)))
        .order_by(resources.c.lease_until)
    )
    with world.database.read() as connection:
        rows = connection.execute(query).mappings().all()
        told = _reminders(connection, [row["id"] for row in rows])
        states = _states(connection, [row["kept_request"] for row in rows if row["kept_request"]])
    return [_held(row, told, states) for row in rows]


def _held(row: sa.RowMapping, told: dict[tuple[str, str], tuple[Reminder, ...]], states: dict[int, str]) -> HeldLease:
    request = row["kept_request"]
    lease = Lease(
        kind=row["kind"],
        state=row["state"],
        since=moment(row["kept_since"]),
        until=moment(row["lease_until"]),
        managed=row["origin"] != "found",
        reminders=told.get((row["id"], row["lease_until"]), ()),
        stopped_at=moment(row["kept_stopped_at"]) if row["kept_stopped_at"] else None,
        under_way=request is not None,
    )
    return HeldLease(row, lease, request, states.get(request, "") if request else "")


def _begin_records(database: Database, now: str) -> None:
    """Makes a record for every lease that has none, and begins anew those whose end was changed elsewhere."""
    query = (
        sa.select(resources.c.id, resources.c.lease_until, resources.c.made_at, leases.c.resource)
        .join(leases, leases.c.resource == resources.c.id, isouter=True)
        .where(_has_a_lease())
        .where(sa.or_(leases.c.resource.is_(None), leases.c.until != resources.c.lease_until))
    )
    with database.read() as connection:
        missing = connection.execute(query).all()
    if not missing:
        return
    with database.write() as connection:
        for id_, until, made_at, known in missing:
            fresh = {
                "until": until,
                "since": made_at or now,
                "stopped_at": None,
                "unknown_since": None,
                "next_at": None,
            }
            if known is None:
                begun = {"resource": id_, **fresh, "extensions": 0, "attempts": 0, "waits": ""}
                connection.execute(insert_into(connection, leases).values(begun).on_conflict_do_nothing())
            else:
                connection.execute(leases.update().where(leases.c.resource == id_).values(**fresh, waits=""))


def _has_a_lease() -> sa.ColumnElement[bool]:
    """What this loop looks after: not what ends by itself, nor the parts of a project, which end with it."""
    return sa.and_(
        resources.c.lease_until.is_not(None),
        resources.c.state.not_in(_OVER),
        resources.c.kind.not_in(OWN),
        sa.not_(is_part_of_project()),
    )


def is_part_of_project() -> sa.ColumnElement[bool]:
    """Whether a resource was made with a project and its lease is the project's, which its repository stands for."""
    made = sa.select(requests.c.number).where(requests.c.number == resources.c.request, requests.c.kind == "project")
    return sa.and_(resources.c.kind != PROJECT, made.exists())


def _reminders(connection: sa.Connection, ids: Sequence[str]) -> dict[tuple[str, str], tuple[Reminder, ...]]:
    found: dict[tuple[str, str], tuple[Reminder, ...]] = {}
    for start in range(0, len(ids), 500):
        query = sa.select(lease_reminders).where(lease_reminders.c.resource.in_(ids[start : start + 500]))
        for row in connection.execute(query.order_by(lease_reminders.c.at)).mappings():
            key = row["resource"], row["until"]
            shown = moment(row["shown_at"]) if row["shown_at"] else None
            found[key] = (*found.get(key, ()), Reminder(row["stage"], shown))
    return found


def _states(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, str]:
    query = sa.select(requests.c.number, requests.c.state).where(requests.c.number.in_(numbers))
    return dict(connection.execute(query).all()) if numbers else {}


def answers_for(connection: sa.Connection, catalogue: Catalogue, row: sa.RowMapping) -> str:
    """Who is reminded: the owner; where they have left, the project's owner, the unit's lead, the platform team."""
    organisation = catalogue.organisation
    project = connection.execute(
        sa.select(projects.c.owner, projects.c.unit).where(projects.c.name == row["project"])
    ).one_or_none()
    unit = organisation.unit(project.unit) if project else None
    central = [one.id for one in organisation.people if PLATFORM in one.roles]
    owners = [row["owner"], project.owner if project else ""]
    if row["kind"] == PROJECT:
        owners.reverse()
    return first_there(catalogue, *owners, unit.lead if unit else "", *central) or str(row["owner"])


def shown(connection: sa.Connection, person: str, ids: Collection[str], now: str, mode: str) -> int:
    """Notes that reminders of these resources were really shown to a person; returns how many for the first time."""
    mine = _unshown(person, ids)
    rows = connection.execute(sa.select(lease_reminders).where(mine)).mappings().all()
    if not rows:
        return 0
    connection.execute(lease_reminders.update().where(mine).values(shown_at=now))
    connection.execute(
        leases.update().where(leases.c.resource.in_([row["resource"] for row in rows])).values(next_at=None)
    )
    for row in rows:
        query = sa.select(resources).where(resources.c.id == row["resource"])
        thing = connection.execute(query).mappings().one_or_none()
        if thing is None:
            continue
        subject = f"R-{thing['request']}" if thing["request"] else str(thing["name"])[:200]
        told = {"resource": thing["id"], "name": thing["name"], "until": row["until"], "stage": row["stage"]}
        record(connection, now, mode, Act(person, "was-shown", "lease", subject, thing["project"], "", told))
    return len(rows)


def note_shown(world: World, person: str, ids: Collection[str]) -> None:
    """The same as a use case; without anything new it writes nothing."""
    if not ids:
        return
    with world.database.read() as connection:
        if (
            connection.execute(sa.select(lease_reminders.c.resource).where(_unshown(person, ids)).limit(1)).first()
            is None
        ):
            return
    with world.database.write() as connection:
        shown(connection, person, ids, world.now(), world.mode)


def _unshown(person: str, ids: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.and_(
        lease_reminders.c.person == person,
        lease_reminders.c.resource.in_(list(ids)),
        lease_reminders.c.shown_at.is_(None),
    )


def on_home(connection: sa.Connection, person: str, now: datetime, notice: timedelta) -> list[sa.RowMapping]:
    """The resources whose leases Home names: those that end soon, and all of which the person was reminded."""
    fresh = sa.or_(lease_reminders.c.shown_at.is_(None), lease_reminders.c.shown_at > stamp(now - KEPT_ON_HOME))
    told = (
        sa.select(lease_reminders.c.resource)
        .where(lease_reminders.c.person == person, lease_reminders.c.until == resources.c.lease_until)
        .where(sa.or_(lease_reminders.c.stage != "half", fresh))
        .where(lease_reminders.c.resource == resources.c.id)
        .exists()
    )
    soon = sa.and_(
        resources.c.owner == person,
        resources.c.state.in_(("live", "expiring")),
        resources.c.lease_until <= stamp(now + notice),
    )
    query = (
        sa.select(resources)
        .where(resources.c.lease_until.is_not(None), resources.c.state.not_in((*_OVER, "missing")))
        .where(sa.or_(soon, told), sa.not_(is_part_of_project()))
        .order_by(resources.c.lease_until)
        .limit(50)
    )
    return list(connection.execute(query).mappings())
