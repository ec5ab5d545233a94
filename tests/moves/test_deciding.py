"""Who decides on a promotion and who does not; what stops it between approval and start."""

from typing import Any

import pytest

from portal.contract.models.gates import Signature
from portal.contract.problem import Problem
from portal.contract.requests import Request
from portal.emulator.registry.swapping import swap
from portal.services.models.signing import sign
from portal.services.requests import requests, reviews
from tests.access.desk import Desk
from tests.moves.ground import MODEL, digest, prove, started_by


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """Versions 8 and 9 have all evidence, and the tester has signed for 9."""
    for version in ("8", "9"):
        prove(desk, version)
    sign(desk.world, desk.world.person("sam"), MODEL, "9", Signature("G3-intended-use", "used as meant"))
    return desk


def refusal(desk: Desk, by: str, request: str) -> str:
    """Why somebody may not approve."""
    with pytest.raises(Problem) as told:
        reviews.vote(desk.world, desk.world.person(by), request, "approve", None, "")
    return told.value.line()


def to_prod(desk: Desk, by: str = "maya", **answers: Any) -> str:
    """A promotion of version 9 from test to prod."""
    return desk.ask("promotion", by, model=MODEL, to="prod", **answers)


def test_prod_takes_two_keys_and_neither_is_the_trainers(ready: Desk) -> None:
    request = to_prod(ready)
    assert "trained" in refusal(ready, "priya", request)
    assert "only people" in refusal(ready, "ci-churn", request)
    assert refusal(ready, "petra", request), "the product owner of another unit"
    reviews.vote(ready.world, ready.world.person("ana"), request, "approve", None, "")
    assert ready.show(request).state == "in_review"
    assert ready.show(request).waiting_on.people == ("paul",)  # type: ignore[union-attr]
    reviews.vote(ready.world, ready.world.person("paul"), request, "approve", None, "")
    assert ready.show(request).state == "approved"


def test_whoever_started_the_run_trained_it_too_whoever_registered_it(ready: Desk) -> None:
    started_by(ready, "9", "paul")
    request = to_prod(ready)
    assert "trained" in refusal(ready, "paul", request)
    assert "trained" in refusal(ready, "priya", request)


def test_two_of_the_platform_team_are_one_key(ready: Desk) -> None:
    request = to_prod(ready)
    for person in ("ana", "li"):
        reviews.vote(ready.world, ready.world.person(person), request, "approve", None, "")
    assert ready.show(request).state == "in_review"


def test_a_pipeline_may_ask(ready: Desk) -> None:
    assert ready.show(to_prod(ready, "ci-churn")).state == "in_review"


def test_an_open_gate_refuses_it_with_its_reason(desk: Desk) -> None:
    with pytest.raises(Problem) as told:
        to_prod(desk)
    assert "G3 The endpoint in test answers well: Promote it to test" in told.value.line()


def test_a_worse_challenger_is_refused_with_the_figures(desk: Desk) -> None:
    prove(desk, "8")
    prove(desk, "9", metrics={"value": 0.71})
    with pytest.raises(Problem) as told:
        to_prod(desk)
    assert "roc_auc is 0.71, which is worse than the champion's 0.808" in told.value.line()


def sent_back(desk: Desk, request: str) -> Request:
    """What is asked again after the approval: a new revision, on which no vote stands yet."""
    desk.turns()
    shown = desk.show(request)
    assert (shown.state, shown.operation, shown.revision) == ("in_review", None, 2)
    assert not any(one.counts for one in shown.reviews) and len(shown.reviews) == 2
    assert shown.revisions[-1].note == shown.reason and shown.revisions[-1].made_by == "portal"
    return shown


def test_an_artefact_swapped_after_the_approval_is_asked_about_again(ready: Desk) -> None:
    request = to_prod(ready)
    before = ready.show(request)
    ready.approve(request, "ana", "paul")
    assert "mlw-retail-dev" in swap(ready.state, MODEL, "9")
    ready.observe()
    shown = sent_back(ready, request)
    assert "the artefact was swapped" in shown.reason and before.spec["artefact"] in shown.reason
    assert shown.spec["artefact"] == digest(ready, "9") != before.spec["artefact"] and shown.digest != before.digest
    assert shown.origins == before.origins
    ready.approve(request, "ana", "paul")
    ready.turns()
    again = ready.show(request)
    assert (again.state, again.operation) == ("approved", None), "no evidence is about the new artefact"
    assert f"not of {shown.spec['artefact']}" in again.reason
    assert swap(ready.state, MODEL, "99") == ()


def test_whoever_turns_out_to_have_trained_it_is_asked_no_more(ready: Desk) -> None:
    request = to_prod(ready)
    ready.approve(request, "ana", "paul")
    started_by(ready, "9", "paul")
    shown = sent_back(ready, request)
    assert "paul trained it" in shown.reason and "paul" in shown.spec["trainer"]
    assert "trained" in refusal(ready, "paul", request)


def test_evidence_that_fails_before_the_start_is_asked_about_again(ready: Desk) -> None:
    request = to_prod(ready, watch_seconds=0)
    ready.approve(request, "ana", "paul")
    prove(ready, "9", data={"failed": 3})
    assert "checks of the data failed" in sent_back(ready, request).reason
    ready.approve(request, "ana", "paul")
    ready.turns()
    assert ready.show(request).state == "approved", "people knew, and it waits until the gate is met"
    prove(ready, "9", data={"rows": 6000})
    assert ready.done(request).state == "ready"


def test_what_the_portal_sees_by_itself_only_waits_for_its_next_look(ready: Desk) -> None:
    request = to_prod(ready)
    reviews.vote(ready.world, ready.world.person("ana"), request, "approve", None, "")
    prove_again = ready.world.catalogue().gates
    assert min(one.max_age_hours for one in prove_again if one.id == "G4-rollback") == 24
    ready.clock.forward(hours=30)
    reviews.vote(ready.world, ready.world.person("paul"), request, "approve", None, "")
    ready.clock.forward(minutes=11)
    ready.turns()
    shown = ready.show(request)
    assert (shown.state, shown.operation) == ("approved", None)
    assert "There is a way back" in shown.reason and "counted for" in shown.reason


def test_the_stored_digest_covers_the_artefact(ready: Desk) -> None:
    request = to_prod(ready)
    shown = ready.show(request)
    assert shown.spec["artefact"] == digest(ready, "9")
    requests.edit(ready.world, ready.world.person("maya"), request, {"model": MODEL, "to": "prod", "version": "9",
                                                                      "instances": 3})  # fmt: skip
    assert ready.show(request).digest != shown.digest
