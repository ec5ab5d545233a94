"""Kind compute: what it assumes, what it complains about, and a plan that adds up."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Fact, Plan
from portal.domain.cost import Running, committed_cents, monthly_cents
from portal.kinds.kind import BudgetFact, Facts, QuotaFact, Wish
from portal.kinds.registry import KINDS
from tests.kinds.made import NONPROD, SEEN_AT, changed, facts, project, wish, wished, with_items, wrong

COMPUTE = KINDS["compute"]


def planned(catalogue: Catalogue, made: Wish, given: Facts | None = None) -> Plan:
    """The plan of a wish."""
    return COMPUTE.plan(made, catalogue, given or facts(), {})


def fact(plan: Plan, name: str) -> Fact:
    """One fact of a plan."""
    return next(one for one in plan.facts if one.name == name)


def test_a_type_alone_is_a_whole_wish_and_says_where_each_value_came_from(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5")
    assert made.origins["type"] == "answered"
    assert made.origins["name"] == "derived"
    assert made.values["name"] == "basket-d4s-v5"
    assert made.assumed == [
        "days", "form", "hours_per_week", "idle_minutes", "min_nodes", "nodes", "priority", "project", "stage",
    ]  # fmt: skip
    assert {name: made.values[name] for name in ("form", "stage", "nodes", "min_nodes", "days", "priority")} == {
        "form": "cluster", "stage": "dev", "nodes": 1, "min_nodes": 0, "days": 7, "priority": "low",
    }  # fmt: skip
    assert "reason" not in made.values


def test_what_is_assumed_follows_what_was_answered(starter: Catalogue) -> None:
    instance = wished(starter, "compute", type="d4s-v5", form="instance")
    assert (instance.values["priority"], instance.values["idle_minutes"]) == ("dedicated", 60)
    assert wished(starter, "compute", type="d4s-v5", stage="test").values["priority"] == "dedicated"
    assert wished(starter, "compute", by="yuki", type="d4s-v5").values["project"] == "parcels"


def test_text_from_a_command_line_is_read_as_what_it_means(starter: Catalogue) -> None:
    made = wished(starter, "compute", type=" d4s-v5 ", nodes="4", days=" 14 ")
    assert (made.values["type"], made.values["nodes"], made.values["days"]) == ("d4s-v5", 4, 14)


def test_a_derived_name_steps_aside_for_one_that_is_taken(starter: Catalogue) -> None:
    taken = facts(taken={"compute:mlw-retail-dev/basket-d4s-v5": "seen in Azure"})
    assert wished(starter, "compute", taken, type="d4s-v5").values["name"] == "basket-d4s-v5-2"
    # The same name in another workspace is free.
    assert wished(starter, "compute", taken, type="d4s-v5", stage="test").values["name"] == "basket-d4s-v5"


def test_derived_names_hold_for_every_type_and_long_projects(starter: Catalogue) -> None:
    long = replace(facts(), projects={"a" * 20: project("a" * 20, "retail", ("maya",))}, order=("a" * 20,))
    for item in starter.computes:
        if item.may_be_requested and "westeurope" in item.regions:
            form = item.kinds[0]
            assert wish(starter, "compute", long, type=item.id, form=form)[1] == ()


@pytest.mark.parametrize(
    ("answers", "field", "what", "todo"),
    [
        ({}, "type", "is missing", "choose one of: "),
        ({"type": "d4s-v6"}, "type", "there is no 'd4s-v6'", "choose one of: "),
        ({"type": "nc6"}, "type", "it is blocked: Retired by Azure", "choose one of: "),
        ({"type": "nc6"}, "type", "use nc4as-t4-v3", ""),
        ({"type": "d4s-v5", "typ": 1}, "typ", "there is no such field", "did you mean 'type'?"),
        ({"type": "d4s-v5", "colour": 1}, "colour", "there is no such field", "fields are: project, type"),
        ({"type": "d4s-v5", "project": "parcels"}, "project", "there is no 'parcels'", "choose one of: basket"),
        ({"type": "d4s-v5", "nodes": 0}, "nodes", "is less than 1", "from 1 to 100"),
        ({"type": "d4s-v5", "nodes": 101}, "nodes", "is more than 100", "from 1 to 100"),
        ({"type": "d4s-v5", "nodes": 1.5}, "nodes", "is not a whole number", ""),
        ({"type": "d4s-v5", "nodes": True}, "nodes", "is not a whole number", ""),
        ({"type": "d4s-v5", "nodes": "two"}, "nodes", "'two' is not a whole number", ""),
        ({"type": "d4s-v5", "nodes": 2**60}, "nodes", "is too large", ""),
        ({"type": "d4s-v5", "min_nodes": 2}, "min_nodes", "is more than nodes", "at least as many"),
        ({"type": "d4s-v5", "days": 91}, "days", "is more than 90", ""),
        ({"type": "d4s-v5", "form": "instance", "nodes": 2}, "nodes", "an instance is one machine", "cluster"),
        ({"type": "d4s-v5", "name": "taken"}, "name", "it is taken: seen in Azure", "another name"),
        ({"type": "d4s-v5", "name": "TAKEN"}, "name", "has not the right form", ""),
        ({"type": "d4s-v5", "name": "1st"}, "name", "has not the right form", ""),
        ({"type": "d4s-v5", "name": "a" * 25}, "name", "is 25 characters long, at most 24", ""),
        ({"type": "d4s-v5", "name": ["x"]}, "name", "is not text", ""),
        ({"type": "d4s-v5", "reason": "now\x1b[2J"}, "reason", "control or invisible characters", ""),
        ({"type": "d4s-v5", "name": "a\nb"}, "name", "control or invisible characters", ""),
        ({"type": "d4s-v5", "stage": "staging"}, "stage", "there is no 'staging'", "dev, test, prod"),
    ],
)
def test_what_is_wrong_is_said_with_where_and_what_to_do(
    starter: Catalogue, answers: dict[str, Any], field: str, what: str, todo: str
) -> None:
    complaint = wrong(starter, "compute", **answers)[field]
    assert what in complaint.what
    assert todo in complaint.todo


def test_only_clusters_are_made_of_what_is_only_offered_as_one(starter: Catalogue) -> None:
    only = next(one for one in starter.computes if one.kinds == ("cluster",) and one.lifecycle == "approved")
    complaint = wrong(starter, "compute", type=only.id, form="instance")["form"]
    assert "is not offered as an instance" in complaint.what


def test_a_type_is_refused_where_it_is_not_offered(starter: Catalogue) -> None:
    complaint = wrong(starter, "compute", by="yuki", type="nd40rs-v2")["type"]
    assert complaint.what == "nd40rs-v2 is not offered in northeurope"
    assert complaint.todo == "it is offered in westeurope"


def test_somebody_without_a_project_is_told_so(starter: Catalogue) -> None:
    assert "you belong to no project yet" not in wrong(starter, "compute", by="maya", type="d4s-v5")
    complaint = wrong(starter, "compute", by="tom", type="d4s-v5")["project"]
    assert complaint.what == "is missing"
    assert "request new project" in complaint.todo


def test_a_stage_that_the_project_does_not_have_is_refused(starter: Catalogue) -> None:
    only_dev = project("basket", "retail", ("maya",))
    only_dev = replace(only_dev, stages=only_dev.stages[:1], subscriptions={"dev": NONPROD})
    given = facts(projects={"basket": only_dev}, order=("basket",))
    complaint = wrong(starter, "compute", given, type="d4s-v5", stage="prod")["stage"]
    assert (complaint.what, complaint.todo) == ("basket has no stage prod", "choose one of: dev")


def test_the_plan_is_one_effect_that_says_everything(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5", nodes=4, days=14, form="cluster")
    plan = planned(starter, made)
    (effect,) = plan.effects
    tags = effect.payload.pop("tags")
    assert effect.payload == {
        "subscription": NONPROD, "resource_group": "rg-ml-retail-dev", "workspace": "mlw-retail-dev",
        "name": "basket-d4s-v5", "type": "cluster", "size": "Standard_D4s_v5", "min_nodes": 0, "max_nodes": 4,
        "idle_seconds": 900, "priority": "low", "location": "westeurope", "owner": None,
    }  # fmt: skip
    assert tags["project_id"] == "basket" and tags["owner"] == "maya" and tags["lease_days"] == "14"
    assert tags["managed_by"] == "ml-portal" and tags["cost_centre"] == "4100"
    assert (plan.lease_days, plan.items, plan.project, plan.unit, plan.stage) == (
        14, ("d4s-v5",), "basket", "retail", "dev",
    )  # fmt: skip


def test_an_instance_belongs_to_somebody(starter: Catalogue) -> None:
    plan = planned(starter, wished(starter, "compute", type="d4s-v5", form="instance"))
    assert plan.effects[0].payload["owner"] == "9779ca10-b5cc-50ce-b062-beca08c295ab"
    assert any("stopped instance still costs" in note for note in plan.notes)


def test_the_cost_is_hours_times_price_and_a_lease_commits_its_share(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5", nodes=4, min_nodes=1, days=15, priority="dedicated",
                  hours_per_week=20)  # fmt: skip
    plan = planned(starter, made)
    row = starter.prices.hourly("d4s-v5", "westeurope", "dedicated")
    assert row is not None
    month = monthly_cents(row.cents_per_hour, Running(4, 1, 20))
    assert plan.cost.monthly_cents == month
    assert plan.cost.committed_cents == committed_cents(month, 15)
    assert plan.cost.hourly_cents == 4 * row.cents_per_hour
    assert plan.cost.estimate and plan.cost.priced_on == "2026-11-23"


def test_without_a_price_the_cost_is_told_as_not_known(starter: Catalogue) -> None:
    bare = changed(starter, prices=changed(starter.prices, rows=()))
    cost = planned(bare, wished(bare, "compute", type="d4s-v5")).cost
    assert (cost.monthly_cents, cost.estimate) == (0, True)
    assert cost.note == "the price book has no price for d4s-v5 in westeurope"


@pytest.mark.parametrize(("used", "nodes", "fits"), [(0, 16, True), (1, 16, False), (64, 1, False), (60, 1, True)])
def test_quota_counts_cores_of_all_nodes(starter: Catalogue, used: int, nodes: int, fits: bool) -> None:
    place = (NONPROD, "westeurope", "standarddsv5family", "dedicated")
    given = facts(quotas={place: QuotaFact(used, 64, SEEN_AT)})
    made = wished(starter, "compute", given, type="d4s-v5", nodes=nodes, priority="dedicated")
    quota = fact(planned(starter, made, given), "quota")
    assert (quota.ok, quota.blocks, quota.observed_at) == (fits, True, SEEN_AT)
    assert quota.value == f"{used} → {used + nodes * 4} of 64 vCPUs"


def test_low_priority_has_its_own_quota_and_without_one_shares(starter: Catalogue) -> None:
    low = wished(starter, "compute", type="d4s-v5", nodes=25)
    assert fact(planned(starter, low), "quota").value == "0 → 100 of 100 vCPUs"
    place = (NONPROD, "westeurope", "standarddsv5family", "dedicated")
    given = facts(quotas={place: QuotaFact(24, 64, SEEN_AT)})
    assert fact(planned(starter, low, given), "quota").value == "24 → 124 of 64 vCPUs"


def test_a_quota_that_nobody_saw_is_not_known_and_stops_nothing(starter: Catalogue) -> None:
    quota = fact(planned(starter, wished(starter, "compute", type="e4ds-v5")), "quota")
    assert (quota.ok, quota.blocks, quota.value) == (None, False, "not known")


def test_the_budget_left_is_the_smaller_of_projects_and_units(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5")
    cents = planned(starter, made).cost.committed_cents
    for of_unit, of_project, fits in ((cents, 10**6, True), (cents - 1, 10**6, False), (10**6, cents - 1, False)):
        basket = project("basket", "retail", ("maya",), budget_cents=of_project, committed_cents=0)
        given = facts(projects={"basket": basket}, budgets={"retail": BudgetFact(of_unit, 0)}, order=("basket",))
        budget = fact(planned(starter, made, given), "budget")
        assert (budget.ok, budget.blocks) == (fits, True)


def test_a_name_that_was_taken_meanwhile_is_a_fact_that_blocks(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5")
    assert fact(planned(starter, made), "name").ok
    taken = facts(taken={"compute:mlw-retail-dev/basket-d4s-v5": "seen in Azure"})
    name = fact(planned(starter, made, taken), "name")
    assert (name.ok, name.blocks, name.detail) == (False, True, "it is taken: seen in Azure")


def test_a_deprecated_type_may_be_taken_and_says_so(starter: Catalogue) -> None:
    plan = planned(starter, wished(starter, "compute", type="nd40rs-v2"))
    assert any(note.startswith("nd40rs-v2 is deprecated: Azure has announced") for note in plan.notes)
    assert any("use nd96asr-v4" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"lifecycle": "blocked", "reason": "Too dear."}, "'d4s-v5' cannot be taken: it is blocked: Too dear"),
        ({"lifecycle": "draft"}, "'d4s-v5' cannot be taken: it is draft"),
        ({"id": "d4s-v9"}, "'d4s-v5' cannot be taken: it is not in the catalogue any more"),
    ],
)
def test_a_wish_from_before_is_told_when_its_type_was_closed(
    starter: Catalogue, change: dict[str, str], what: str
) -> None:
    made = wished(starter, "compute", type="d4s-v5")
    later = with_items(starter, "computes", {"d4s-v5": change})
    (complaint,) = COMPUTE.complaints(made, later, facts())
    assert (complaint.where, complaint.what) == ("type", what)


def test_a_wish_from_before_is_told_when_its_project_is_gone(starter: Catalogue) -> None:
    made = wished(starter, "compute", type="d4s-v5")
    (complaint,) = COMPUTE.complaints(made, starter, Facts())
    assert (complaint.where, complaint.what) == ("project", "there is no project basket any more")


def test_the_card_says_what_to_do_what_ends_and_what_is_lost(starter: Catalogue) -> None:
    for form, line in (("cluster", "compute: azureml:basket-d4s-v5"), ("instance", "az ml compute show")):
        made = wished(starter, "compute", type="d4s-v5", form=form)
        card = COMPUTE.card(made.values, planned(starter, made), {}, "2026-11-30")
        assert card.do_now[0].startswith(line)
        assert any("2026-11-30" in line for line in card.ends)
        assert card.lost
        ((title, link),) = card.links
        assert title == "Azure ML studio"
        assert link.startswith("https://ml.azure.com/compute/basket-d4s-v5/")
