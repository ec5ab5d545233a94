"""The whole life of a request, walked: no path through `transition` breaks an invariant."""

from datetime import timedelta

import pytest

from portal.contract.states import OUTCOMES, TERMINAL_STATES
from portal.domain.requests.duties import Seat, filled
from portal.domain.requests.lifecycle import (
    POLICY,
    SYSTEM,
    Edited,
    Ended,
    LifecycleCase,
    Refusal,
    Started,
    Submitted,
    Voted,
    Withdrawn,
    transition,
)
from tests.domain.walk import COST, HOLD, LIFE, PLATFORM, SMALLER, START, Edge, born, walk

WORLDS = {"nobody": (), "platform": (PLATFORM,), "platform and cost": (PLATFORM, COST)}


@pytest.fixture(scope="module", params=list(WORLDS.values()), ids=list(WORLDS))
def edges(request: pytest.FixtureRequest) -> list[Edge]:
    """Every edge of one world."""
    return list(walk(request.param))


def allowed(edges: list[Edge]) -> list[tuple[Edge, LifecycleCase]]:
    """The edges that were not refused."""
    return [(edge, edge.after) for edge in edges if isinstance(edge.after, LifecycleCase)]


def test_the_walk_reaches_every_state_of_a_request(edges: list[Edge]) -> None:
    reached = {case.state for _, case in allowed(edges)}
    assert {"in_review", "approved"} & reached
    assert {"running", "withdrawn", "expired", *OUTCOMES} <= reached


def test_a_start_needs_every_chair_filled_by_distinct_people_who_may(edges: list[Edge]) -> None:
    starts = [(edge, case) for edge, case in allowed(edges) if isinstance(edge.happening, Started)]
    assert starts
    for edge, case in starts:
        assert isinstance(edge.happening, Started)
        voters = [person for person in case.approvers if person != POLICY]
        assert filled(edge.happening.seats, voters)
        assert not set(voters) & case.editors
        assert edge.happening.digest == case.digest
        assert edge.before.case.approved_at is not None
        assert edge.before.at >= edge.before.case.approved_at + HOLD
        assert edge.before.at < case.expires_at


def test_a_terminal_state_absorbs_everything(edges: list[Edge]) -> None:
    for edge in edges:
        if edge.before.case.state in TERMINAL_STATES:
            assert isinstance(edge.after, Refusal)


def test_approved_means_approved_on_this_very_digest(edges: list[Edge]) -> None:
    for _, case in allowed(edges):
        if case.state == "approved":
            assert case.approved_at is not None
            assert all(ballot.digest == case.digest for ballot in case.ballots if ballot.person in case.approvers)
            assert filled(case.seats, case.approvers)
        if case.state == "in_review":
            assert not case.seats or not filled(case.seats, case.approvers)


def test_an_edit_voids_every_vote_and_adds_its_author_to_those_who_may_not_decide(edges: list[Edge]) -> None:
    edits = [(edge, case) for edge, case in allowed(edges) if isinstance(edge.happening, Edited)]
    assert edits
    for edge, case in edits:
        assert isinstance(edge.happening, Edited)
        assert case.revision == edge.before.case.revision + 1
        assert all(ballot.person == POLICY for ballot in case.ballots)
        assert edge.happening.by == SYSTEM or edge.happening.by in case.editors


def test_nobody_votes_on_what_they_asked_for_or_edited(edges: list[Edge]) -> None:
    for edge in edges:
        happening = edge.happening
        if isinstance(happening, Voted) and happening.verdict != "undo" and happening.by in edge.before.case.editors:
            assert isinstance(edge.after, Refusal)


def test_one_eligible_denial_stops(edges: list[Edge]) -> None:
    for edge, case in allowed(edges):
        if isinstance(edge.happening, Voted) and edge.happening.verdict == "deny":
            assert case.state == "denied"


def test_only_the_requester_withdraws(edges: list[Edge]) -> None:
    for edge, _ in allowed(edges):
        if isinstance(edge.happening, Withdrawn):
            assert edge.happening.by == "asker"


def test_an_approval_taken_back_while_it_is_held_stops_the_start() -> None:
    case = born((Seat("0:platform", "the platform team", 1, frozenset({"first"})),))
    for happening in (Submitted(), Voted("first", "approve", "one"), Voted("first", "undo", "one")):
        answer = transition(case, happening, START)
        assert isinstance(answer, LifecycleCase)
        case = answer
    assert case.state == "in_review"
    assert isinstance(transition(case, Started("one", case.seats), START + HOLD), Refusal)


def test_an_approver_who_lost_the_role_does_not_count_at_the_start() -> None:
    case = born((PLATFORM,))
    for happening in (Submitted(), Voted("first", "approve", "one"), Voted("second", "approve", "one")):
        answer = transition(case, happening, START)
        assert isinstance(answer, LifecycleCase)
        case = answer
    refusal = transition(case, Started("one", (SMALLER,)), START + HOLD)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "votes-missing"


def test_what_needs_nobody_is_approved_by_policy_at_once() -> None:
    answer = transition(born(()), Submitted(), START)
    assert isinstance(answer, LifecycleCase)
    assert answer.state == "approved"
    assert [ballot.person for ballot in answer.ballots] == [POLICY]


def test_nothing_is_decided_after_it_has_expired() -> None:
    case = born((PLATFORM,))
    answer = transition(case, Submitted(), START)
    assert isinstance(answer, LifecycleCase)
    late = transition(answer, Voted("first", "approve", "one"), START + LIFE + timedelta(seconds=1))
    assert isinstance(late, Refusal)


def test_an_operation_ends_only_with_a_known_outcome(edges: list[Edge]) -> None:
    for edge, case in allowed(edges):
        if isinstance(edge.happening, Ended):
            assert edge.before.case.state == "running"
            assert case.state in OUTCOMES
