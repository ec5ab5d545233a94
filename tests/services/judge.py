"""Judges what happened to requests by the record alone: what holds in every life, told without `transition`."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from portal.contract.states import OUTCOMES
from portal.domain.policy import seats
from portal.store.tables import audit, operations, requests, reviews, revisions
from tests.services.office import Office

ENDS = {"denied": "denied", "withdrawn": "withdrawn", "expired": "expired", **{word: word for word in OUTCOMES}}
"""Acts after which a request is over, and the state it is then in."""
WORDS = ("asked", "commented", "start-delayed")
"""Acts that change no state."""


@dataclass
class Told:
    """A request as its record tells it."""

    requester: str
    revisions: dict[int, dict[str, Any]]
    revision: int = 1
    votes: dict[str, str] = field(default_factory=dict)
    over: str = ""
    started: int | None = None
    """The revision that was started."""


def assert_history_holds(office: Office) -> None:
    """Asserts that every request's record keeps the rules, and that the store is where the record leads."""
    rows = {row["number"]: row for row in office.rows(requests)}
    made, ran, votes = (_by_request(office.rows(table)) for table in (revisions, operations, reviews))
    told = {number: _begun(row, made[number]) for number, row in rows.items()}
    for act in office.rows(audit):
        if act["kind"] == "request":
            number = int(act["subject"].removeprefix("R-"))
            _follow(office, told[number], act)
    for number, one in told.items():
        _compare(rows[number], one, ran[number], votes[number])
    assert office.chain_holds()
    for unit in {row["unit"] for row in rows.values()}:
        said, held = office.committed(unit)
        assert said == held, f"{unit}: the budget says {said}, commitments add up to {held}"


def _by_request(rows: Iterable[dict[str, Any]]) -> defaultdict[int, list[dict[str, Any]]]:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["request"]].append(row)
    return found


def _begun(row: dict[str, Any], made: list[dict[str, Any]]) -> Told:
    numbered = {one["number"]: one for one in made}
    assert sorted(numbered) == list(range(1, len(made) + 1)), "revisions have gaps"
    return Told(row["requester"], numbered)


def _follow(office: Office, one: Told, act: dict[str, Any]) -> None:
    """One act of the record; asserts that it was allowed then."""
    what, who = act["act"], act["actor"]
    if what in (
        "submitted",
        "vote-refused",
        "proposal-refused",
    ):  # a refusal is written after what refused it, and changes nothing
        return
    assert not one.over or what == "commented", f"{what} after {one.over}"
    assert one.started is None or what in (*OUTCOMES, *WORDS), f"{what} while it runs"
    if what in ("approved", "denied", "vote-undone"):
        _vote(one, act)
    elif what in ("edited", "sent-back"):
        assert who == (one.requester if what == "edited" else "portal")
        one.revision += 1
        one.votes = {}
    elif what == "withdrawn":
        assert who == one.requester
    elif what == "started":
        _start(office, one, act)
    elif what in OUTCOMES:
        assert one.started is not None, f"{what} without a start"
    else:
        assert what in (*WORDS, *ENDS), what
    one.over = ENDS.get(what, one.over)


def _vote(one: Told, act: dict[str, Any]) -> None:
    who, what = act["actor"], act["act"]
    assert what == "vote-undone" or who not in _editors(one), f"{who} decided on their own"
    if what != "vote-undone":
        assert act["digest"] == one.revisions[one.revision]["digest"], "a vote on what was not current"
        one.votes[who] = what
    else:
        assert one.votes.pop(who, None) is not None, "an undo of nothing"


def _editors(one: Told) -> set[str]:
    return {one.requester, *(made["made_by"] for number, made in one.revisions.items() if number <= one.revision)}


def _start(office: Office, one: Told, act: dict[str, Any]) -> None:
    current = one.revisions[one.revision]
    assert act["digest"] == current["digest"], "something else was started than was approved"
    assert "denied" not in one.votes.values()
    chairs = seats(office.catalogue, current["policy"]["tier"], current["plan"]["unit"])
    wanted = [seat.members for seat in chairs for _ in range(seat.count)]
    voters = [person for person, verdict in one.votes.items() if verdict == "approved"]
    assert not set(voters) & _editors(one)
    assert any(
        all(person in members for person, members in zip(order, wanted, strict=True))
        for order in permutations(voters, len(wanted))
    ), f"started with {voters} on {[seat.title for seat in chairs]}"
    one.started = one.revision


def _compare(row: dict[str, Any], one: Told, ran: list[dict[str, Any]], votes: list[dict[str, Any]]) -> None:
    """The store is where the record leads: state, revision, votes and operation."""
    assert (row["revision"], row["digest"]) == (one.revision, one.revisions[one.revision]["digest"])
    if one.over:
        assert row["state"] == one.over
    else:
        assert row["state"] in (("running",) if one.started else ("in_review", "approved"))
    assert [operation["revision"] for operation in ran] == ([one.started] if one.started else [])
    latest = {
        vote["person"]: vote["verdict"]
        for vote in votes
        if vote["revision"] == one.revision
        if vote["verdict"] in ("approve", "deny", "undo") and vote["person"] != "policy"
    }
    words = {"approved": "approve", "denied": "deny"}
    kept = {person: verdict for person, verdict in latest.items() if verdict != "undo"}
    assert kept == {person: words[verdict] for person, verdict in one.votes.items()}
