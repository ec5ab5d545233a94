"""Use cases of a request: submit, edit, withdraw. Each is one transaction, written to the audit."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from catalog.model import Person
from portal.clock import moment
from portal.contract.problem import refused
from portal.domain.lifecycle import Case, Edited, Submitted, Withdrawn, transition
from portal.domain.workdays import after_business_days
from portal.services.asking.cases import Loaded, automatic_vote, checked, load, number_of, store
from portal.services.asking.proposals import Proposal, propose
from portal.services.idempotency import Once, claim, claimed
from portal.services.words import said
from portal.services.world import World
from portal.store.chain import Act, next_request_number, record, upcoming_request_number
from portal.store.tables import drafts, requests, revisions

START_GRACE = timedelta(days=1)
"""How long a request is still good after the moment at which it was to start."""


def submit(
    world: World,
    person: Person,
    kind: str,
    spec: Mapping[str, Any],
    draft: str | None = None,
    once: Once | None = None,
    by: str | None = None,
) -> str:
    """Freezes the first revision of a new request and returns its id; one that needs nobody is approved at once.

    `by` is who asks in the person's name: the portal itself, when a lease has ended.
    """
    if person.kind == "guest":
        raise refused("guests ask for nothing", "a guest account", "ask somebody of the organisation")
    with world.database.read() as connection:
        if (known := claimed(connection, once)) is not None:
            return known
        expected = upcoming_request_number(connection)
    editors = frozenset({person.id})
    made = propose(world, person, kind, spec, f"R-{expected}", editors)  # what is refused here uses up no number
    with world.database.write() as connection:
        number = next_request_number(connection)
    if number != expected:  # somebody else was quicker
        made = propose(world, person, kind, spec, f"R-{number}", editors)
    now = world.now()
    born = Case(
        state="draft",
        revision=1,
        digest=made.digest,
        requester=person.id,
        editors=editors,
        seats=made.seats,
        hold=timedelta(seconds=made.policy.hold_seconds),
        expires_at=_expiry(world, made, now),
    )
    case = checked(transition(born, Submitted(), moment(now)), f"R-{number}")
    with world.database.write() as connection:
        if (known := claim(connection, once, f"R-{number}", now)) is not None:
            return known
        connection.execute(requests.insert().values(**_row(world, number, person, made, case, now)))
        write_revision(connection, number, 1, made, by or person.id, now)
        store(connection, number, case, now)
        automatic_vote(connection, number, born, case, now)
        if draft is not None:
            connection.execute(drafts.delete().where(drafts.c.id == draft, drafts.c.person == person.id))
        _audit(connection, world, by or person.id, "submitted", number, made.plan.project, case, now, {"kind": kind})
    return f"R-{number}"


def edit(world: World, person: Person, request: str, spec: Mapping[str, Any], once: Once | None = None) -> str:
    """Makes a new revision of a request; every vote on the one before is void."""
    number = number_of(request)
    request = f"R-{number}"
    with world.database.read() as connection:
        if claimed(connection, once) is not None:
            return request
        before = load(connection, number, world.catalogue())
    editors = before.case.editors | {person.id}
    probe = Edited(person.id, "", before.case.seats, before.case.hold, before.case.expires_at)
    checked(transition(before.case, probe, moment(world.now())), request, "edit")
    model = str(before.revision["policy"].get("model", ""))  # a switch re-routes new requests only
    made = propose(world, person, before.row["kind"], spec, request, editors, model)
    with world.database.write() as connection:
        if claim(connection, once, request, world.now()) is not None:
            return request
        held = load(connection, number, world.catalogue(), lock=True)
        replace_revision(connection, world, held, made, person.id, "", "edited")
    return request


def replace_revision(
    connection: sa.Connection,
    world: World,
    held: Loaded,
    made: Proposal,
    by: str,
    reason: str,
    act: str,
    proposed_by: frozenset[str] = frozenset(),
) -> Case:
    """Puts a new revision in place of the current one, inside the caller's transaction; the request's row is locked."""
    number, now = held.row["number"], world.now()
    hold = timedelta(seconds=made.policy.hold_seconds)
    happening = Edited(by, made.digest, made.seats, hold, _expiry(world, made, now), proposed_by)
    case = checked(transition(held.case, happening, moment(now)), f"R-{number}")
    write_revision(connection, number, case.revision, made, by, now, reason)
    connection.execute(requests.update().where(requests.c.number == number).values(**_derived(made)))
    store(connection, number, case, now, reason if case.state == "in_review" else "")
    automatic_vote(connection, number, held.case, case, now)
    told = {"was": held.case.digest, "revision": case.revision, "reason": reason, "proposed_by": sorted(proposed_by)}
    _audit(connection, world, by, act, number, made.plan.project, case, now, told)
    return case


def withdraw(world: World, person: Person, request: str, reason: str, once: Once | None = None) -> str:
    """Takes a request back; its answers are kept and it can be asked for again."""
    number, reason = number_of(request), said(reason)
    request = f"R-{number}"
    with world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return request
        held = load(connection, number, world.catalogue(), lock=True)
        case = checked(transition(held.case, Withdrawn(person.id), moment(now)), request, "withdraw")
        store(connection, number, case, now, reason)
        _audit(connection, world, person.id, "withdrawn", number, held.row["project"], case, now, {"reason": reason})
    return request


def write_revision(
    connection: sa.Connection, number: int, revision: int, made: Proposal, by: str, now: str, note: str = ""
) -> None:
    """Appends one immutable revision."""
    connection.execute(
        revisions.insert().values(
            request=number,
            number=revision,
            digest=made.digest,
            spec=dict(made.wish.values),
            origins=dict(made.wish.origins),
            plan=asdict(made.plan),
            policy=asdict(made.policy),
            items=dict(made.items),
            made_by=by,
            at=now,
            note=note,
        )
    )


def _expiry(world: World, made: Proposal, now: str) -> datetime:
    """When it is too late to decide: by policy, but not before a day after its start, and never after its lease."""
    organisation, days = world.catalogue().organisation, made.policy.expires_days
    if days is not None:
        zone = ZoneInfo(organisation.time_zone)
        expires = after_business_days(moment(now), days, zone, organisation.holidays)
    else:
        expires = moment(now) + timedelta(hours=made.policy.expires_hours)
    if made.plan.starts_at is not None:
        expires = max(expires, moment(made.plan.starts_at) + START_GRACE)
    return min(expires, moment(made.plan.lease_until)) if made.plan.lease_until is not None else expires


def _row(world: World, number: int, person: Person, made: Proposal, case: Case, now: str) -> dict[str, Any]:
    return {
        "number": number,
        "kind": made.kind.id,
        "requester": person.id,
        "state": "in_review",
        "revision": 1,
        "digest": case.digest,
        "submitted_at": now,
        "updated_at": now,
        "waiting_since": now,
        "mode": world.mode,
        "reason": "",
        **_derived(made),
    }


def _derived(made: Proposal) -> dict[str, Any]:
    flags = flags_of(made)
    return {
        "title": made.kind.headline(made.wish),
        "unit": made.plan.unit,
        "project": made.plan.project,
        "stage": made.plan.stage,
        "tier": made.policy.tier,
        "monthly_cents": made.plan.cost.monthly_cents,
        "committed_cents": made.plan.cost.committed_cents,
        "days": made.plan.lease_days,
        "starts_at": made.plan.starts_at,
        "flags": flags,
        "easy": not flags and made.policy.tier <= "T1",
    }


def flags_of(made: Proposal) -> list[str]:
    """What wants thought before one says yes, in a few words each."""
    flags = [f"{fact.title.lower()} not known" for fact in made.plan.facts if fact.ok is None]
    flags += [f"{fact.title.lower()} does not fit" for fact in made.plan.facts if fact.ok is False and fact.blocks]
    flags += [fact.value for fact in made.plan.facts if fact.ok is False and not fact.blocks]
    flags += [rule.title for rule in made.policy.rules if rule.outcome in ("warn", "raise")]
    return flags


def _audit(
    connection: sa.Connection,
    world: World,
    actor: str,
    act: str,
    number: int,
    project: str,
    case: Case,
    now: str,
    data: Mapping[str, Any],
) -> None:
    told = {"state": case.state, **data}
    record(connection, now, world.mode, Act(actor, act, "request", f"R-{number}", project, case.digest, told))
