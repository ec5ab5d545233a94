"""What a compute request is told before it is asked for: cores and their holders, money, what would do instead."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Fact
from portal.kinds.facts.observed import AskedFact, ClusterFact, HolderFact
from portal.kinds.kind import BudgetFact, Facts, QuotaFact
from portal.kinds.registry import KINDS
from tests.kinds.made import NONPROD, SEEN_AT, facts, project, wish, wished

T4 = "standard ncasv3_t4 family"
COMPUTE = KINDS["compute"]


def told(catalogue: Catalogue, known: Facts, **answers: Any) -> dict[str, Fact]:
    """The facts of a compute request, by name."""
    made = wished(catalogue, "compute", known, **answers)
    return {one.name: one for one in COMPUTE.plan(made, catalogue, known, {}).facts}


def quota(used: int, limit: int, **changes: Any) -> Facts:
    """Facts with this quota for T4 machines, for which low priority is not counted apart."""
    return facts(quotas={(NONPROD, "westeurope", T4, "dedicated"): QuotaFact(used, limit, SEEN_AT)}, **changes)


def holder(name: str, vcpus: int, until: str | None, **changes: Any) -> HolderFact:
    """A compute that holds T4 cores."""
    made = HolderFact(name, "search", "priya", vcpus, NONPROD, "westeurope", T4, "dedicated", until)
    return replace(made, **changes)


def cluster(name: str = "cc-retail-dev", **changes: Any) -> ClusterFact:
    """A cluster in the workspace of retail that stands idle and is no project's own."""
    made = ClusterFact(name, "mlw-retail-dev", "standard_d4s_v5", 0, 4, "dedicated", "shared-retail", SEEN_AT)
    return replace(made, **changes)


def test_a_full_family_says_what_is_short_who_holds_it_and_what_would_cure_it(starter: Catalogue) -> None:
    held = (
        holder("gpu-search", 8, "2026-12-01T09:00:00.000Z"),
        holder("ci-erik", 4, None, project="", owner="erik"),
        holder("elsewhere", 4, None, region="northeurope"),
        holder("other-family", 4, None, family="standarddsv5family"),
    )
    fact = told(starter, quota(14, 16, holders=held), type="nc4as-t4-v3")["quota"]
    assert (fact.ok, fact.blocks, fact.value) == (False, True, "14 → 18 of 16 vCPUs")
    assert fact.detail.endswith(
        "2 left, 4 wanted; held by gpu-search (priya, search) 8 until 2026-12-01; ci-erik (erik) 4 without an end"
    )
    assert fact.cure == (
        "portal request new quota --set project=basket --set type=nc4as-t4-v3 --set stage=dev --set cores=18"
    )


def test_the_cure_asks_for_what_the_quota_request_takes(starter: Catalogue) -> None:
    known = quota(14, 16)
    cure = told(starter, known, type="nc4as-t4-v3", nodes=3)["quota"].cure
    answers = dict(word.split("=", 1) for word in cure.split() if "=" in word)
    asked = wished(starter, "quota", known, **answers)
    assert asked.number("cores") == 26
    granted = quota(14, 26)
    assert told(starter, granted, type="nc4as-t4-v3", nodes=3)["quota"].ok


def test_low_priority_that_is_counted_apart_is_asked_for_apart(starter: Catalogue) -> None:
    low = facts(quotas={(NONPROD, "westeurope", T4, "low"): QuotaFact(0, 2, SEEN_AT)})
    fact = told(starter, low, type="nc4as-t4-v3")["quota"]
    assert "--set priority=low --set cores=4" in fact.cure
    assert told(starter, low, type="nc4as-t4-v3", priority="dedicated")["quota"].ok is None


def test_over_budget_names_the_budget_that_would_do(starter: Catalogue) -> None:
    poor = facts(projects={"basket": project("basket", "retail", ("maya",), budget_cents=1_000, committed_cents=900)})
    poor = replace(poor, order=("basket",))
    fact = told(starter, poor, type="d4s-v5")["budget"]
    assert (fact.ok, fact.blocks) == (False, True)
    assert fact.cure.startswith("portal request new budget --set project=basket --set monthly_budget=")
    wanted = int(fact.cure.rpartition("=")[2])
    rich = replace(poor, projects={"basket": replace(poor.projects["basket"], budget_cents=wanted * 100)})
    assert told(starter, rich, type="d4s-v5")["budget"].ok
    less = replace(poor, projects={"basket": replace(poor.projects["basket"], budget_cents=wanted * 100 - 100)})
    assert told(starter, less, type="d4s-v5")["budget"].ok is False


def test_a_unit_without_money_is_named_and_no_request_cures_it(starter: Catalogue) -> None:
    spent = facts(budgets={"retail": BudgetFact(1_000, 999)})
    fact = told(starter, spent, type="d4s-v5")["budget"]
    assert (fact.ok, fact.cure) == (False, "")
    assert "retail has only 0.01 left of all its projects" in fact.detail


def test_an_idle_cluster_that_everybody_may_use_is_pointed_out(starter: Catalogue) -> None:
    fact = told(starter, facts(clusters=(cluster(),)), type="d4s-v5")["shared"]
    assert (fact.value, fact.ok, fact.blocks) == ("cc-retail-dev stands idle and would do", True, False)
    assert "compute: azureml:cc-retail-dev" in fact.detail
    assert fact.observed_at == SEEN_AT


@pytest.mark.parametrize(
    "changes",
    [
        {"workspace": "mlw-risk-dev"},
        {"project": "parcels"},
        {"nodes": 2},
        {"size": "standard_d2s_v5"},
        {"size": "standard_unknown"},
        {"max_nodes": 0},
    ],
)
def test_a_cluster_that_would_not_do_is_not_pointed_out(starter: Catalogue, changes: dict[str, Any]) -> None:
    assert "shared" not in told(starter, facts(clusters=(cluster(**changes),)), type="d4s-v5")


def test_an_instance_is_for_one_person_and_no_cluster_stands_in_for_it(starter: Catalogue) -> None:
    assert "shared" not in told(starter, facts(clusters=(cluster(),)), type="d4s-v5", form="instance")


def asked(request: str = "R-7", **changes: Any) -> AskedFact:
    """An open request for a small cluster of the same project."""
    values = {"type": "d4s-v5", "stage": "dev", "form": "cluster"} | changes.pop("values", {})
    return replace(AskedFact(request, "compute", "basket", "priya", values), **changes)


def test_the_same_asked_for_twice_is_pointed_out(starter: Catalogue) -> None:
    fact = told(starter, facts(asked=(asked(),)), type="d4s-v5")["duplicate"]
    assert (fact.value, fact.ok, fact.blocks) == ("R-7 asks for the same", False, False)


@pytest.mark.parametrize(
    "changes",
    [{"request": "R-12"}, {"project": "parcels"}, {"kind": "quota"}, {"values": {"stage": "prod"}}],
)
def test_something_else_is_no_duplicate_and_neither_is_the_request_itself(
    starter: Catalogue, changes: dict[str, Any]
) -> None:
    assert "duplicate" not in told(starter, facts(asked=(asked(**changes),)), type="d4s-v5")


def test_a_workspace_that_was_deleted_keeps_its_name_for_a_while(starter: Catalogue) -> None:
    answers = {
        "name": "churn",
        "template": "tabular-classic",
        "topology": "own",
        "topology_reason": "a bill of its own",
    }
    kept = {"workspace:rg-churn-dev/mlw-churn-dev": "2026-11-30"}
    _, complaints = wish(starter, "project", facts(kept=kept), **answers)
    assert [one.what for one in complaints] == [
        "workspace mlw-churn-dev: it was deleted, and Azure keeps the name until 2026-11-30"
    ]
    over = facts(kept={"workspace:rg-churn-dev/mlw-churn-dev": "2026-11-22"})
    assert wish(starter, "project", over, **answers)[1] == ()
