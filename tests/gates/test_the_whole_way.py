"""From evidence to the open gate: a pipeline asks, two keys agree, and exactly that artefact may be deployed."""

import pytest

from portal.contract.problem import Problem
from portal.store.tables import audit
from tests.gates.made import MINE, OTHER
from tests.gates.seen import MODEL, estate, hand_in, registered, report, sign
from tests.services.office import Office


def ready(office: Office) -> None:
    """Everything that prod asks for is there."""
    estate(office)
    for kind in ("manifest", "metrics", "data", "probe"):
        hand_in(office, kind)
    hand_in(office, "metrics", version="12", value=0.8)
    sign(office)


def test_a_pipeline_asks_and_two_keys_open_the_gate_for_exactly_that_artefact(office: Office) -> None:
    ready(office)
    request = office.submit("promotion", "ci-churn", model=MODEL, to="prod", version="13")
    for nobody in ("ci-churn", "maya"):
        with pytest.raises(Problem) as problem:
            office.vote(request, nobody)
        assert problem.value.exit_code == 3
    assert [one["actor"] for one in office.rows(audit) if one["act"] == "vote-refused"] == ["ci-churn", "maya"]
    office.approve(request, "ana", "paul")
    assert not report(office).open, "it is approved and has not started"
    office.forward(minutes=11)
    assert office.turn()[request].word == "started"
    found = report(office)
    assert (found.open, found.promotion, found.artefact) == (True, request, MINE)
    registered(office, {"13": OTHER}, "test")
    assert not report(office).open


def test_a_worse_challenger_cannot_even_be_asked_for(sqlite_office: Office) -> None:
    ready(sqlite_office)
    hand_in(sqlite_office, "metrics", version="12", value=0.95)
    with pytest.raises(Problem) as problem:
        sqlite_office.submit("promotion", "priya", model=MODEL, to="prod", version="13")
    assert "worse than the champion's 0.95 on the same data" in problem.value.line()
