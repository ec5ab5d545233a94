"""A resize: other numbers of nodes within quota and budget; the size never changes."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Fact, Plan
from portal.kinds.kind import BudgetFact, Facts, QuotaFact
from portal.kinds.registry import KINDS
from tests.kinds.made import NONPROD, SEEN_AT, facts, wished, wrong
from tests.kinds.things import SHAPE, thing, things

KIND = KINDS["resize"]


def plan(catalogue: Catalogue, given: Facts | None = None, **answers: Any) -> Plan:
    """The plan that answers make for the usual cluster."""
    made = wished(catalogue, "resize", given, **{"resource": "basket-cpu", **answers})
    return KIND.plan(made, catalogue, given or facts(), {})


def fact(made: Plan, name: str) -> Fact:
    """One fact of a plan."""
    return next(one for one in made.facts if one.name == name)


def test_the_numbers_change_and_nothing_else(starter: Catalogue) -> None:
    (effect,) = plan(starter, nodes=6, min_nodes=1).effects
    assert effect.kind == "scale"
    assert (effect.payload["min_nodes"], effect.payload["max_nodes"], effect.payload["idle_seconds"]) == (1, 6, 900)
    assert "size" not in effect.payload
    assert effect.payload["mark"] == "R-3/compute/basket-cpu"


def test_there_is_no_field_for_the_size(starter: Catalogue) -> None:
    assert "there is no such field" in wrong(starter, "resize", resource="basket-cpu", nodes=4, size="x")["size"].what


def test_what_it_has_already_is_no_resize(starter: Catalogue) -> None:
    assert "already" in wrong(starter, "resize", resource="basket-cpu", nodes=2)["nodes"].what
    assert "more than nodes" in wrong(starter, "resize", resource="basket-cpu", nodes=2, min_nodes=3)["min_nodes"].what


@pytest.mark.parametrize(
    ("name", "why"),
    [("basket-vm", "an instance is one machine"), ("basket-found", "was found"), ("stood", "ask for an extension")],
)
def test_what_cannot_be_resized_says_why(starter: Catalogue, name: str, why: str) -> None:
    given = facts(resources=things(thing("stood", state="stopped")))
    assert why in wrong(starter, "resize", given, resource=name, nodes=4)["resource"].what


def test_only_what_comes_on_top_is_committed_and_only_until_the_lease_ends(starter: Catalogue) -> None:
    more, less = plan(starter, nodes=40), plan(starter, nodes=1)
    assert more.cost.monthly_cents > 9000 > less.cost.monthly_cents
    assert more.cost.committed_cents == -(-(more.cost.monthly_cents - 9000) * 4 // 30)
    assert less.cost.committed_cents == 0
    assert fact(less, "budget").ok is True and fact(less, "quota").ok is True


def test_it_has_to_fit_into_quota_and_budget(starter: Catalogue) -> None:
    key = (NONPROD, "westeurope", "standarddsv5family", "low")
    tight = replace(facts(), quotas={key: QuotaFact(90, 100, SEEN_AT)}, budgets={"retail": BudgetFact(10, 0)})
    made = plan(starter, tight, nodes=40)
    assert fact(made, "quota").ok is False and fact(made, "quota").blocks
    assert "new quota" in fact(made, "quota").cure and "cores=242" in fact(made, "quota").cure
    assert fact(made, "budget").ok is False and fact(made, "budget").blocks
    assert fact(plan(starter, replace(facts(), quotas={}), nodes=8), "quota").ok is None


def test_policy_sees_the_cluster_as_it_will_be(starter: Catalogue) -> None:
    made = wished(starter, "resize", resource="basket-cpu", nodes=8, min_nodes=1)
    variables = KIND.variables(made, starter, facts())
    assert (variables["vcpus"], variables["nodes"], variables["min_nodes"], variables["tier"]) == (4, 8, 1, "T0")


def test_a_size_that_left_the_catalogue_is_said(starter: Catalogue) -> None:
    given = facts(resources=things(thing("old", payload={**SHAPE, "size": "Standard_Gone"})))
    assert "not in the catalogue any more" in wrong(starter, "resize", given, resource="old", nodes=4)["resource"].what
