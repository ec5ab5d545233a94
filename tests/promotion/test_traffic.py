"""Traffic moves in watched steps, stops when somebody else moved it, and goes back when the new version is bad."""

from itertools import pairwise
from typing import Any

import pytest

from portal.azure import sdk
from portal.contract.plan import Plan
from portal.emulator.serving.behaviour import behave
from portal.emulator.serving.routing import routed
from portal.engine.operations.operate import operate
from portal.services.operations import operations
from tests.engine.plain import PlainSteps
from tests.engine.workbench import Workbench, journal_text, plan_of
from tests.promotion.ground import ENDPOINT, MODEL, carry_out, deploy, lead, run, share, traffic

CASES = [
    ("send.1", {"v12": 100}),
    ("wait.1", {"v12": 90, "v13": 10}),
    ("2.send.1", {"v12": 90, "v13": 10}),
    ("2.wait.1", {"v12": 50, "v13": 50}),
    ("3.wait.1", {"v13": 100}),
]


def plan(**changes: Any) -> Plan:
    """Everything from the registry to the traffic."""
    return plan_of(share(), deploy(), lead(**changes), lease_days=None)


def divided(bench: Workbench) -> list[dict[str, int]]:
    """Every division of the endpoint's traffic that differed from the one before, by the emulator's own record."""
    seen = [{name: share for name, share in one.weights.items() if share} for one in routed(bench.state)]
    return seen[:1] + [after for before, after in pairwise(seen) if after != before]


def test_traffic_is_led_in_steps(bench: Workbench) -> None:
    assert carry_out(bench, share(), deploy(), lead()) == "ready", journal_text(bench.operation())
    assert divided(bench) == [{}, {"v12": 100}, {"v12": 90, "v13": 10}, {"v12": 50, "v13": 50}, {"v13": 100}]
    assert len(bench.writes("/onlineEndpoints/oep-churn")) == 5, "two by the ground, one for each step"
    told = journal_text(bench.operation())
    assert "Traffic of oep-churn: v12 90 %, v13 10 %" in told
    assert "V12 90 %, v13 10 %: 6 requests, 0 failed, 95 % within 40 ms" in told
    assert "V13 100 %: 60 requests, 0 failed" in told


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ({"error_percent": 50.0}, "3 of 6 requests failed, which is more than 5 %"),
        ({"p95_ms": 900.0}, "the slowest twentieth of the answers took 900 ms and more, allowed are 500 ms"),
    ],
)
def test_a_bad_version_is_led_back_without_asking_anybody(bench: Workbench, bad: dict[str, float], told: str) -> None:
    behave(bench.state, MODEL, "13", **bad)
    assert carry_out(bench, share(), deploy(), lead()) == "aborted"
    assert traffic(bench) == {"v12": 90, "v13": 10}
    assert run(bench, bench.operation().id, 2) == "failed_clean"
    assert traffic(bench) == {"v12": 100}
    assert divided(bench) == [{}, {"v12": 100}, {"v12": 90, "v13": 10}, {"v12": 100}]
    assert told in bench.request()["reason"]
    assert f"was broken off at v12 90 %, v13 10 %: {told}; everything is put back" in journal_text(bench.operation())
    assert isinstance(sdk.read(bench.azure, f"{ENDPOINT}/deployments/v13"), sdk.Missing)
    assert bench.chain_holds()


def test_a_version_that_turns_bad_later_is_led_back_from_there(bench: Workbench) -> None:
    def turn_bad(name: str) -> None:
        if name == "traffic.3.wait.1":
            behave(bench.state, MODEL, "13", error_percent=8.0)

    operation = bench.ask(plan())
    assert operate(bench.world, bench.effects, PlainSteps(turn_bad), operation, 1) == "aborted"
    assert run(bench, operation, 2) == "failed_clean"
    assert divided(bench)[-2:] == [{"v13": 100}, {"v12": 100}]


@pytest.mark.parametrize(("moment", "then"), CASES)
def test_a_run_that_is_cut_off_goes_on_where_the_traffic_is(
    bench: Workbench, moment: str, then: dict[str, int]
) -> None:
    def die(name: str) -> None:
        if name == f"traffic.{moment}":
            raise KeyboardInterrupt

    operation = bench.ask(plan())
    with pytest.raises(KeyboardInterrupt):
        operate(bench.world, bench.effects, PlainSteps(die), operation, 1)
    assert traffic(bench) == then
    assert operations.requeue(bench.database, operation, 1, bench.clock(), "the worker died")
    assert run(bench, operation, 2) == "ready", journal_text(bench.operation())
    assert divided(bench) == [{}, {"v12": 100}, {"v12": 90, "v13": 10}, {"v12": 50, "v13": 50}, {"v13": 100}]
    assert len(bench.writes("/onlineEndpoints/oep-churn")) == 5


@pytest.mark.parametrize("moment", ["traffic.send.1", "traffic.2.send.1", "traffic.3.wait.1"])
def test_traffic_that_was_moved_outside_stops_it_and_stays(bench: Workbench, moment: str) -> None:
    def meddle(name: str) -> None:
        if name == moment:
            sdk.put_traffic(bench.azure, ENDPOINT, {"v12": 70, "v13": 30})

    operation = bench.ask(plan())
    assert operate(bench.world, bench.effects, PlainSteps(meddle), operation, 1) == "stuck"
    assert "was changed outside of the portal" in bench.operation().reason
    assert "it is v12 70 %, v13 30 %" in bench.operation().reason
    operations.give_up(bench.database, 1, "ana", bench.clock(), "demo")
    assert run(bench, operation, 2) == "failed_leftovers"
    assert traffic(bench) == {"v12": 70, "v13": 30}, "what somebody else decided is left to them"


def test_an_answer_that_was_lost_moves_no_traffic_twice(bench: Workbench) -> None:
    bench.fault(kind="lost_answer", method="PUT", path="/onlineEndpoints/oep-churn", times=1)
    assert carry_out(bench, share(), deploy(), lead()) == "ready", journal_text(bench.operation())
    assert len(bench.writes("/onlineEndpoints/oep-churn")) == 5


def test_an_endpoint_that_cannot_be_reached_for_long_is_stuck_and_retried_from_where_it_is(bench: Workbench) -> None:
    def fail(name: str) -> None:
        if name == "traffic.2.wait.1":
            bench.fault(kind="refuse", method="GET", path="/onlineEndpoints/oep-churn", status=503, times=13)

    operation = bench.ask(plan())
    assert operate(bench.world, bench.effects, PlainSteps(fail), operation, 1) == "stuck"
    assert traffic(bench) == {"v12": 50, "v13": 50}
    operations.retry(bench.database, 1, "ana", bench.clock(), "demo")
    assert run(bench, operation, 2) == "ready", journal_text(bench.operation())
    assert divided(bench)[-3:] == [{"v12": 90, "v13": 10}, {"v12": 50, "v13": 50}, {"v13": 100}]


def test_where_nobody_serves_the_first_version_gets_all_at_once(bench: Workbench) -> None:
    sdk.put_traffic(bench.azure, ENDPOINT, {"v12": 0})
    assert carry_out(bench, share(), deploy(), lead(before={})) == "ready", journal_text(bench.operation())
    assert divided(bench)[-1] == {"v13": 100}


def test_no_traffic_is_led_to_a_deployment_that_is_not_there(bench: Workbench) -> None:
    assert carry_out(bench, lead()) == "stuck"
    assert "there is no deployment v13 to lead traffic to" in bench.operation().reason
    assert traffic(bench) == {"v12": 100}


def test_a_division_is_watched_for_as_long_as_was_approved(bench: Workbench) -> None:
    operation, looks = bench.ask(plan(watch_seconds=600)), []

    def pass_time(name: str) -> None:
        if ".wait." in name and name.startswith("traffic."):
            looks.append(traffic(bench)["v13"])
            bench.clock.forward(seconds=200)

    assert operate(bench.world, bench.effects, PlainSteps(pass_time), operation, 1) == "ready"
    assert looks == [10] * 4 + [50] * 4 + [100] * 4
