"""One decision over several: only alike ones that need no thought, each voted on by itself, each refusal named."""

import pytest

from portal.contract.problem import Problem
from portal.contract.together import DecidedOne, Shown
from portal.records.idempotency import Once
from portal.services.requests import batch_decisions
from tests.services.office import T1, T2, Office, status


def approve(office: Office, *ids: str, by: str = "ana", key: str = "", digest: str | None = None) -> list[DecidedOne]:
    """Somebody approves several in one go."""
    once = Once(by, key, "same") if key else None
    wishes = [Shown(one, digest) for one in ids]
    return list(batch_decisions.approve(office.world, office.world.person(by), wishes, "fine", once))


def easy(office: Office, count: int) -> list[str]:
    """Requests that are alike and need no thought."""
    office.quota(0, 1000)
    places = (("maya", "basket"), ("maya", "demand"), ("tom", "scorecards"))
    made = [office.ask(T1, by, project=project) for by, project in places[:count]]
    assert all(office.show(one).easy for one in made), office.show(made[0]).flags
    return made


def codes(decided: list[DecidedOne]) -> list[str]:
    """Why each was not approved, or ""."""
    return [one.problem.code if one.problem else "" for one in decided]


def test_what_is_alike_is_approved_in_one_go_each_by_a_vote_of_its_own(office: Office) -> None:
    ids = easy(office, 3)
    decided = approve(office, *ids)
    assert [(one.request, one.state, one.approvals, one.problem) for one in decided] == [
        (id, "approved", "1 of 1", None) for id in ids
    ]
    for id in ids:
        (review,) = office.show(id).reviews
        assert (review.person, review.verdict, review.reason, review.counts) == ("ana", "approve", "fine", True)
        assert office.acts(id) == ["submitted", "approved"]
    assert office.chain_holds()


def test_one_that_is_not_like_the_others_stops_all_of_them_and_each_says_why(sqlite_office: Office) -> None:
    ids = easy(sqlite_office, 2)
    hard = sqlite_office.ask(T2, name="hard")
    decided = approve(sqlite_office, *ids, hard)
    assert codes(decided) == ["not-together"] * 3
    assert [one.problem.detail for one in decided if one.problem][2] == "needs thought: open it first"
    assert {sqlite_office.state(id) for id in (*ids, hard)} == {"in_review"}
    assert codes(approve(sqlite_office, ids[0], "R-99")) == ["not-together", "not-found"]
    assert sqlite_office.show(ids[0]).reviews == ()


def test_a_vote_that_is_refused_does_not_stop_the_others(office: Office) -> None:
    first, second = easy(office, 2)
    office.withdraw(first)
    office.quota(0, 1000)
    assert codes(approve(office, second, by="tom")) == ["not-eligible"]
    wishes = (Shown(second, "f" * 64),)
    decided = batch_decisions.approve(office.world, office.world.person("ana"), wishes, "")
    assert codes(list(decided)) == ["stale-digest"]
    assert office.acts(second)[-2:] == ["vote-refused", "vote-refused"]


def test_sent_again_with_its_key_it_finds_the_votes_that_were_cast(office: Office) -> None:
    ids = easy(office, 2)
    assert codes(approve(office, *ids, key="both")) == ["", ""]
    office.forward(minutes=1)
    office.turn()
    assert codes(approve(office, *ids, key="both")) == ["", ""]
    assert [len(office.show(id).reviews) for id in ids] == [1, 1]


@pytest.mark.parametrize("ids", [[], ["R-1", "R-1"], [f"R-{number}" for number in range(51)]])
def test_none_twice_and_not_too_many(sqlite_office: Office, ids: list[str]) -> None:
    with pytest.raises(Problem) as fault:
        approve(sqlite_office, *ids)
    assert status(fault.value) == (422, "bad-input")
