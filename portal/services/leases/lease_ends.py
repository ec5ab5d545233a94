"""Carrying out what a lease asks for: a reminder, a request of the portal that ends it, a note why not yet."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa

from catalog.model import Person
from portal.clock import stamp
from portal.contract.problem import Problem, conflict, not_found
from portal.contract.states import OPEN_STATES
from portal.domain.leases import ENDED, GRACE, HALF, PROJECT, STOPPED, TENTH, Decision, SeenWork
from portal.domain.requests.lifecycle import SYSTEM
from portal.kinds.facts.resource_fact import label
from portal.records.facts import gather
from portal.records.idempotency import Once
from portal.records.inventory import lease_changes
from portal.records.operations.fence import OperationRow
from portal.records.operations.journal import Line, write
from portal.services.leases.leases import HeldLease, answers_for
from portal.services.requests import requests
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import lease_reminders, leases, operations, resources

KIND = "decommission"
AGAIN_AFTER = timedelta(days=1)
"""When an end that failed, or that nobody decided on in time, is asked for again."""
_REFUSED = ("denied", "withdrawn")
_OF_PROJECT = {
    TENTH: "Its lease ends {until}; {days} days later what was made for it is deleted, its repository stays",
    ENDED: "Its lease has ended; what was made for it is deleted {days} days after this was shown, unless it is"
    " extended; its repository stays",
}
_SAID = {
    HALF: "Half of its lease is over, it ends {until}",
    TENTH: "Its lease ends {until}; then it is stopped, and deleted when {days} days have passed",
    ENDED: "Its lease has ended; it is stopped as soon as no job runs on it",
    STOPPED: "It is stopped; it is deleted {days} days after this was shown, unless its lease is extended",
}


def remind(world: World, held: HeldLease, stage: str) -> None:
    """Makes the reminder of one stage; it counts when it is shown. One that is there already is left as it is."""
    now, row = world.now(), held.row
    with world.database.write() as connection:
        if not _is_unchanged(connection, held) or _has(connection, held, stage):
            return
        person = answers_for(connection, world.catalogue(), row)
        values = {"resource": held.id, "until": row["lease_until"], "stage": stage, "person": person, "at": now}
        connection.execute(lease_reminders.insert().values(**values))
        if row["state"] == "live" and stage in (TENTH, ENDED):
            connection.execute(resources.update().where(resources.c.id == held.id).values(state="expiring"))
        words = {**_SAID, **_OF_PROJECT} if row["kind"] == PROJECT else _SAID
        said = words[stage].format(until=row["lease_until"][:16].replace("T", " ") + " UTC", days=GRACE.days)
        told: dict[str, object] = {"stage": stage, "person": person, "said": said}
        _tell(connection, world, held, "reminded", f"{said}; {person} is reminded", told)


def end(world: World, held: HeldLease, how: str) -> None:
    """Asks, as the portal, for the stop or deletion of a resource; policy decides whether anybody has to agree.

    The request's key follows from the lease, so that however often this is done there is one request. Raises Problem.
    """
    row = held.row
    with world.database.read() as connection:
        person = _asks_for(connection, world, held)
        known = gather(connection, world.catalogue()).resources
        computes = lease_changes.left_of_project(connection, row["project"], ("compute",))
    thing = known.get(held.id)
    if thing is None:
        raise not_found("resource", held.id)
    spec = {"reason": f"its lease ended {row['lease_until']}"}
    if row["kind"] != PROJECT:
        spec |= {"resource": label(thing, known), "how": how}
    elif computes:
        raise conflict(f"{row['project']} still has {', '.join(computes[:3])}", "they have leases of their own")
    else:
        spec |= {"what": "project", "project": row["project"]}
    meant = f"{held.id}\n{row['lease_until']}\n{how}\n{row['kept_attempts']}"
    key = hashlib.sha256(meant.encode()).hexdigest()
    once = Once(SYSTEM, f"lease-{key[:40]}", key)
    made = requests.submit(world, person, KIND, spec, once=once, by=SYSTEM)
    with world.database.write() as connection:
        number = int(made.removeprefix("R-"))
        unnoted = leases.c.request.is_(None) | (leases.c.request != number)
        noted = _mine(held).where(unnoted).values(request=number, waits="", next_at=None)
        if _is_unchanged(connection, held) and connection.execute(noted).rowcount == 1:
            text = f"Its lease has ended: {made} {'stops' if how == 'stop' else 'deletes'} it"
            _tell(connection, world, held, f"asked-to-{how}", text, {"request": made})


def retire(world: World, held: HeldLease, reason: str) -> None:
    """Retires what is not there any more, and gives back what was committed for it."""
    with world.database.write() as connection:
        if _is_unchanged(connection, held):
            cents = lease_changes.retired(connection, held.id, world.now())
            _tell(connection, world, held, "retired", f"Retired: {reason}", {"released_cents": cents})


def wait(world: World, held: HeldLease, decision: Decision, seen: SeenWork | None) -> None:
    """Keeps why nothing is done now and when to look again; says it once."""
    row = held.row
    refused = f"R-{held.request} was {held.state_of_request}" if held.state_of_request in _REFUSED else ""
    waits = refused if held.request else "" if decision.quiet else decision.reason
    unknown = row["kept_unknown_since"] if seen is None else stamp(seen.unknown_since) if seen.unknown_since else None
    next_at = stamp(decision.next_at) if decision.next_at else None
    kept = {"waits": waits, "next_at": next_at, "unknown_since": unknown}
    if all(row[f"kept_{name}"] == value for name, value in kept.items()):
        return
    with world.database.write() as connection:
        if not _is_unchanged(connection, held):
            return
        connection.execute(_mine(held).values(**kept))
        if waits and waits != row["kept_waits"]:
            over = "Its lease has ended, and " if held.lease.until <= world.clock() else ""
            _tell(connection, world, held, "waits", f"{over}{waits}", {})


def follow(world: World, held: HeldLease) -> bool:
    """Looks after the request that carries out the end; says whether the lease can be judged anew at once.

    One that is not needed any more, as the lease was extended, is withdrawn; one that came to nothing is asked for
    again after a day; one that people refused stays refused.
    """
    if held.request is None:
        return False
    state, request = held.state_of_request, f"R-{held.request}"
    extended = held.lease.until > world.clock()
    if state in OPEN_STATES:
        if extended and state != "running":
            _withdraw(world, held, request)
        return False
    if state in _REFUSED and not extended:
        return False
    changes: dict[str, object] = {"request": None}
    if state in ("failed_clean", "failed_leftovers", "expired") and not extended:
        again = stamp(world.clock() + AGAIN_AFTER)
        changes |= {"attempts": held.row["kept_attempts"] + 1, "next_at": again, "waits": f"{request} {state}"}
    with world.database.write() as connection:
        connection.execute(_mine(held).values(**changes))
    return True


def _withdraw(world: World, held: HeldLease, request: str) -> None:
    with world.database.read() as connection:
        person = _asks_for(connection, world, held)
    try:
        requests.withdraw(world, person, request, "its lease was extended")
    except Problem:
        return  # it was started or decided a moment ago; the next look sees which


def _asks_for(connection: sa.Connection, world: World, held: HeldLease) -> Person:
    """In whose name the portal asks. Raises Problem when the directory knows nobody who answers for it."""
    id_ = answers_for(connection, world.catalogue(), held.row)
    person = world.catalogue().organisation.person(id_)
    if person is None:
        raise not_found("person", id_, f"nobody answers for {held.row['name']}")
    return person


def _is_unchanged(connection: sa.Connection, held: HeldLease) -> bool:
    """Whether the lease is still the one that was judged; its row is held until the transaction ends."""
    query = sa.select(resources.c.lease_until, resources.c.state).where(resources.c.id == held.id).with_for_update()
    row = connection.execute(query).one_or_none()
    return row is not None and row.lease_until == held.row["lease_until"] and row.state != "retired"


def _has(connection: sa.Connection, held: HeldLease, stage: str) -> bool:
    query = sa.select(lease_reminders.c.stage).where(
        lease_reminders.c.resource == held.id,
        lease_reminders.c.until == held.row["lease_until"],
        lease_reminders.c.stage == stage,
    )
    return connection.execute(query).first() is not None


def _mine(held: HeldLease) -> sa.Update:
    return leases.update().where(leases.c.resource == held.id, leases.c.until == held.row["lease_until"])


def _tell(
    connection: sa.Connection, world: World, held: HeldLease, act: str, text: str, data: dict[str, object]
) -> None:
    """Into the journal of the request that made it, and into the audit with an event; takes the chain-head lock."""
    now, row = world.now(), held.row
    newest = sa.select(operations).where(operations.c.request == row["request"]).order_by(operations.c.revision.desc())
    operation = connection.execute(newest.limit(1)).mappings().one_or_none() if row["request"] else None
    if operation is not None:
        write(connection, OperationRow(**operation), now, [Line(f"{row['name']}: {text}", "lease")])
    person = answers_for(connection, world.catalogue(), row)
    told = {"resource": held.id, "name": row["name"], "until": row["lease_until"], "reason": text, "person": person}
    record(connection, now, world.mode, Act(SYSTEM, act, "lease", held.subject, row["project"], "", told | data))
