"""Use cases of a request: submit, edit, withdraw. Each is one transaction, written to the audit."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from catalog.model import Person
from portal.clock import moment
from portal.contract.problem import refused
from portal.domain.requests.lifecycle import Edited, LifecycleCase, Submitted, Withdrawn, transition
from portal.records.idempotency import Once, claim, claimed, settle
from portal.records.requests.cases import automatic_vote, checked, load, store
from portal.records.requests.loaded import Loaded
from portal.records.requests.numbers import follower, number_of
from portal.records.words import said
from portal.services.requests.acts import write_act, write_first_act
from portal.services.requests.proposals import Proposal, propose
from portal.services.requests.revisions import RevisionChange, change, derived, expiry, write_revision
from portal.services.world import World
from portal.store.chain import next_request_number, upcoming_request_number
from portal.store.tables import drafts, requests


def submit(
    world: World,
    person: Person,
    kind: str,
    spec: Mapping[str, Any],
    draft: str | None = None,
    once: Once | None = None,
    by: str | None = None,
    follows: int | None = None,
) -> str:
    """Freezes the first revision of a new request and returns its id; one that needs nobody is approved at once.

    `by` is who asks in the person's name: the portal itself, when a lease has ended. `follows` is the request that it
    asks for again; where another one does so already, that one is returned.
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
    born = LifecycleCase(
        state="draft",
        revision=1,
        digest=made.digest,
        requester=person.id,
        editors=editors,
        seats=made.seats,
        hold=timedelta(seconds=made.policy.hold_seconds),
        expires_at=expiry(world, made, now),
    )
    case = checked(transition(born, Submitted(), moment(now)), f"R-{number}")
    with world.database.write() as connection:
        if (known := claim(connection, once, f"R-{number}", now)) is not None:
            return known
        if follows is not None and (known := follower(connection, follows, lock=True)):
            settle(connection, once, known)
            return known
        row = _row(world, number, person, made, case, now) | {"again_of": follows}
        connection.execute(requests.insert().values(**row))
        write_revision(connection, number, 1, made, by or person.id, now)
        store(connection, number, case, now)
        automatic_vote(connection, number, born, case, now)
        told = {"kind": kind} if follows is None else {"kind": kind, "again_of": f"R-{follows}"}
        if draft is not None:
            connection.execute(drafts.delete().where(drafts.c.id == draft, drafts.c.person == person.id))
        write_first_act(connection, world, by or person.id, "submitted", number, made.plan.project, case, now, told)
    return f"R-{number}"


def edit(world: World, person: Person, request: str, spec: Mapping[str, Any], once: Once | None = None) -> str:
    """Makes a new revision of a request; every vote on the one before is void."""

    def wanted(held: Loaded) -> RevisionChange:
        case = held.case
        probe = Edited(person.id, "", case.seats, case.hold, case.expires_at)
        checked(transition(case, probe, moment(world.now())), f"R-{held.row['number']}", "edit")
        return RevisionChange(spec)

    return change(world, person, request, wanted, once)


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
        write_act(connection, world, person.id, "withdrawn", held, case, now, {"reason": reason})
    return request


def _row(world: World, number: int, person: Person, made: Proposal, case: LifecycleCase, now: str) -> dict[str, Any]:
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
        **derived(made),
    }
