"""The layout of workspaces that comes first is the expected one; names, costs and reasons come with it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from catalog.model import Catalogue
from portal.contract.advice import Layout, RejectedLayout
from portal.domain.advice.topology import TopologyQuestion, rank
from portal.domain.advice.workspaces import site_of

TABLE: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(
    Path(__file__).with_name("topologies.yaml").read_text("utf-8")
)["projects"]
ASSUMED = {
    "phase": "build", "same_access": True, "chargeback": False, "external": False, "regulated": False,
    "personal_data": False, "live_data_stays": False, "private_network": False, "residency": False,
    "serve_near": False, "base_model_elsewhere": False, "maturity": 1,
}  # fmt: skip

projects = st.builds(
    TopologyQuestion,
    phase=st.sampled_from(["build", "explore"]),
    maturity=st.integers(0, 4),
    **{name: st.booleans() for name in ASSUMED if name not in ("phase", "maturity")},
)


def identity(layout: Layout | RejectedLayout) -> tuple[str, int, str]:
    """The three answers that make a layout."""
    return layout.segmentation, layout.stages, layout.region


def lay_out(
    catalogue: Catalogue, unit: str = "retail", name: str = "churn2", **said: Any
) -> tuple[tuple[Layout, ...], tuple[RejectedLayout, ...]]:
    """What the advisor says about a project in a unit."""
    assert catalogue.topology_rules is not None
    region = "northeurope" if unit == "logistics" else "westeurope"
    site = site_of(catalogue.organisation, name, unit, region)
    return rank(catalogue, catalogue.topology_rules, site, TopologyQuestion(**{**ASSUMED, **said}))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["title"].replace(" ", "-"))
def test_the_first_layout_is_the_expected_one(row: dict[str, Any], starter: Catalogue) -> None:
    ranked, rejected = lay_out(starter, **row["say"])
    assert rejected
    if row.get("none"):
        assert not ranked
        return
    assert [ranked[0].segmentation, ranked[0].stages, ranked[0].region] == row["first"]


@settings(max_examples=25)
@given(said=projects)
def test_every_layout_is_ranked_or_rejected_with_a_reason_and_a_change(
    starter: Catalogue, said: TopologyQuestion
) -> None:
    assert starter.topology_rules is not None
    site = site_of(starter.organisation, "churn2", "retail", "westeurope")
    ranked, rejected = rank(starter, starter.topology_rules, site, said)
    told = [*map(identity, ranked), *map(identity, rejected)]
    assert len(told) == len(set(told)) == 3 * 3 * 4
    assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    assert all(one.workspaces and one.pros and one.cons for one in ranked)
    for one in rejected:
        assert one.reasons and one.would_change
    for one in rejected[:4]:
        for change in one.would_change:
            if change.enough:
                other = TopologyQuestion(**{**vars(said), change.word: change.value})
                again, _ = rank(starter, starter.topology_rules, site, other)
                assert (one.segmentation, one.stages, one.region) in [
                    (o.segmentation, o.stages, o.region) for o in again
                ]


def test_workspaces_of_the_team_are_there_and_cost_nothing_more(starter: Catalogue) -> None:
    first = lay_out(starter, maturity=3)[0][0]
    assert [(line.name, line.exists) for line in first.workspaces] == [
        ("mlw-retail-dev", True), ("mlw-retail-test", True), ("mlw-retail-prod", True),
    ]  # fmt: skip
    assert (first.fixed_monthly_cents, first.costs) == (0, ())


def test_workspaces_of_its_own_have_names_and_fixed_costs(starter: Catalogue) -> None:
    first = lay_out(starter, chargeback=True)[0][0]
    assert [(line.name, line.exists, line.problem) for line in first.workspaces] == [
        ("mlw-churn2-dev", False, ""), ("mlw-churn2-prod", False, ""),
    ]  # fmt: skip
    assert first.fixed_monthly_cents == sum(cost.monthly_cents for cost in first.costs) == 1900 + 4700 + 2 * 500
    assert {cost.certainty for cost in first.costs} == {"estimate"}


def test_a_private_network_costs_more(starter: Catalogue) -> None:
    plain, private = (
        lay_out(starter, chargeback=True)[0][0],
        lay_out(starter, chargeback=True, private_network=True)[0][0],
    )
    assert private.fixed_monthly_cents > plain.fixed_monthly_cents
    assert any("private endpoints" in cost.title.lower() for cost in private.costs)


def test_a_second_region_brings_its_own_workspaces(starter: Catalogue) -> None:
    first = lay_out(starter, external=True, serve_near=True)[0][0]
    assert [(line.name, line.region) for line in first.workspaces] == [
        ("mlw-churn2-dev", "westeurope"),
        ("mlw-churn2-prod", "westeurope"),
        ("mlw-churn2-prod-northeurope", "northeurope"),
    ]


def test_a_unit_in_another_region_keeps_its_region(starter: Catalogue) -> None:
    first = lay_out(starter, unit="logistics", maturity=2)[0][0]
    assert {(line.region, line.exists) for line in first.workspaces} == {("northeurope", True)}


def test_a_name_that_azure_would_refuse_is_said(starter: Catalogue) -> None:
    first = lay_out(starter, name="a-very-long-name-x20", external=True, serve_near=True)[0][0]
    assert any("3 to 33 characters" in line.problem for line in first.workspaces)


def test_an_organisation_with_one_region_is_offered_no_second(starter: Catalogue) -> None:
    one_region = starter.organisation.model_copy(update={"regions": ("westeurope",)})
    ranked, rejected = lay_out(starter.model_copy(update={"organisation": one_region}), residency=True)
    assert not ranked
    assert any(reason.text == "the organisation has one region" for one in rejected for reason in one.reasons)
