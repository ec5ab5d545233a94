"""The shipped gates, judged over evidence that is spoiled one fact at a time, and the laws of any judgement."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.load import load
from catalog.model import Gate
from portal.clock import moment
from portal.domain.models.evidence import Evidence
from portal.domain.models.gates import GateCase, GateResult, judge
from tests.gates.made import CHAMPION, GOOD, MINE, NOW, OTHER, ROWS, everything, piece

GATES = load(None).gates
CASE = GateCase(MINE, "13", due="2026-11-20T09:00:00.000Z")
CHALLENGE = replace(CASE, champion=CHAMPION)


def judged(gate: str, evidence: list[Evidence], case: GateCase = CASE) -> GateResult:
    """How one shipped gate stands."""
    rule = next(one for one in GATES if one.id == gate)
    return next(one for one in judge(GATES, evidence, rule.transition, case, NOW) if one.gate.id == gate)


@pytest.mark.parametrize("transition", ["dev-test", "test-prod"])
def test_good_evidence_meets_every_gate_of_a_transition(transition: str) -> None:
    results = judge(GATES, everything(), transition, CASE, NOW)
    assert len(results) >= 5
    assert [(one.gate.id, one.detail) for one in results if not one.met] == []


SPOILED: list[tuple[str, dict[str, Any], str]] = [
    ("G1-manifest", {"digest": OTHER}, "The manifest names sha256:bbb"),
    ("G1-manifest", {"commit": None}, "cannot be judged"),
    ("G1-manifest", {"data_digest": ""}, "does not pin the commit and the data"),
    ("G1-manifest", {"environment": "churn-train:latest"}, "not pinned to a version: churn-train:latest"),
    ("G1-tests", {"total": 0}, "No test was run"),
    ("G1-tests", {"failed": 3}, "3 of 41 tests failed"),
    ("G2-metrics", {"value": 0.7}, "roc_auc is 0.7, which does not reach the threshold 0.8"),
    ("G2-metrics", {"value": "0.9"}, "cannot be judged"),
    ("G2-scan", {"critical": 2}, "found 2 critical"),
    ("G3-identity", {"digest": OTHER}, "what would be promoted is sha256:aaa"),
    ("G3-probe", {"requests": 0}, "was not asked anything"),
    ("G3-probe", {"error_percent": 4}, "4 % of the answers were errors; 1 % are allowed"),
    ("G3-probe", {"p95_ms": 900}, "took 900 ms; 300 ms are allowed"),
    ("G3-data", {"failed": 1}, "1 checks of the data failed"),
    ("G3-intended-use", {"agrees": False, "statement": "biased"}, "sam looked and said no: biased"),
    ("G4-rollback", {"healthy": False}, "version 12, is not healthy"),
    ("G4-rollback", {"version": ""}, "nothing to go back to"),
    ("G4-alerts", {"drift_monitor": False}, "No drift monitor"),
]


@pytest.mark.parametrize(
    ("gate", "facts", "reason"), SPOILED, ids=[f"{one[0]}-{next(iter(one[1]))}" for one in SPOILED]
)
def test_one_bad_fact_fails_its_gate_with_a_reason(gate: str, facts: dict[str, Any], reason: str) -> None:
    kind = next(one.evidence for one in GATES if one.id == gate)
    result = judged(gate, [piece(kind, **facts)])
    assert result.state == "unmet"
    assert reason in result.detail


def test_a_worse_challenger_is_refused_on_the_same_data_only() -> None:
    mine = piece("metrics", value=0.81)
    champion = piece("metrics", CHAMPION, value=0.86)
    worse = judged("G2-champion", [mine, champion], CHALLENGE)
    assert (worse.state, worse.detail) == (
        "unmet",
        "roc_auc is 0.81, which is worse than the champion's 0.86 on the same data.",
    )
    elsewhere = judged("G2-champion", [mine, piece("metrics", CHAMPION, data_digest=OTHER)], CHALLENGE)
    assert elsewhere.detail == "The champion was measured on other data; measure both on the same frozen rows."
    unmeasured = judged("G2-champion", [mine], CHALLENGE)
    assert "The champion was not measured" in unmeasured.detail
    unnamed = judged(
        "G2-champion", [piece("metrics", data_digest=""), piece("metrics", CHAMPION, data_digest="")], CHALLENGE
    )
    assert unnamed.state == "unmet"
    assert judged("G2-champion", [piece("metrics", value=0.86), champion], CHALLENGE).met
    assert judged("G2-champion", [mine], CASE).met


def test_for_a_loss_less_is_better() -> None:
    loss: dict[str, Any] = {"metric": "log_loss", "higher_is_better": False}
    champion = piece("metrics", CHAMPION, value=0.3, **loss)
    assert judged("G3-champion", [piece("metrics", value=0.2, **loss), champion], CHALLENGE).met
    assert judged("G3-champion", [piece("metrics", value=0.4, **loss), champion], CHALLENGE).state == "unmet"


def test_the_champion_counts_by_its_result_on_the_same_data_even_when_it_has_a_newer_one() -> None:
    listed = [
        piece("metrics", value=0.81),
        piece("metrics", CHAMPION, 50, value=0.86),
        piece("metrics", CHAMPION, 1, value=0.5, data_digest=OTHER),
    ]
    assert "worse than the champion's 0.86" in judged("G2-champion", listed, CHALLENGE).detail


def test_stale_evidence_says_since_when() -> None:
    result = judged("G2-scan", [piece("scan", hours_old=169)])
    assert result.state == "stale"
    assert "counted for 7 days; bring a new one" in result.detail
    assert moment(result.since) == NOW - timedelta(hours=1)
    assert judged("G2-scan", [piece("scan", hours_old=168)]).met


def test_what_is_missing_is_due_since_the_version_was_there() -> None:
    result = judged("G2-scan", [])
    assert (result.state, result.since) == ("missing", CASE.due)
    assert "portal evidence add" in result.detail


def test_evidence_of_another_artefact_under_the_same_number_lies() -> None:
    result = judged("G2-scan", [piece("scan", OTHER)])
    assert result.state == "lies"
    assert result.detail == f"The evidence under version 13 is of {OTHER}, not of {MINE}."


def test_a_version_without_a_digest_meets_no_gate() -> None:
    results = judge(GATES, everything(""), "dev-test", replace(CASE, artefact=""), NOW)
    assert {one.state for one in results} == {"missing"}
    assert all("has no digest" in one.detail for one in results)


def test_the_trainer_cannot_vouch_for_what_they_made() -> None:
    result = judged("G3-intended-use", [piece("signoff", by="maya")], replace(CASE, barred=frozenset({"maya"})))
    assert (result.state, result.detail) == ("unmet", "maya trained it, and nobody vouches for what they made.")


def test_a_sign_off_counts_for_its_own_gate_and_only_from_a_person() -> None:
    assert judged("G3-intended-use", [piece("signoff", gate="G6-recertified")]).state == "missing"
    assert judged("G3-intended-use", [replace(piece("signoff"), source="ci")]).state == "missing"


def test_an_evidence_file_that_says_itself_that_it_did_not_pass_meets_nothing() -> None:
    failed = replace(piece("tests"), body={"kind": "tests", "passed": False, "facts": GOOD["tests"]})
    assert "did not pass" in judged("G1-tests", [failed]).detail
    assert judged("G1-tests", [replace(failed, body={**failed.body, "passed": True})]).met


def test_a_bare_hash_in_a_file_is_the_digest_it_means() -> None:
    assert judged("G1-manifest", [piece("manifest", digest="a" * 64)]).met
    assert judged("G2-champion", [piece("metrics", data_digest="d" * 64), piece("metrics", CHAMPION)], CHALLENGE).met
    assert ROWS.endswith("d" * 64)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def pieces(draw: st.DrawFn) -> Evidence:
    """Any evidence: right, old, of another artefact, or spoiled in one fact."""
    kind = draw(st.sampled_from(sorted(GOOD)))
    facts = draw(st.dictionaries(st.sampled_from(sorted(GOOD[kind])), JSON, max_size=2))
    artefact = draw(st.sampled_from([MINE, OTHER, CHAMPION]))
    return replace(piece(kind, artefact, draw(st.integers(0, 9000))), body={**GOOD[kind], **facts})


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces(), max_size=12), st.sampled_from([CASE, CHALLENGE]))
def test_whatever_evidence_says_each_gate_gets_one_answer_with_a_reason(listed: list[Evidence], case: GateCase) -> None:
    for transition in ("dev-test", "test-prod", "in-service"):
        wanted = [gate.id for gate in GATES if gate.transition == transition]
        results = judge(GATES, listed, transition, case, NOW)
        assert [one.gate.id for one in results] == wanted
        for one in results:
            assert one.state in ("met", "unmet", "stale", "missing", "lies")
            assert bool(one.detail) != one.met
            assert moment(one.since) <= NOW
            if one.state in ("met", "unmet", "stale"):
                assert one.evidence is not None and one.evidence.artefact == MINE


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces(), max_size=12), st.integers(0, 10_000))
def test_time_alone_never_makes_a_gate_met(listed: list[Evidence], hours: int) -> None:
    for gate in ("dev-test", "test-prod"):
        before = {one.gate.id for one in judge(GATES, listed, gate, CHALLENGE, NOW) if one.met}
        after = {one.gate.id for one in judge(GATES, listed, gate, CHALLENGE, NOW + timedelta(hours=hours)) if one.met}
        assert after <= before


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(pieces(), max_size=8), st.sampled_from(GATES))
def test_evidence_of_other_artefacts_changes_nothing_but_the_champion(listed: list[Evidence], gate: Gate) -> None:
    def states(evidence: list[Evidence]) -> list[bool]:
        return [one.met for one in judge([gate], evidence, gate.transition, CASE, NOW)]

    assert states(listed) == states([one for one in listed if one.artefact == MINE])
