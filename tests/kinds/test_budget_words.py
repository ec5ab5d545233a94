"""Kind `budget`, word for word: what the form asks, what is approved, and what the ready card says."""

from typing import Any

from catalog.model import Catalogue
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Fact
from portal.contract.problem import Complaint
from portal.kinds.kind import BudgetFact, Facts
from portal.kinds.registry import KINDS
from tests.kinds.made import facts, person, project, wished, wrong
from tests.kinds.test_budget import FUNDING, exploring

BUDGET = KINDS["budget"]


def asked(starter: Catalogue, known: Facts, **given: Any) -> dict[str, tuple[Any, ...]]:
    """Each field of the form: title, help, type, must, what is assumed with its origin, bounds, section."""
    return {
        one.name: (one.title, one.help, one.type, one.required, one.assumed, one.origin, one.minimum, one.maximum,
                   one.longest, one.pattern, one.section)
        for one in BUDGET.fields(given, person(starter), starter, known)
    }  # fmt: skip


def test_the_form_asks_for_project_sum_step_and_reason(starter: Catalogue) -> None:
    form = asked(starter, facts())
    assert list(form) == ["project", "monthly_budget", "step", "reason"]
    assert form["monthly_budget"][:4] == (
        "Budget a month", "Whole euros that its compute may commit in a month", "integer", True
    )  # fmt: skip
    assert form["monthly_budget"][6:8] == (1, 1_000_000)
    assert form["step"][:5] == (
        "Step", "Whether the exploration becomes a funded project by this", "choice", True, "same"
    )  # fmt: skip
    assert {form[name][-1] for name in ("monthly_budget", "step")} == {"What"}
    (step,) = (one for one in BUDGET.fields({}, person(starter), starter, facts()) if one.name == "step")
    assert [(one.value, one.title) for one in step.choices] == [
        ("same", "the phase stays"), ("funded", "from explore to funded")
    ]  # fmt: skip


def test_a_step_to_funded_asks_for_who_answers_where_it_is_booked_and_what_counts(starter: Catalogue) -> None:
    known = exploring(cost_centre="4100")
    form = asked(starter, known, project="basket", step="funded")
    assert list(form) == ["project", "monthly_budget", "step", "owner", "cost_centre", "success_metric", "reason"]
    assert form["owner"] == (
        "Owner", "Who answers for the project", "choice", True, "maya", "derived", None, None,
        form["monthly_budget"][8], "", "Who",
    )  # fmt: skip
    assert form["cost_centre"][:6] == ("Cost centre", "Where the cost is booked", "string", True, "4100", "derived")
    assert form["cost_centre"][8:] == (40, r"[A-Za-z0-9][A-Za-z0-9 ._-]*", "Who")
    assert form["success_metric"][:3] == (
        "Success metric", "By which number, and from when on, it counts as a success", "text"
    )  # fmt: skip
    assert (form["success_metric"][8], form["success_metric"][-1]) == (300, "Why")
    (owner,) = (
        one for one in BUDGET.fields({"step": "funded"}, person(starter), starter, known) if one.name == "owner"
    )
    named = {one.value: (one.title, one.note) for one in owner.choices}
    maya = person(starter)
    assert named["maya"] == (maya.name, maya.title)
    assert "erik" not in named and "ci-churn" not in named, "who left, or is no person, answers for nothing"


def test_what_is_approved_is_one_change_of_the_project_that_costs_nothing_yet(starter: Catalogue) -> None:
    made = BUDGET.plan(wished(starter, "budget", monthly_budget=6000), starter, facts(), {})
    was_and_becomes = {"project": "basket", "was": {"budget_cents": 500_000}, "becomes": {"budget_cents": 600_000}}
    title = "Budget of basket: 5000 → 6000 a month"
    assert made.effects == (Effect("budget", "project_change", title, "basket", "", was_and_becomes),)
    assert made.cost == Cost(0, 0, 0, "EUR", False, str(starter.prices.date), "a budget is not spent yet")
    assert (made.lease_days, made.items, made.project, made.unit, made.stage) == (None, (), "basket", "retail", "")
    funded = BUDGET.plan(
        wished(starter, "budget", exploring(), monthly_budget=500, **FUNDING), starter, exploring(), {}
    )
    assert funded.effects[0].title == "Budget of basket: 150 → 500 a month, and it is funded"


def test_the_facts_compare_the_sum_with_what_the_unit_has(starter: Catalogue) -> None:
    committed = Fact("committed", "Committed", "1000 EUR of it this month", True, "5000 → 6000 EUR a month")
    unit = Fact("unit", "Budget of retail", "its projects may commit 6000 of 18000 EUR a month", True, "")
    wish = wished(starter, "budget", monthly_budget=6000)
    assert BUDGET.plan(wish, starter, facts(), {}).facts == (committed, unit)
    to_the_cent = facts(budgets={"retail": BudgetFact(600_000, 0)})
    assert BUDGET.plan(wish, starter, to_the_cent, {}).facts[1].ok is True
    short = facts(budgets={"retail": BudgetFact(599_999, 0)})
    assert BUDGET.plan(wish, starter, short, {}).facts[1] == Fact(
        "unit", "Budget of retail", "its projects may commit 6000 of 5999 EUR a month", False,
        "that is more than it has",
    )  # fmt: skip
    two = facts(projects={**facts().projects, "shoes": project("shoes", "retail", ("maya",), budget_cents=200_000)})
    assert "may commit 8000 of 18000" in BUDGET.plan(wish, starter, two, {}).facts[1].value
    none = BUDGET.plan(wish, starter, facts(budgets={}), {}).facts
    assert none == (committed, Fact("unit", "Budget of the unit", "not known", None, "none is set for retail"))


def test_a_complaint_says_what_and_what_to_do(starter: Catalogue) -> None:
    assert wrong(starter, "budget", monthly_budget=5000)["monthly_budget"] == Complaint(
        "monthly_budget", "basket has 5000 a month already", "ask for more than 5000"
    )
    assert wrong(starter, "budget", monthly_budget=9000, **FUNDING)["step"] == Complaint(
        "step", "basket is building already", "leave step at same"
    )


def test_policy_sees_what_it_costs_more_and_the_phase(starter: Catalogue) -> None:
    more = BUDGET.variables(wished(starter, "budget", monthly_budget=6000), starter, facts())
    assert more == {"phase": "", "monthly_cents": 100_000}
    kept = wished(starter, "budget", exploring(), monthly_budget=150, **FUNDING)
    assert BUDGET.variables(kept, starter, exploring()) == {"phase": "funded", "monthly_cents": 0}


def test_the_ready_card_says_what_may_be_committed_and_what_to_do_now(starter: Catalogue) -> None:
    made = BUDGET.plan(wished(starter, "budget", monthly_budget=6000), starter, facts(), {})
    card = ReadyCard(
        headline="basket may commit 6000 EUR a month",
        do_now=("portal project show basket", "portal request new compute --set project=basket"),
        ends=("nothing: the budget stays until it is changed",),
        lost=(),
    )
    assert BUDGET.card({"project": "basket"}, made, {}, "") == card
    funded = BUDGET.plan(
        wished(starter, "budget", exploring(), monthly_budget=500, **FUNDING), starter, exploring(), {}
    )
    said = BUDGET.card({"project": "basket"}, funded, {}, "").headline
    assert said == "basket may commit 500 EUR a month, and it is funded"
    assert BUDGET.headline(wished(starter, "budget", monthly_budget=6000)) == "6000 a month for basket"
