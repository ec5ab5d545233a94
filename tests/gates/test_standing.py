"""How gates stand in front of a stage: what is missing, who is waited on, and when the way is open."""

import pytest

from portal.contract.problem import Problem
from portal.store.tables import audit
from tests.gates.made import CHAMPION, MINE, OTHER
from tests.gates.seen import asked, estate, gate, hand_in, look, registered, report, serves, sign
from tests.services.office import Office


def ready_for_prod(office: Office) -> None:
    """Everything that prod asks for is there."""
    estate(office)
    for kind in ("manifest", "metrics", "data", "probe", "alerts"):
        hand_in(office, kind)
    hand_in(office, "metrics", version="12", value=0.8)
    sign(office)


def test_with_all_evidence_every_gate_is_met_and_nobody_is_waited_on(office: Office) -> None:
    ready_for_prod(office)
    found = report(office)
    assert [(one.id, one.state, one.detail) for one in found.items if one.state != "met"] == []
    assert (found.met, found.total, found.artefact, found.champion) == (7, 7, MINE, CHAMPION)
    assert all(one.waiting_on is None for one in found.items)


def test_each_gate_waits_on_a_person_with_a_deputy_since_it_was_due(sqlite_office: Office) -> None:
    estate(sqlite_office)
    for row in report(sqlite_office).items:
        if row.state == "met":
            continue
        assert row.waiting_on is not None
        assert row.waiting_on.people == (("sam",) if row.accountable == "tester" else ("priya",))
        assert row.deputy == "theo"
        assert row.waiting_on.since == "2026-11-20T09:00:00.000Z"
        assert row.waiting_on.what == f"{row.id}: {row.title}"


def test_the_way_is_open_only_while_a_promotion_of_exactly_this_artefact_runs(office: Office) -> None:
    ready_for_prod(office)
    assert not report(office).open
    assert "No promotion of version 13" in report(office).says
    asked(office, "approved", number=70)
    assert "R-70 is approved and has not started" in report(office).says
    asked(office, "running", OTHER, number=71)
    found = report(office)
    assert not found.open
    assert "R-71 has started for sha256:bbbbbbbbbbbb…, and this is sha256:aaaaaaaaaaaa…" in found.says
    asked(office, "running", number=72)
    found = report(office)
    assert (found.open, found.promotion) == (True, "R-72")
    assert not report(office, version="12").open


def test_an_artefact_swapped_after_the_start_finds_the_way_closed(sqlite_office: Office) -> None:
    ready_for_prod(sqlite_office)
    asked(sqlite_office, "running")
    assert report(sqlite_office).open
    registered(sqlite_office, {"13": OTHER}, "test")
    found = report(sqlite_office)
    assert (found.open, found.artefact) == (False, OTHER)
    assert {one.state for one in found.items if one.id in ("G3-probe", "G3-data")} == {"lies"}


def test_a_version_without_a_digest_is_never_let_through(sqlite_office: Office) -> None:
    estate(sqlite_office)
    registered(sqlite_office, {"13": ""}, "test")
    asked(sqlite_office, "running", "")
    found = report(sqlite_office)
    assert (found.open, found.identity, found.met) == (False, "none", 0)


def test_a_worse_challenger_is_refused_with_both_figures(sqlite_office: Office) -> None:
    ready_for_prod(sqlite_office)
    hand_in(sqlite_office, "metrics", version="12", value=0.95)
    row = gate(sqlite_office, "G3-champion")
    assert (row.state, row.blocks) == ("unmet", True)
    assert row.detail == "roc_auc is 0.91, which is worse than the champion's 0.95 on the same data."


def test_evidence_grows_stale_by_the_clock_alone(sqlite_office: Office) -> None:
    ready_for_prod(sqlite_office)
    sqlite_office.forward(days=14)
    assert gate(sqlite_office, "G3-probe").state == "met"
    sqlite_office.forward(seconds=1)
    row = gate(sqlite_office, "G3-probe")
    assert row.state == "stale"
    assert row.waiting_on is not None and row.waiting_on.since == "2026-12-07T09:00:00.000Z"


def test_there_is_a_way_back_to_what_serves_healthily_or_to_nothing(sqlite_office: Office) -> None:
    estate(sqlite_office)
    assert gate(sqlite_office, "G4-rollback").state == "met"
    serves(sqlite_office, "prod", {"12": 100}, "Failed")
    row = gate(sqlite_office, "G4-rollback")
    assert (row.state, row.detail) == (
        "unmet",
        "What serves now, version 12, is not healthy, so that it is no way back.",
    )
    serves(sqlite_office, "prod", {})
    assert gate(sqlite_office, "G4-rollback").state == "met"
    look(sqlite_office, "prod", "onlineEndpoints", "reading", {"count": 1}, status="unreachable")
    assert gate(sqlite_office, "G4-rollback").state == "missing"


def test_a_champion_that_cannot_be_named_is_one_that_was_not_measured(sqlite_office: Office) -> None:
    ready_for_prod(sqlite_office)
    registered(sqlite_office, {"12": ""}, "prod")
    assert report(sqlite_office).champion == "unproven:churn/12"
    assert "The champion was not measured" in gate(sqlite_office, "G3-champion").detail


def test_the_first_stage_asks_nothing(sqlite_office: Office) -> None:
    estate(sqlite_office)
    found = report(sqlite_office, "dev")
    assert (found.open, found.total, found.transition) == (True, 0, "")


@pytest.mark.parametrize(("stage", "version", "status"), [("moon", "13", 422), ("prod", "99", 404)])
def test_what_nobody_knows_is_said_so(sqlite_office: Office, stage: str, version: str, status: int) -> None:
    estate(sqlite_office)
    with pytest.raises(Problem) as problem:
        report(sqlite_office, stage, version)
    assert problem.value.body.status == status


@pytest.mark.parametrize(
    ("by", "title", "because"),
    [
        ("maya", "maya may not sign for churn version 13", "nobody vouches for what they trained"),
        ("priya", "priya may not sign G3-intended-use", "it takes the word of a tester of retail"),
        ("ci-churn", "ci-churn may not sign G3-intended-use", "it takes the word of a tester of retail"),
    ],
)
def test_only_a_holder_of_the_role_signs_and_never_the_trainer(
    sqlite_office: Office, by: str, title: str, because: str
) -> None:
    estate(sqlite_office)
    with pytest.raises(Problem) as problem:
        sign(sqlite_office, by)
    assert (problem.value.exit_code, problem.value.body.title, problem.value.body.detail) == (3, title, because)
    (act,) = (one for one in sqlite_office.rows(audit) if one["act"] == "sign-refused")
    assert (act["actor"], act["data"]["refused"]) == (by, title)


def test_a_tester_who_trained_it_does_not_count_even_if_they_signed_before(sqlite_office: Office) -> None:
    ready_for_prod(sqlite_office)
    for stage in ("dev", "test", "prod"):
        registered(sqlite_office, {"13": MINE, "12": CHAMPION}, stage, trainer="Sam Whitfield")
    row = gate(sqlite_office, "G3-intended-use")
    assert (row.state, row.detail) == ("unmet", "sam trained it, and nobody vouches for what they made.")
    assert row.waiting_on is not None and "sam" not in row.waiting_on.people


def test_a_signature_binds_to_the_artefact_that_was_shown(sqlite_office: Office) -> None:
    estate(sqlite_office)
    with pytest.raises(Problem, match="is not what you looked at"):
        sign(sqlite_office, artefact=OTHER)
    assert sign(sqlite_office, artefact=MINE[:15]).artefact == MINE
    assert gate(sqlite_office, "G3-intended-use").state == "met"
    sign(sqlite_office, agrees=False, statement="It is biased.")
    assert gate(sqlite_office, "G3-intended-use").detail == "sam looked and said no: It is biased."


def test_the_vote_of_a_ci_identity_is_refused_and_audited(office: Office) -> None:
    request = office.ask_project(by="maya")
    with pytest.raises(Problem, match="ci-churn may not decide"):
        office.vote(request, "ci-churn")
    (act,) = (one for one in office.rows(audit) if one["act"] == "vote-refused")
    assert (act["actor"], act["subject"]) == ("ci-churn", request)
