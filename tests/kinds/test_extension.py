"""An extension: how much longer, at what cost, and who has to agree."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Plan
from portal.domain.cost import committed_cents
from portal.domain.policy import judge
from portal.kinds.facts.observed import AskedFact
from portal.kinds.kind import BudgetFact, Facts
from portal.kinds.registry import KINDS, policy_words
from tests.kinds.made import facts, wished, wrong
from tests.kinds.things import ENDS, SHAPE, thing, things

KIND = KINDS["extension"]


def known(*more: Any) -> Facts:
    """The usual facts with more resources."""
    return facts(resources=things(*more))


def plan(catalogue: Catalogue, given: Facts | None = None, **answers: Any) -> Plan:
    """The plan that answers make."""
    return KIND.plan(wished(catalogue, "extension", given, **answers), catalogue, given or facts(), {})


def tier(catalogue: Catalogue, given: Facts | None = None, **answers: Any) -> str:
    """Who policy asks for."""
    made, known_facts = wished(catalogue, "extension", given, **answers), given or facts()
    cost = KIND.plan(made, catalogue, known_facts, {}).cost
    variables = {
        **policy_words(), "kind": "extension", "stage": "dev", "tier": "T0", "days": made.number("days"), "assumed": [],
        "committed_cents": cost.committed_cents, "monthly_cents": cost.monthly_cents, "estimate": False,
        **KIND.variables(made, catalogue, known_facts),
    }  # fmt: skip
    return judge(catalogue, "extension", "T0", variables).tier


def test_it_counts_from_where_the_lease_ends(starter: Catalogue) -> None:
    (effect,) = plan(starter, resource="basket-cpu", days=5).effects
    assert effect.kind == "lease"
    assert (effect.payload["was"], effect.payload["until"]) == (ENDS, "2026-12-02T09:00:00.000Z")


@pytest.mark.parametrize("ended", ["2026-11-23T23:59:00.000Z", "2026-11-20T09:00:00.000Z", "2026-01-01T00:00:00.000Z"])
def test_what_has_ended_is_extended_from_the_next_midnight(starter: Catalogue, ended: str) -> None:
    given = known(thing("late", lease_until=ended))
    (effect,) = plan(starter, given, resource="late", days=7).effects
    assert effect.payload["until"] == "2026-12-01T00:00:00.000Z"


def test_it_costs_its_share_of_a_month_and_has_to_fit(starter: Catalogue) -> None:
    made = plan(starter, resource="basket-cpu", days=10)
    assert made.cost.committed_cents == committed_cents(9000, 10) == 3000
    poor = replace(facts(), budgets={"retail": BudgetFact(1000, 0)})
    budget = next(one for one in plan(starter, poor, resource="basket-cpu", days=10).facts if one.name == "budget")
    assert budget.blocks and budget.ok is False


def test_what_was_found_commits_nothing_more_as_it_counts_in_the_budget_already(starter: Catalogue) -> None:
    assert plan(starter, resource="basket-found").cost.committed_cents == 0


@pytest.mark.parametrize(
    ("days", "extensions", "wanted"),
    [(1, 0, "T0"), (7, 0, "T0"), (8, 0, "T1"), (90, 0, "T1"), (1, 1, "T1"), (7, 3, "T1")],
)
def test_the_first_week_is_granted_and_more_is_asked_of_people(
    starter: Catalogue, days: int, extensions: int, wanted: str
) -> None:
    given = known(thing("again", extensions=extensions))
    assert tier(starter, given, resource="again", days=days) == wanted


def test_beyond_the_budget_people_are_asked(starter: Catalogue) -> None:
    assert tier(starter, replace(facts(), budgets={"retail": BudgetFact(10, 0)}), resource="basket-cpu") == "T1"


def test_a_cluster_that_was_stopped_scales_again(starter: Catalogue) -> None:
    shape = {**SHAPE, "min_nodes": 1}
    given = known(thing("stood", state="stopped", payload=shape))
    lease, scale = plan(starter, given, resource="stood").effects
    assert (lease.kind, scale.kind) == ("lease", "scale")
    assert (scale.payload["min_nodes"], scale.payload["max_nodes"], scale.payload["idle_seconds"]) == (1, 2, 900)


def test_an_instance_that_was_stopped_stays_so_and_the_plan_says_it(starter: Catalogue) -> None:
    given = known(thing("vm", state="stopped", payload={**SHAPE, "type": "instance"}))
    made = plan(starter, given, resource="vm")
    assert [effect.kind for effect in made.effects] == ["lease"]
    assert made.notes == ("It is stopped and stays so until somebody starts it.",)


def test_only_what_is_ones_own_or_ones_projects_may_be_named(starter: Catalogue) -> None:
    assert "there is no 'parcels-cpu'" in wrong(starter, "extension", resource="parcels-cpu")["resource"].what
    assert wrong(starter, "extension", by="priya", resource="basket-cpu") == {}
    assert wrong(starter, "extension", by="ana", resource="parcels-cpu") == {}


def test_what_has_no_lease_cannot_be_extended(starter: Catalogue) -> None:
    given = known(thing("forever", lease_until=None))
    assert "resource" in wrong(starter, "extension", given, resource="forever")


def test_two_of_one_name_are_told_apart_by_where_they_lie(starter: Catalogue) -> None:
    twin = thing("basket-cpu", id="/subscriptions/x/computes/basket-cpu", workspace="mlw-other")
    given = known(twin)
    assert "resource" in wrong(starter, "extension", given, resource="basket-cpu")
    (effect,) = plan(starter, given, resource="basket-cpu@mlw-other").effects
    assert effect.payload["id"] == twin.id


def test_a_wish_about_what_is_gone_says_so(starter: Catalogue) -> None:
    made = wished(starter, "extension", resource="basket-cpu")
    (complaint,) = KIND.complaints(made, starter, facts(resources={}))
    assert "is not in the inventory any more" in complaint.what


def test_what_the_project_lacks_is_told_with_its_cure(starter: Catalogue) -> None:
    spent = replace(facts().projects["basket"], committed_cents=499_999)
    given = replace(facts(), projects={"basket": spent})
    budget = next(one for one in plan(starter, given, resource="basket-cpu", days=30).facts if one.name == "budget")
    assert budget.cure.endswith("--set project=basket --set monthly_budget=5090")


def test_another_open_request_about_it_is_named(starter: Catalogue) -> None:
    asked = AskedFact("R-9", "decommission", "basket", "priya", {"resource": "basket-cpu"})
    told = plan(starter, facts(asked=(asked,)), resource="basket-cpu").facts
    assert [one.value for one in told if one.name == "duplicate"] == ["R-9 is about basket-cpu too"]
    assert not any(one.name == "duplicate" for one in plan(starter, resource="basket-cpu").facts)


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [
        ("2026-11-23T09:00:00.000Z", "2026-11-23T11:00:00.000Z"),
        ("2026-11-22T09:00:00.000Z", "2026-11-23T10:30:00.000Z"),
    ],
)
def test_hours_put_the_end_off_from_where_it_is_or_from_now_when_that_is_over(
    starter: Catalogue, ends: str, wanted: str
) -> None:
    made = plan(starter, known(thing("late", lease_until=ends)), resource="late", hours=2)
    assert made.effects[0].payload["until"] == wanted
    assert made.lease_days == 0 and made.cost.committed_cents == committed_cents(9000, 0, 2) == 25


@pytest.mark.parametrize(("extensions", "wanted"), [(0, "T0"), (5, "T0"), (6, "T1")])
def test_some_hours_are_granted_again_and_again_but_not_for_ever(
    starter: Catalogue, extensions: int, wanted: str
) -> None:
    assert tier(starter, known(thing("late", extensions=extensions)), resource="late", hours=2) == wanted


def test_no_time_at_all_is_no_extension(starter: Catalogue) -> None:
    assert "days" in wrong(starter, "extension", resource="basket-cpu", days=0)
