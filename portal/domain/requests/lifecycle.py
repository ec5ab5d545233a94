"""The life of a request as one pure function, `transition`; everything that may change a request goes through it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal.contract.states import OUTCOMES, TERMINAL_STATES
from portal.domain.requests.duties import Seat, eligible, filled

SYSTEM = "portal"
"""The actor of what the portal does by itself."""
POLICY = "policy"
"""The voter of an automatic approval."""


@dataclass(frozen=True)
class Ballot:
    """One person's standing vote, `approve` or `deny`, on one digest."""

    person: str
    verdict: str
    digest: str
    in_place_of: str = ""
    """Who is away and has let this person decide, or "" for a vote by right of this person."""

    @property
    def place(self) -> str:
        """Whose right the vote uses up; nobody's is used twice."""
        return self.in_place_of or self.person


@dataclass(frozen=True)
class StandIn:
    """Somebody who decides in the place of a person who is away, from `since` until `until`."""

    delegate: str
    person: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class LifecycleCase:
    """All that a request's next state depends on."""

    state: str
    revision: int
    digest: str
    requester: str
    editors: frozenset[str]
    """Whoever made or edited any revision, or profits from what it asks for."""
    seats: tuple[Seat, ...]
    hold: timedelta
    expires_at: datetime
    ballots: tuple[Ballot, ...] = ()
    approved_at: datetime | None = None
    stand_ins: tuple[StandIn, ...] = ()

    @property
    def approvals(self) -> tuple[Ballot, ...]:
        """The approvals of this very digest by people who may."""
        return tuple(
            ballot
            for ballot in self.ballots
            if ballot.verdict == "approve"
            and ballot.digest == self.digest
            and not {ballot.person, ballot.place} & self.editors
        )

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who approves this very digest and may."""
        return tuple(ballot.person for ballot in self.approvals)

    @property
    def places(self) -> tuple[str, ...]:
        """In whose right it is approved: the approvers, or those in whose place they decide."""
        return tuple(dict.fromkeys(ballot.place for ballot in self.approvals))

    @property
    def hold_until(self) -> datetime | None:
        """When an approved request may start."""
        return None if self.approved_at is None else self.approved_at + self.hold


@dataclass(frozen=True)
class Submitted:
    """A new request was submitted; one that needs nobody is approved at once, by policy."""


@dataclass(frozen=True)
class Edited:
    """Somebody changed the wish; `by` SYSTEM means that the world changed under it."""

    by: str
    digest: str
    seats: tuple[Seat, ...]
    hold: timedelta
    expires_at: datetime
    proposed_by: frozenset[str] = frozenset()
    """Whose counter-proposal it is, where that keeps them from deciding on it."""


@dataclass(frozen=True)
class Voted:
    """Somebody approved, denied, or took their vote back (`undo`); `digest` is what was shown to them."""

    by: str
    verdict: str
    digest: str


@dataclass(frozen=True)
class Withdrawn:
    """The requester does not want it any more."""

    by: str


@dataclass(frozen=True)
class Expired:
    """Nobody decided in time."""


@dataclass(frozen=True)
class Started:
    """The start transaction reached its decision; `digest` and `seats` are what it found at that moment."""

    digest: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Ended:
    """The operation ended with one of the four outcomes."""

    outcome: str


Happening = Submitted | Edited | Voted | Withdrawn | Expired | Started | Ended


@dataclass(frozen=True)
class Refusal:
    """Why a happening is not allowed: a code for programs and a sentence for people."""

    code: str
    reason: str


def transition(case: LifecycleCase, happening: Happening, now: datetime) -> LifecycleCase | Refusal:
    """The case after `happening`, or why it may not happen. Terminal states absorb everything."""
    if case.state in TERMINAL_STATES:
        return Refusal("finished", f"it is {case.state.replace('_', ' ')}, and that is final")
    return _RULES[type(happening)](case, happening, now)


def _submitted(case: LifecycleCase, _happening: Submitted, now: datetime) -> LifecycleCase | Refusal:
    if case.state != "draft":
        return Refusal("submitted-already", "it was submitted already")
    return _settle(replace(case, state="in_review"), now)


def _edited(case: LifecycleCase, happening: Edited, now: datetime) -> LifecycleCase | Refusal:
    if case.state not in ("in_review", "approved"):
        return Refusal("not-editable", f"a request that is {case.state} cannot be edited any more")
    if happening.by not in (case.requester, SYSTEM):
        return Refusal("not-yours", "only the requester edits a request")
    edited = replace(
        case,
        state="in_review",
        revision=case.revision + 1,
        digest=happening.digest,
        editors=case.editors | ({happening.by} - {SYSTEM}) | happening.proposed_by,
        seats=happening.seats,
        hold=happening.hold,
        expires_at=happening.expires_at,
        ballots=(),
        approved_at=None,
    )
    return _settle(edited, now)


def _voted(case: LifecycleCase, happening: Voted, now: datetime) -> LifecycleCase | Refusal:
    if case.state not in ("in_review", "approved"):
        return Refusal("too-late", f"it is {case.state} already")
    if now >= case.expires_at:
        return Refusal("expired", "it has expired")
    others = tuple(ballot for ballot in case.ballots if ballot.person != happening.by)
    if happening.verdict == "undo":
        if len(others) == len(case.ballots):
            return Refusal("no-vote", "there is no vote of yours to take back")
        return _settle(replace(case, ballots=others), now)
    away_for = in_place_of(case, happening.by, now)
    if refusal := _may_not_vote(case, happening, away_for):
        return refusal
    voted = replace(case, ballots=(*others, Ballot(happening.by, happening.verdict, happening.digest, away_for)))
    if happening.verdict == "deny":
        return replace(voted, state="denied", approved_at=None)
    return _settle(voted, now)


def in_place_of(case: LifecycleCase, person: str, now: datetime) -> str:
    """Whose right a person without one of their own may use now, or "".

    Only who is away lends theirs, never who stands in for somebody; nobody's is used beside their own vote.
    """
    if eligible(case.seats, person):
        return ""
    used = {ballot.place for ballot in case.approvals if ballot.person != person} | case.editors
    able = (one for one in case.stand_ins if one.delegate == person and one.since <= now < one.until)
    return next((one.person for one in able if one.person not in used and eligible(case.seats, one.person)), "")


def _may_not_vote(case: LifecycleCase, happening: Voted, away_for: str) -> Refusal | None:
    if happening.by in case.editors:
        return Refusal(
            "own-request", "nobody decides on what they asked for, edited, trained or profit from themselves"
        )
    if not eligible(case.seats, happening.by) and not away_for:
        wanted = " or ".join(seat.title for seat in case.seats) or "nobody: policy approves it"
        return Refusal("not-eligible", f"it is for {wanted} to decide")
    if happening.digest != case.digest:
        return Refusal(
            "stale-digest", "the request has changed since it was shown; look again and decide on what it is now"
        )
    return None


def _withdrawn(case: LifecycleCase, happening: Withdrawn, _now: datetime) -> LifecycleCase | Refusal:
    if happening.by != case.requester:
        return Refusal("not-yours", "only the requester withdraws a request")
    if case.state not in ("in_review", "approved"):
        return Refusal("too-late", f"it is {case.state} already; what it made can be decommissioned")
    return replace(case, state="withdrawn", approved_at=None)


def _expired(case: LifecycleCase, _happening: Expired, now: datetime) -> LifecycleCase | Refusal:
    if case.state not in ("in_review", "approved") or now < case.expires_at:
        return Refusal("not-due", "it has not expired")
    return replace(case, state="expired", approved_at=None)


def _started(case: LifecycleCase, happening: Started, now: datetime) -> LifecycleCase | Refusal:
    if case.state != "approved" or case.hold_until is None:
        return Refusal("not-approved", "it is not approved")
    if now < case.hold_until:
        return Refusal("held", "it is held so that a slip can be undone")
    if now >= case.expires_at:
        return Refusal("expired", "it has expired")
    if happening.digest != case.digest:
        return Refusal("stale-digest", "what would be carried out is not what was approved")
    if not filled(happening.seats, [person for person in case.places if person != POLICY]):
        return Refusal("votes-missing", "somebody who approved may not any more")
    return replace(case, state="running")


def _ended(case: LifecycleCase, happening: Ended, _now: datetime) -> LifecycleCase | Refusal:
    if case.state != "running":
        return Refusal("not-running", "it is not running")
    if happening.outcome not in OUTCOMES:
        return Refusal("no-outcome", f"'{happening.outcome}' is no outcome")
    return replace(case, state=happening.outcome)


def _settle(case: LifecycleCase, now: datetime) -> LifecycleCase:
    """Approved as soon as every chair is filled, back in review as soon as one is not."""
    if not case.seats and not case.ballots:
        case = replace(case, ballots=(Ballot(POLICY, "approve", case.digest),))
    if filled(case.seats, case.places):
        return case if case.state == "approved" else replace(case, state="approved", approved_at=now)
    return replace(case, state="in_review", approved_at=None)


_RULES: dict[type, Callable[..., LifecycleCase | Refusal]] = {
    Submitted: _submitted,
    Edited: _edited,
    Voted: _voted,
    Withdrawn: _withdrawn,
    Expired: _expired,
    Started: _started,
    Ended: _ended,
}
