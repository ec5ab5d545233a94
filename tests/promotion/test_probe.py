"""A deployment is asked before anybody reaches it; a bad one goes away again, and the answers are evidence."""

from typing import Any

import pytest

from portal.azure import sdk
from portal.contract.plan import Effect
from portal.emulator.serving.behaviour import behave
from portal.store.tables import evidence
from tests.engine.workbench import Workbench, journal_text
from tests.promotion.ground import ENDPOINT, MODEL, PROD, THIRTEEN, carry_out, deploy, run, share

SAMPLE = {"input_data": {"columns": ["a"], "index": [0], "data": [[1.0]]}}


def probe(**changes: Any) -> Effect:
    """Version 13 is asked."""
    payload = {
        "workspace": PROD, "endpoint": "oep-churn", "deployment": "v13", "request": SAMPLE, "max_p95_ms": 500,
        "max_error_percent": 5, **changes,
    }  # fmt: skip
    return Effect("probe", "probe", "Ask v13", "v13", "prod", payload)


def test_the_answers_are_evidence_about_the_artefact_that_answered(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy(), probe()) == "ready", journal_text(bench.operation())
    (kept,) = bench.rows(evidence)
    assert (kept["model"], kept["version"], kept["artefact"], kept["kind"]) == (MODEL, "13", THIRTEEN, "probe")
    assert kept["source"] == "portal"
    wanted = {"requests": 20, "error_percent": 0.0, "p95_ms": 40.0, "max_p95_ms": 500, "max_error_percent": 5}
    assert kept["body"] == {**wanted, "asked": "a sample", "endpoint": "oep-churn"}
    assert len([call for call in bench.calls("POST") if call.path == "/score"]) == 20


@pytest.mark.parametrize(
    ("bad", "told"),
    [({"error_percent": 10.0}, "2 of 20 requests failed"), ({"p95_ms": 700.0}, "took 700 ms and more")],
)
def test_a_deployment_that_answers_badly_is_taken_away_again(
    bench: Workbench, bad: dict[str, float], told: str
) -> None:
    behave(bench.state, MODEL, "13", **bad)
    assert carry_out(bench, share(), deploy(), probe()) == "aborted"
    assert run(bench, bench.operation().id, 2) == "failed_clean"
    assert told in bench.request()["reason"]
    assert isinstance(sdk.read(bench.azure, f"{ENDPOINT}/deployments/v13"), sdk.Missing)
    assert len(bench.rows(evidence)) == 1, "what went wrong is evidence too"


def test_without_a_sample_only_whether_it_is_up_is_asked(bench: Workbench) -> None:
    behave(bench.state, MODEL, "13", error_percent=100)
    assert carry_out(bench, share(), deploy(), probe(request=None)) == "ready", journal_text(bench.operation())
    assert bench.rows(evidence)[0]["body"]["asked"] == "whether it is up"
    assert [call for call in bench.calls("POST") if call.path == "/score"] == []


def test_what_is_not_there_cannot_be_asked(bench: Workbench) -> None:
    assert carry_out(bench, probe()) == "stuck"
    assert bench.operation().reason == "there is no v13 of oep-churn to be asked"


def test_an_address_that_answers_nobody_is_told(bench: Workbench) -> None:
    bench.fault(kind="lost_request", method="POST", path="/score", times=10_000)
    assert carry_out(bench, share(), deploy(), probe()) == "stuck"
    assert "cannot be reached" in bench.operation().reason
    assert bench.rows(evidence) == []
