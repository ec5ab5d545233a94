"""Counter-proposals: what somebody who decides would rather agree to, and the requester's answer to it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from catalog.model import Person
from portal.clock import moment
from portal.contract.problem import Complaint, Problem, bad_input, conflict, not_found, refused
from portal.contract.values import Json
from portal.domain.requests.lifecycle import Voted, transition
from portal.records.idempotency import Once, claim, claimed
from portal.records.requests.cases import checked, load
from portal.records.requests.loaded import OPEN, Loaded
from portal.records.requests.numbers import number_of
from portal.records.words import said
from portal.services.refusals import audited
from portal.services.requests.acts import write_act
from portal.services.requests.proposals import propose
from portal.services.requests.proposed import changes
from portal.services.requests.revisions import RevisionChange, answer_proposal, change
from portal.services.world import World
from portal.store.tables import counter_proposals, requests

ATTEMPTS = ("own-request", "not-eligible", "not-human", "not-yours")
"""Refusals that stand in the audit; that a proposal is old or a request over is no attempt at anything."""


def counter(
    world: World, person: Person, request: str, spec: dict[str, Json], reason: str, once: Once | None = None
) -> str:
    """Keeps another wish beside a request. Raises Problem for whoever may not decide on it, and for bad answers."""
    number, reason = number_of(request), said(reason)
    if not reason:
        raise bad_input("a counter-proposal needs a reason", Complaint("reason", "is missing", "write one sentence"))
    with _audited(world, person, f"R-{number}"):
        _propose(world, person, number, spec, reason, once)
    return f"R-{number}"


def _propose(world: World, person: Person, number: int, spec: dict[str, Json], reason: str, once: Once | None) -> None:
    request = f"R-{number}"
    with world.database.read() as connection:
        if claimed(connection, once) is not None:
            return
        before = load(connection, number, world.catalogue())
    _may_propose(world, before, person, request)
    requester = world.person(before.case.requester)
    model = str(before.revision["policy"].get("model", ""))
    made = propose(world, requester, before.row["kind"], spec, request, before.case.editors | {person.id}, model)
    if not changes(before.revision["spec"], dict(made.wish.values)):
        raise bad_input("this is what is asked for already", todo="change an answer, or approve it as it is")
    with world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return
        held = load(connection, number, world.catalogue(), lock=True)
        _may_propose(world, held, person, request)
        if held.case.revision != before.case.revision:
            raise conflict(f"{request} changed meanwhile", "look again and propose on what it is now", code="stale")
        connection.execute(
            counter_proposals.insert().values(
                request=number,
                revision=held.case.revision,
                person=person.id,
                spec=dict(made.wish.values),
                reason=reason,
                at=now,
                state="open",
                bars=not world.catalogue().policy.proposer_may_approve,
            )
        )
        _wait_anew(connection, number, now)
        _tell(connection, world, held, person, "counter-proposed", reason)


def accept(world: World, person: Person, request: str, which: int | None = None, once: Once | None = None) -> str:
    """The requester makes a counter-proposal their own wish: a new revision, without approvals."""

    def wanted(held: Loaded) -> RevisionChange:
        one = _open(held, person, which)
        proposed_by = frozenset({one["person"]}) if one["bars"] else frozenset()
        return RevisionChange(one["spec"], "counter-proposal-accepted", one["reason"], proposed_by, one["number"])

    with _audited(world, person, request):
        return change(world, person, request, wanted, once)


def decline(
    world: World, person: Person, request: str, which: int | None = None, reason: str = "", once: Once | None = None
) -> str:
    """The requester keeps to their own wish; it waits for a decision again."""
    number, reason = number_of(request), said(reason)
    request = f"R-{number}"
    with _audited(world, person, request), world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return request
        held = load(connection, number, world.catalogue(), lock=True)
        answer_proposal(connection, _open(held, person, which)["number"], "declined", now)
        _wait_anew(connection, number, now)
        _tell(connection, world, held, person, "counter-proposal-declined", reason)
    return request


def wished_by(world: World, person: Person, request: str) -> Person:
    """In whose name answers are looked at: the requester's, where somebody proposes another wish to a request."""
    if not request:
        return person
    with world.database.read() as connection:
        return world.person(load(connection, number_of(request), world.catalogue()).case.requester)


def _may_propose(world: World, held: Loaded, person: Person, request: str) -> None:
    act = "make a counter-proposal to"
    if person.kind != "human":
        raise refused(f"{person.id} may not {act} {request}", "only people decide", code="not-human")
    if held.case.state != "in_review":
        raise conflict(f"you cannot {act} {request}", f"it is {held.case.state.replace('_', ' ')}", code="too-late")
    checked(transition(held.case, Voted(person.id, "approve", held.case.digest), moment(world.now())), request, act)


def _open(held: Loaded, person: Person, which: int | None) -> sa.RowMapping:
    request = f"R-{held.row['number']}"
    if person.id != held.case.requester:
        why = "only the requester answers a counter-proposal"
        raise refused(f"you cannot answer for {held.case.requester} on {request}", why, code="not-yours")
    if held.case.state not in OPEN:
        why = f"it is {held.case.state.replace('_', ' ')}"
        raise conflict(f"you cannot answer a counter-proposal to {request}", why, code="too-late")
    found = [one for one in held.open_proposals if which in (None, one["number"])]
    if not found:
        hint = "it was answered, or the request was changed meanwhile"
        raise not_found("open counter-proposal", f"{which or 'any'} on {request}", hint)
    return found[-1]


@contextmanager
def _audited(world: World, person: Person, request: str) -> Iterator[None]:
    """Writes down when somebody tries what is not theirs: to propose without a say, or to answer for the requester."""
    try:
        yield
    except Problem as why:
        if why.body.code not in ATTEMPTS:
            raise
        raise audited(world, person, "proposal-refused", "request", f"R-{number_of(request)}", why) from None


def _wait_anew(connection: sa.Connection, number: int, now: str) -> None:
    connection.execute(requests.update().where(requests.c.number == number).values(waiting_since=now))


def _tell(connection: sa.Connection, world: World, held: Loaded, person: Person, act: str, reason: str) -> None:
    told = {"reason": reason, "revision": held.case.revision}
    write_act(connection, world, person.id, act, held, held.case, world.now(), told)
