"""How a request stands, told by its record alone: a second, plain telling of the rules, without `transition`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import permutations
from typing import Any

from catalog.model import Catalogue
from portal.clock import moment, stamp
from portal.contract.states import OUTCOMES, TERMINAL_STATES
from portal.domain.policy import seats
from portal.domain.requests.lifecycle import SYSTEM
from portal.domain.requests.workdays import Calendar, Span, calendar_of
from portal.domain.requests.workdays import after as after_span

OPEN = ("in_review", "approved")
REFUSED = ("vote-refused", "proposal-refused")
"""Acts that are written after what refused them, and change nothing."""
SAID = ("asked", "commented")
"""Acts that are possible while it runs."""
WORDS = (*SAID, "start-delayed", "counter-proposed", "counter-proposal-declined")
"""Acts that change no state."""
NEW_REVISION = ("edited", "sent-back", "counter-proposal-accepted")


@dataclass(frozen=True)
class Vote:
    """A standing vote, and in whose right it was cast."""

    verdict: str
    place: str


@dataclass(frozen=True)
class Stand:
    """A request between two acts of its record."""

    requester: str
    revisions: Mapping[int, dict[str, Any]]
    number: int
    """The number of the act that led here."""
    state: str
    editors: frozenset[str]
    calendar: Calendar
    """On which days and hours somebody decides."""
    revision: int = 1
    votes: Mapping[str, Vote] = field(default_factory=dict)
    approved_at: str = ""
    proposals: int = 0
    """How many counter-proposals to this revision are open."""

    @property
    def current(self) -> dict[str, Any]:
        """The row of the revision that stands."""
        return self.revisions[self.revision]

    @property
    def digest(self) -> str:
        """What votes bind to."""
        return str(self.current["digest"])

    @property
    def expires(self) -> str:
        """From when on nobody may decide any more."""
        made, policy = self.current, self.current["policy"]
        days = policy["expires_days"]
        span = Span(policy["expires_hours"], "h") if days is None else Span(days, "bd")
        ends = stamp(after_span(moment(made["at"]), span, self.calendar))
        return min(ends, made["plan"]["lease_until"] or ends)

    @property
    def startable_from(self) -> str:
        """The end of its hold, once it is approved."""
        return stamp(moment(self.approved_at) + timedelta(seconds=self.current["policy"]["hold_seconds"]))

    @property
    def over(self) -> bool:
        """Whether nothing may change any more."""
        return self.state in TERMINAL_STATES

    def used(self) -> set[str]:
        """In whose right it is approved."""
        return {vote.place for vote in self.votes.values() if vote.verdict == "approved"}

    def chairs(self, catalogue: Catalogue) -> list[frozenset[str]]:
        """Who may sit on each chair that somebody has to sit on, as the organisation is in a catalogue."""
        policy, unit = self.current["policy"], self.current["plan"]["unit"]
        known = seats(catalogue, policy["tier"], unit, policy["also"], policy["instead"], self.editors, policy["model"])
        return [seat.members for seat in known for _ in range(seat.count)]

    def filled(self, catalogue: Catalogue) -> bool:
        """Whether distinct people who may sit on every chair."""
        chairs, people = self.chairs(catalogue), sorted(self.used() - self.editors)
        return any(
            all(person in chair for person, chair in zip(order, chairs, strict=True))
            for order in permutations(people, len(chairs))
        )


def begun(row: dict[str, Any], revisions: list[dict[str, Any]], act: dict[str, Any], catalogue: Catalogue) -> Stand:
    """A request that has just been submitted."""
    numbered = {one["number"]: one for one in revisions}
    assert sorted(numbered) == list(range(1, len(revisions) + 1)), "revisions have gaps"
    asked = row["requester"]
    assert (act["act"], act["digest"]) == ("submitted", numbered[1]["digest"])
    calendar = calendar_of(catalogue.organisation)
    return _settled(Stand(asked, numbered, act["number"], "draft", frozenset({asked}), calendar), act, (catalogue,))


def after(before: Stand, act: dict[str, Any], catalogues: tuple[Catalogue, ...], lent: bool) -> Stand:
    """The request after one more act of its record; asserts that it was allowed then.

    `catalogues` are those that may have been in force, `lent` is whether Lena may have decided for Ana.
    """
    what = act["act"]
    stand = replace(before, number=act["number"])
    if what in REFUSED:
        return stand
    assert not before.over or what == "commented", f"{what} after it was {before.state}"
    assert before.state != "running" or what in (*OUTCOMES, *SAID), f"{what} while it runs"
    if what in OUTCOMES:
        assert before.state == "running", f"{what} without a start"
        return replace(stand, state=what)
    if what in ("approved", "denied", "vote-undone"):
        stand = _voted(stand, act, catalogues, lent)
    elif what in NEW_REVISION:
        stand = _changed(stand, act)
    elif what == "started":
        _may_start(stand, act, catalogues)
    elif what == "counter-proposed":
        assert before.state == "in_review", "a counter-proposal to what nobody decides on"
        _may_decide(stand, act["actor"], act["actor"], catalogues)
        stand = replace(stand, proposals=before.proposals + 1)
    elif what == "counter-proposal-declined":
        assert act["actor"] == before.requester and before.proposals, "an answer to no counter-proposal"
        stand = replace(stand, proposals=before.proposals - 1)
    elif what == "withdrawn":
        assert act["actor"] == before.requester, "withdrawn by somebody else"
    elif what == "expired":
        assert act["actor"] == SYSTEM and act["at"] >= before.expires, "expired before its time"
    else:
        assert what in WORDS, what
    return _settled(stand, act, catalogues)


def _voted(stand: Stand, act: dict[str, Any], catalogues: tuple[Catalogue, ...], lent: bool) -> Stand:
    who, what = act["actor"], act["act"]
    votes = dict(stand.votes)
    assert act["at"] < stand.expires, f"{what} after it had expired"
    if what == "vote-undone":
        assert votes.pop(who, None) is not None, "an undo of nothing"
        return replace(stand, votes=votes)
    assert act["digest"] == stand.digest, "a vote on what was not current"
    place = act["data"].get("in_place_of") or who
    _may_decide(stand, who, place, catalogues)
    if place != who:
        others = {vote.place for voter, vote in votes.items() if voter != who and vote.verdict == "approved"}
        assert lent and place not in others, f"{who} decided for {place}, who does not lend their right"
    votes[who] = Vote(what, place)
    return replace(stand, votes=votes)


def _may_decide(stand: Stand, who: str, place: str, catalogues: tuple[Catalogue, ...]) -> None:
    assert not {who, place} & stand.editors, f"{who} decided on their own"
    assert any(place in chair for one in catalogues for chair in stand.chairs(one)), f"{who} may not decide"


def _changed(stand: Stand, act: dict[str, Any]) -> Stand:
    what, by = act["act"], act["data"].get("proposed_by", ())
    assert act["actor"] == (SYSTEM if what == "sent-back" else stand.requester), f"{what} by somebody else"
    assert what != "counter-proposal-accepted" or stand.proposals, "an answer to no counter-proposal"
    editors = stand.editors | set(by)
    return replace(stand, revision=stand.revision + 1, votes={}, editors=editors, approved_at="", proposals=0)


def _may_start(stand: Stand, act: dict[str, Any], catalogues: tuple[Catalogue, ...]) -> None:
    assert act["actor"] == SYSTEM and stand.state == "approved", f"started while it was {stand.state}"
    assert act["digest"] == stand.digest, "something else was started than was approved"
    assert all(vote.verdict == "approved" for vote in stand.votes.values()), "started although somebody denied it"
    assert any(stand.filled(one) for one in catalogues), f"started with the votes of {sorted(stand.used())}"
    assert stand.startable_from <= act["at"] < stand.expires, "started too early or too late"


_LEADS_TO = {"denied": "denied", "withdrawn": "withdrawn", "expired": "expired", "started": "running"}
_SETTLES = ("submitted", "approved", "vote-undone", *NEW_REVISION)


def _settled(stand: Stand, act: dict[str, Any], catalogues: tuple[Catalogue, ...]) -> Stand:
    """The stand with its state; asserts that it is the one that the record tells."""
    what, told = act["act"], act["data"]["state"]
    possible = {_LEADS_TO.get(what, stand.state)}
    if what in _SETTLES:
        possible = {"approved" if stand.filled(one) else "in_review" for one in catalogues}
    assert told in possible, f"{what} led to {told}, not to {' or '.join(sorted(possible))}"
    if what in _SETTLES:
        since = (stand.approved_at or act["at"]) if told == "approved" else ""
        stand = replace(stand, approved_at=since)
    return replace(stand, state=told)
