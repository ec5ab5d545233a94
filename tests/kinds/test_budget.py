"""Kind `budget`: more money a month, and the step from exploring to funded."""

from typing import Any

import pytest

from catalog.model import Catalogue
from portal.kinds.kind import BudgetFact, Facts
from portal.kinds.registry import KINDS
from tests.kinds.made import facts, project, wished, wrong

BUDGET = KINDS["budget"]
FUNDING: dict[str, Any] = {"step": "funded", "cost_centre": "4100", "success_metric": "2 % fewer returns by March"}


def exploring(**changes: Any) -> Facts:
    """Facts in which the project is an exploration with 150 a month."""
    values: dict[str, Any] = {"phase": "explore", "budget_cents": 15_000, "committed_cents": 0} | changes
    return facts(projects={"basket": project("basket", "retail", ("maya",), **values)}, order=("basket",))


def test_a_budget_is_changed_from_what_it_was(starter: Catalogue) -> None:
    made = BUDGET.plan(wished(starter, "budget", monthly_budget=6000), starter, facts(), {})
    (effect,) = made.effects
    assert (effect.kind, effect.payload) == (
        "project_change",
        {"project": "basket", "was": {"budget_cents": 500_000}, "becomes": {"budget_cents": 600_000}},
    )


@pytest.mark.parametrize("wanted", [1, 4999, 5000])
def test_it_raises_and_never_lowers(starter: Catalogue, wanted: int) -> None:
    assert "has 5000 a month already" in wrong(starter, "budget", monthly_budget=wanted)["monthly_budget"].what


def test_the_step_to_funded_needs_owner_cost_centre_and_success_metric(starter: Catalogue) -> None:
    told = wrong(starter, "budget", exploring(), monthly_budget=500, step="funded")
    assert set(told) == {"cost_centre", "success_metric"}
    made = wished(starter, "budget", exploring(), monthly_budget=500, **FUNDING)
    assert (made.text("owner"), made.origins["owner"]) == ("maya", "derived")
    payload = BUDGET.plan(made, starter, exploring(), {}).effects[0].payload
    assert payload["was"] == {"budget_cents": 15_000, "phase": "explore", "owner": "maya", "cost_centre": ""}
    assert payload["becomes"] == {
        "budget_cents": 50_000, "phase": "funded", "owner": "maya", "cost_centre": "4100",
        "success_metric": "2 % fewer returns by March",
    }  # fmt: skip
    assert BUDGET.variables(made, starter, exploring())["phase"] == "funded"
    assert BUDGET.headline(made) == "500 a month for basket, from explore to funded"


def test_a_project_is_funded_once_and_may_keep_its_budget_then(starter: Catalogue) -> None:
    assert "is building already" in wrong(starter, "budget", monthly_budget=9000, **FUNDING)["step"].what
    assert wished(starter, "budget", exploring(), monthly_budget=150, **FUNDING)


def test_whoever_left_cannot_own_what_is_funded(starter: Catalogue) -> None:
    left = exploring(owner="erik")
    assert "owner" in wrong(starter, "budget", left, monthly_budget=500, **FUNDING)
    assert "owner" in wrong(starter, "budget", exploring(), monthly_budget=500, owner="erik", **FUNDING)


def test_what_the_unit_can_bear_is_told_and_does_not_block(starter: Catalogue) -> None:
    small = facts(budgets={"retail": BudgetFact(550_000, 0)})
    made = BUDGET.plan(wished(starter, "budget", small, monthly_budget=6000), starter, small, {})
    unit = next(one for one in made.facts if one.name == "unit")
    assert (unit.ok, unit.blocks) == (False, False)
    assert unit.value == "its projects may commit 6000 of 5500 EUR a month"


def test_policy_sees_by_how_much_it_grows(starter: Catalogue) -> None:
    made = wished(starter, "budget", monthly_budget=6000)
    assert BUDGET.variables(made, starter, facts()) == {"phase": "", "monthly_cents": 100_000}
