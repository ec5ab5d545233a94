"""Revisions of a request: each is entered whole and never changed; a new one takes the place of the current one."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from catalog.model import Person
from portal.clock import moment
from portal.contract.problem import conflict
from portal.domain.requests.lifecycle import Edited, LifecycleCase, transition
from portal.domain.requests.workdays import Span, after, calendar_of
from portal.records.idempotency import Once, claim, claimed
from portal.records.requests.cases import automatic_vote, checked, load, store
from portal.records.requests.loaded import Loaded
from portal.records.requests.numbers import number_of
from portal.services.requests.acts import write_first_act
from portal.services.requests.proposals import Proposal, propose
from portal.services.world import World
from portal.store.tables import counter_proposals, requests, revisions

START_GRACE = timedelta(days=1)
"""How long a request is still good after the moment at which it was to start."""


@dataclass(frozen=True)
class RevisionChange:
    """What somebody wants a request to become, and what is written of it."""

    spec: Mapping[str, Any]
    act: str = "edited"
    reason: str = ""
    proposed_by: frozenset[str] = frozenset()
    """Whose counter-proposal it is, where that keeps them from deciding on it."""
    accepts: int | None = None
    """The number of the counter-proposal that it makes the requester's wish."""


def change(
    world: World, person: Person, request: str, wanted: Callable[[Loaded], RevisionChange], once: Once | None = None
) -> str:
    """Enters what `wanted` makes of the request as it stands; every vote on the revision before is void.

    It is worked out outside the transaction and asked for again inside: `wanted` raises Problem for what may not be.
    """
    number = number_of(request)
    request = f"R-{number}"
    with world.database.read() as connection:
        if claimed(connection, once) is not None:
            return request
        before = load(connection, number, world.catalogue())
    asked = wanted(before)
    editors = before.case.editors | {person.id} | asked.proposed_by
    model = str(before.revision["policy"].get("model", ""))  # a switch re-routes new requests only
    made = propose(world, person, before.row["kind"], asked.spec, request, editors, model)
    with world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return request
        held = load(connection, number, world.catalogue(), lock=True)
        if wanted(held) != asked:
            raise conflict(f"{request} changed meanwhile", "look again at what it is now", code="stale")
        if asked.accepts is not None:
            answer_proposal(connection, asked.accepts, "accepted", now)
        replace_revision(connection, world, held, made, person.id, asked.reason, asked.act, asked.proposed_by)
    return request


def answer_proposal(connection: sa.Connection, number: int, state: str, now: str) -> None:
    """Writes down what came of a counter-proposal."""
    mine = counter_proposals.c.number == number
    connection.execute(counter_proposals.update().where(mine).values(state=state, ended_at=now))


def replace_revision(
    connection: sa.Connection,
    world: World,
    held: Loaded,
    made: Proposal,
    by: str,
    reason: str,
    act: str,
    proposed_by: frozenset[str] = frozenset(),
) -> LifecycleCase:
    """Puts a new revision in place of the current one, inside the caller's transaction; the request's row is locked."""
    number, now = held.row["number"], world.now()
    hold = timedelta(seconds=made.policy.hold_seconds)
    happening = Edited(by, made.digest, made.seats, hold, expiry(world, made, now), proposed_by)
    case = checked(transition(held.case, happening, moment(now)), f"R-{number}")
    write_revision(connection, number, case.revision, made, by, now, reason)
    connection.execute(requests.update().where(requests.c.number == number).values(**derived(made)))
    store(connection, number, case, now, reason if case.state == "in_review" else "")
    automatic_vote(connection, number, held.case, case, now)
    told = {"was": held.case.digest, "revision": case.revision, "reason": reason, "proposed_by": sorted(proposed_by)}
    write_first_act(connection, world, by, act, number, made.plan.project, case, now, told)
    return case


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


def expiry(world: World, made: Proposal, now: str) -> datetime:
    """When it is too late to decide: by policy, but not before a day after its start, and never after its lease."""
    days = made.policy.expires_days
    span = Span(days, "bd") if days is not None else Span(made.policy.expires_hours, "h")
    expires = after(moment(now), span, calendar_of(world.catalogue().organisation))
    if made.plan.starts_at is not None:
        expires = max(expires, moment(made.plan.starts_at) + START_GRACE)
    return min(expires, moment(made.plan.lease_until)) if made.plan.lease_until is not None else expires


def derived(made: Proposal) -> dict[str, Any]:
    """The columns of a request that follow from its current revision; with a new one its waiting begins anew."""
    flags = made.flags
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
        "reminded_at": None,
        "escalated_at": None,
        "escalated_to": None,
    }
