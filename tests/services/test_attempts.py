"""An attempt to decide on what one may not is written down, with what the portal answered and nothing else."""

from typing import Any

import pytest

from portal.contract.problem import Problem
from portal.records.idempotency import Once
from portal.services.requests import counter_proposals as counters
from portal.store.tables import audit, events
from tests.services.office import T1, Office
from tests.services.test_deciding import refused


def test_what_was_written_with_a_refused_vote_stands_nowhere(office: Office) -> None:
    request = office.ask(T1)
    for by, digest in (("maya", None), ("tom", None), ("ana", "f" * 64)):
        refused(office, request, by, "deny", reason="Because of Priya.", digest=digest)
    told = str([*office.rows(audit), *office.rows(events)])
    assert told.count("stale-digest") == 2 and "Priya" not in told and "f" * 64 not in told
    assert office.show(request).reviews == ()


def test_a_refused_vote_uses_no_key_up(office: Office) -> None:
    request = office.ask(T1)
    assert refused(office, request, "ana", digest="f" * 64, once=Once("ana", "vote", "stale"))[0] == 409
    vote = Once("ana", "vote", "current")
    assert [office.vote(request, "ana", once=vote).state for _ in range(2)] == ["approved"] * 2
    assert office.acts(request) == ["submitted", "vote-refused", "approved"]


def test_a_proposal_or_an_answer_that_is_not_somebodys_to_make_is_written_down_like_a_vote(office: Office) -> None:
    request = office.ask(T1, nodes=4)
    spec = {**office.show(request).spec, "nodes": 2}

    def propose(by: str) -> Any:
        return counters.counter(office.world, office.world.person(by), request, spec, "Because of Priya.")

    def answer(by: str, how: Any) -> Any:
        return how(office.world, office.world.person(by), request)

    propose("ana")
    for by, code in (("tom", "not-eligible"), ("maya", "own-request"), ("ci-churn", "not-human")):
        with pytest.raises(Problem) as fault:
            propose(by)
        assert fault.value.body.code == code
    for how in (counters.accept, counters.decline):
        with pytest.raises(Problem):
            answer("priya", how)
    tried = [row for row in office.rows(audit) if row["act"] == "proposal-refused"]
    told = [("tom", "not-eligible"), ("maya", "own-request"), ("ci-churn", "not-human"), *[("priya", "not-yours")] * 2]
    assert [(row["actor"], row["data"]["code"]) for row in tried] == told
    assert "Priya" not in str(tried) and office.chain_holds()
    assert [one.state for one in office.show(request).proposals] == ["open"]


def test_an_old_proposal_is_no_attempt_at_anything(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, nodes=4)
    with pytest.raises(Problem):
        counters.accept(sqlite_office.world, sqlite_office.world.person("maya"), request)
    assert sqlite_office.acts(request) == ["submitted"]
