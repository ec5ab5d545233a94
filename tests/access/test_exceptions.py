"""A rule that does not count for a project: named where it would have counted, and only while the exception lives."""

from typing import Any

import pytest

from catalog.model import Catalogue
from portal.domain.policy import Excepted, judge
from portal.services.requests.proposals import preview
from tests.access.desk import Desk

NEVER_ZERO: dict[str, Any] = {"project": "basket", "type": "d4s-v5", "min_nodes": 1, "days": 7}
VARIABLES: dict[str, Any] = {
    "kind": "compute", "stage": "dev", "tier": "T0", "template": "", "vcpus": 4, "gpus": 0, "nodes": 1, "min_nodes": 1,
    "idle_minutes": 15, "priority": "low", "monthly_cents": 0, "committed_cents": 0, "budget_left_cents": 10**9,
    "days": 7, "assumed": [], "estimate": False, "phase": "",
}  # fmt: skip


def test_a_rule_that_would_count_is_passed_over_and_says_by_whose_leave(shipped: Catalogue) -> None:
    plain = judge(shipped, "compute", "T0", VARIABLES)
    assert (plain.tier, plain.exceptions) == ("T3", ())
    live = Excepted("compute-never-zero", "R-4", "2026-12-24T00:00:00.000Z")
    excepted = judge(shipped, "compute", "T0", VARIABLES, (live,))
    assert (excepted.tier, excepted.exceptions) == ("T0", ("R-4",))
    (result,) = (one for one in excepted.results if one.id == "compute-never-zero")
    assert (result.outcome, result.message) == ("pass", "does not count until 2026-12-24, by the exception R-4")


def test_an_exception_from_a_rule_that_does_not_hold_is_not_mentioned(shipped: Catalogue) -> None:
    live = Excepted("compute-many-gpus", "R-4", "2026-12-24T00:00:00.000Z")
    verdict = judge(shipped, "compute", "T0", VARIABLES, (live,))
    assert (verdict.tier, verdict.exceptions) == ("T3", ())


@pytest.mark.parametrize("variables", [{}, {"min_nodes": "many"}])
def test_other_rules_count_as_before_also_one_that_cannot_be_evaluated(
    shipped: Catalogue, variables: dict[str, Any]
) -> None:
    live = Excepted("compute-small", "R-4", "2026-12-24T00:00:00.000Z")
    with_it = judge(shipped, "compute", "T0", {**VARIABLES, **variables}, (live,))
    without = judge(shipped, "compute", "T0", {**VARIABLES, **variables})
    assert with_it.tier == without.tier == ("T3" if not variables else "T2")


def test_an_exception_lets_a_project_have_what_policy_keeps_from_it_until_it_ends(desk: Desk) -> None:
    desk.observe("quotas")
    before = desk.show(desk.ask("compute", **NEVER_ZERO))
    assert before.tier == "T3"
    made = desk.granted(
        "exception", "ana", "li", "omar", project="basket", rule="compute-never-zero", reason="a demo", days=10
    )
    assert (made.state, made.tier) == ("ready", "T3")
    assert [(row["name"], row["state"]) for row in desk.resources("exception")] == [("compute-never-zero", "live")]
    after = desk.show(desk.ask("compute", **NEVER_ZERO))
    assert (after.tier, after.policy.exceptions) == ("T0", ("R-2",))
    other = preview(desk.world, desk.world.person("maya"), "compute", {**NEVER_ZERO, "project": "reviews"})
    assert other.policy is not None and other.policy.tier == "T3"
    desk.clock.forward(days=11)
    desk.turns()
    assert [row["state"] for row in desk.resources("exception")] == ["retired"]
    assert desk.show(desk.ask("compute", **NEVER_ZERO)).tier == "T3"


def test_an_exception_that_ended_before_the_start_sends_the_request_back(desk: Desk) -> None:
    desk.observe("quotas")
    desk.granted("exception", "ana", "li", "omar", project="basket", rule="compute-never-zero", reason="a demo", days=1)
    request = desk.ask("compute", **{**NEVER_ZERO, "idle_minutes": 30})
    assert desk.show(request).tier == "T1"
    desk.clock.forward(days=1)
    desk.approve(request, "ana")
    desk.turns()
    shown = desk.show(request)
    assert (shown.state, shown.tier) == ("in_review", "T3")
    assert shown.reason == "policy now asks for T3 as the exception R-1 is over, it was T1"
