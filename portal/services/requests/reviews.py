"""Votes, questions and answers on a request."""

from dataclasses import dataclass

from catalog.model import Person
from portal.clock import moment
from portal.contract.problem import Complaint, Problem, bad_input, conflict, refused
from portal.contract.states import TERMINAL_STATES
from portal.domain.requests.lifecycle import LifecycleCase, Voted, transition
from portal.records.idempotency import Once, claim
from portal.records.requests.cases import checked, load, store
from portal.records.requests.loaded import Loaded
from portal.records.requests.numbers import number_of
from portal.records.words import said
from portal.services.refusals import audited
from portal.services.requests.denials import worded
from portal.services.world import World
from portal.store.chain import Act, record
from portal.store.tables import requests, reviews

_ACTS = {"approve": "approved", "deny": "denied", "undo": "vote-undone", "question": "asked", "comment": "commented"}

ATTEMPTS = ("own-request", "not-eligible", "stale-digest")
"""Refusals that stand in the audit; that a request is over or was never voted on is no attempt at anything."""

_WORDS = {"approve": "approve", "deny": "deny", "undo": "take a vote back on"}


def vote(
    world: World,
    person: Person,
    request: str,
    verdict: str,
    digest: str | None,
    reason: str,
    once: Once | None = None,
    account: str = "",
    code: str = "",
) -> str:
    """Casts, or takes back, one person's vote on the digest that was shown to them; or asks or says something.

    `account` is the object id of the account they signed in with; empty is the one that the organisation names first.
    `code` is the catalogue's reason of a denial, which `reason` may add words to.
    Raises Problem when it may not be; an attempt at what somebody may not decide, or has not seen, is audited.
    """
    voice = _Voice(verdict, digest, _clean(verdict, reason, code), code, account or person.object_id)
    if verdict in ("approve", "deny", "undo") and person.kind != "human":
        why = refused(f"{person.id} may not decide", "only people of the organisation decide, no apps and no guests")
        raise audited(world, person, "vote-refused", "request", f"R-{number_of(request)}", why)
    number = number_of(request)
    try:
        _cast(world, person, number, voice, once)
    except Problem as why:
        if why.body.code not in ATTEMPTS:
            raise
        raise audited(world, person, "vote-refused", "request", f"R-{number}", why) from None
    return f"R-{number}"


@dataclass(frozen=True)
class _Voice:
    """What somebody says, and what was shown to them."""

    verdict: str
    digest: str | None
    reason: str
    code: str
    account: str


def _cast(world: World, person: Person, number: int, voice: _Voice, once: Once | None) -> None:
    verdict, digest, reason = voice.verdict, voice.digest, voice.reason
    request = f"R-{number}"
    with world.database.write() as connection:
        now = world.now()
        if claim(connection, once, request, now) is not None:
            return
        held = load(connection, number, world.catalogue(), lock=True)
        case = held.case
        if voice.code:
            reason = said(worded(world.catalogue(), held.row["kind"], voice.code, reason))
        # Words are about the request as it stands; only a vote binds to what was shown.
        binds = verdict in ("approve", "deny") and digest is not None
        shown = _whole_digest(case.digest, str(digest)) if binds else case.digest
        if verdict in ("approve", "deny", "undo"):
            case = checked(transition(case, Voted(person.id, verdict, shown), moment(now)), request, _WORDS[verdict])
        elif verdict == "question" and case.state in TERMINAL_STATES:
            raise conflict(
                f"you cannot ask about {request}", f"it is {case.state}, nobody has to answer", code="finished"
            )
        ballot = next((one for one in case.ballots if one.person == person.id), None) if verdict != "undo" else None
        away_for = ballot.in_place_of if ballot is not None and verdict in ("approve", "deny") else ""
        connection.execute(
            reviews.insert().values(
                request=number,
                revision=held.case.revision,
                digest=shown,
                person=person.id,
                account=voice.account,
                verdict=verdict,
                reason=reason,
                at=now,
                in_place_of=away_for or None,
                code=voice.code or None,
            )
        )
        if case is not held.case:
            store(connection, number, case, now, _why(held, case, verdict, reason))
        elif verdict == "question" or person.id == case.requester:  # now it waits on the other side
            connection.execute(requests.update().where(requests.c.number == number).values(waiting_since=now))
        told = {"state": case.state, "reason": reason, "revision": held.case.revision}
        if voice.code:
            told["code"] = voice.code
        if away_for:
            told["in_place_of"] = away_for
        act = Act(person.id, _ACTS[verdict], "request", request, held.row["project"], shown, told)
        record(connection, now, world.mode, act)


def _why(held: Loaded, case: LifecycleCase, verdict: str, reason: str) -> str:
    """Why the request is where it is: a denial says so; what was said of the state before does not hold any more."""
    if verdict == "deny":
        return reason
    return str(held.row["reason"]) if case.state == held.case.state else ""


def _clean(verdict: str, reason: str, code: str) -> str:
    reason = reason.strip()
    if verdict not in _ACTS:
        raise bad_input(f"there is no vote '{verdict}'", Complaint("verdict", "use approve, deny, question or comment"))
    if code and verdict != "deny":
        raise bad_input("only a denial has a reason of the catalogue", Complaint("code", "is given", "leave it out"))
    if verdict in ("deny", "question", "comment") and not reason and not code:
        what = {"deny": "a denial needs a reason", "question": "a question needs words"}.get(verdict, "say something")
        raise bad_input(what, Complaint("reason", "is missing", "write one sentence"))
    return said(reason)


def _whole_digest(current: str, shown: str) -> str:
    """The digest that was meant: scripts may give the first eight or more characters of the current one."""
    return current if len(shown) >= 8 and current.startswith(shown) else shown
