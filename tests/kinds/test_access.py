"""Kind `access`: what can be joined, which rights it brings in each stage, and what is told before."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue, Roles
from portal.contract.plan import Plan
from portal.kinds.facts.observed import AssignmentFact
from portal.kinds.kind import Facts
from portal.kinds.registry import KINDS
from tests.kinds.made import changed, facts, wish, wished, wrong

ACCESS = KINDS["access"]
DEV = (
    "/subscriptions/f14209dd-081b-51e5-be45-dadf5f4944b8/resourceGroups/rg-ml-retail-dev/providers"
    "/Microsoft.MachineLearningServices/workspaces/mlw-retail-dev"
)


def plan(catalogue: Catalogue, known: Facts | None = None, by: str = "tom", **answers: Any) -> Plan:
    """The plan of an access request."""
    made = wished(catalogue, "access", known, by, **answers)
    return ACCESS.plan(made, catalogue, known or facts(), {})


def holding(*roles: str, person: str = "tom", until: str | None = None, scope: str = DEV) -> Facts:
    """Facts in which somebody holds roles already."""
    return facts(assignments=tuple(AssignmentFact(person, role, scope, "R-3", until) for role in roles))


def test_a_project_is_joined_with_its_name_alone_and_the_role_differs_by_stage(starter: Catalogue) -> None:
    made = plan(starter, project="basket")
    assert [(one.kind, one.stage, one.payload.get("role")) for one in made.effects] == [
        ("role_assignment", "dev", "AzureML Data Scientist"),
        ("role_assignment", "test", "Reader"),
        ("role_assignment", "prod", "Reader"),
        ("membership", "", "data-scientist"),
    ]
    assert made.effects[0].payload["scope"] == DEV
    assert {one.payload.get("person") for one in made.effects} == {"tom"}
    assert (made.lease_days, made.unit, made.stage) == (90, "retail", "")


def test_steps_of_two_roles_in_one_stage_are_two(starter: Catalogue) -> None:
    made = plan(starter, project="basket", role="data-scientist-with-compute", stage="dev")
    steps = [one.step for one in made.effects]
    assert len(set(steps)) == len(steps) == 3
    assert made.stage == "dev"


def test_what_one_can_do_is_told_for_each_stage(starter: Catalogue) -> None:
    told = {one.name: one for one in plan(starter, project="basket").facts}
    assert "submit a job" in told["rights-dev"].value
    assert "make compute" in told["rights-dev"].detail.partition("cannot ")[2]
    assert told["rights-prod"].value == "can look at everything"
    assert "regrant-dev" not in told


def test_what_one_holds_already_counts_and_what_it_gives_back_is_a_warning(starter: Catalogue) -> None:
    told = {one.name: one for one in plan(starter, holding("AzureML Compute Operator"), project="basket").facts}
    assert "make compute" in told["rights-dev"].value
    assert "AzureML Compute Operator (R-3)" in told["rights-dev"].detail
    warning = told["regrant-dev"]
    assert warning.ok is False and not warning.blocks
    assert warning.value == "AzureML Compute Operator gives what AzureML Data Scientist withholds"
    assert "make compute" in warning.detail


def test_rights_at_the_group_above_count_and_those_elsewhere_do_not(starter: Catalogue) -> None:
    above = DEV.partition("/providers/")[0]
    told = {one.name: one for one in plan(starter, holding("Contributor", scope=above), project="basket").facts}
    assert "make compute" in told["rights-dev"].value
    told = {one.name: one for one in plan(starter, holding("Contributor", scope=DEV + "2"), project="basket").facts}
    assert "make compute" not in told["rights-dev"].value


def test_a_role_that_the_catalogue_does_not_know_is_said_to_be_unknown(starter: Catalogue) -> None:
    told = {one.name: one for one in plan(starter, holding("House Role"), project="basket").facts}
    assert "what House Role brings is not known" in told["rights-dev"].detail


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        ({"project": "basket"}, ""),
        ({"project": "basket", "stage": "prod"}, "prod"),
        ({"project": "basket", "role": "ci", "person": "ci-churn"}, "prod"),
        ({"workspace": "mlw-retail-prod"}, "prod"),
        ({"workspace": "mlw-retail-test"}, "test"),
        ({"registry": "mlr-meridian"}, ""),
    ],
)
def test_policy_looks_at_prod_when_prod_is_asked_for_or_changed(
    starter: Catalogue, answers: dict[str, Any], stage: str
) -> None:
    assert plan(starter, **answers).stage == stage


def test_a_registry_or_a_workspace_alone_brings_no_membership(starter: Catalogue) -> None:
    joined: list[dict[str, Any]] = [{"registry": "mlr-meridian"}, {"workspace": "mlw-risk-dev"}]
    for answers in joined:
        made = plan(starter, **answers)
        assert {one.kind for one in made.effects} == {"role_assignment"}
        assert made.project == ""
        assert made.unit == "risk"


def test_exactly_one_thing_is_joined(starter: Catalogue) -> None:
    assert wrong(starter, "access")["project"].what == "name what to join"
    both = wrong(starter, "access", project="basket", registry="mlr-meridian", role="reader")
    assert both["project"].what == "project and registry are named"


def test_a_role_is_for_people_or_for_ci_and_for_what_it_joins(starter: Catalogue) -> None:
    assert "it is for CI identities" in wrong(starter, "access", project="basket", role="ci")["role"].what
    assert "there is no 'ci'" in wrong(starter, "access", registry="mlr-meridian", role="ci")["role"].what
    nothing = wrong(starter, "access", project="basket", role="labeler", stage="prod")["role"]
    assert (nothing.what, "it gives rights in dev" in nothing.todo) == ("labeler gives no rights there", True)


def test_what_is_assumed_fits_the_person_who_gets_it(starter: Catalogue) -> None:
    made = wished(starter, "access", project="basket", person="ci-churn")
    assert (made.text("role"), made.origins["role"]) == ("ci", "assumed")
    assert made.text("person") == "ci-churn"
    assert wished(starter, "access", project="basket").origins["person"] == "derived"


def test_who_has_left_gets_nothing(starter: Catalogue) -> None:
    assert "person" in wrong(starter, "access", project="basket", person="erik")


def test_rights_that_are_held_without_an_end_are_not_asked_for_again(starter: Catalogue) -> None:
    lasting = holding("AzureML Data Scientist", person="maya")
    told = wrong(starter, "access", lasting, project="basket", stage="dev")
    assert told["person"].what == "maya has these rights already, without an end"
    ending = holding("AzureML Data Scientist", person="maya", until="2026-12-01T00:00:00.000Z")
    assert wrong(starter, "access", ending, project="basket", stage="dev") == {}


def test_who_gets_the_rights_profits_from_them(starter: Catalogue) -> None:
    made = wished(starter, "access", project="basket", person="priya")
    assert ACCESS.profits(made.values) == {"priya"}


def test_without_roles_in_the_catalogue_nothing_can_be_joined(starter: Catalogue) -> None:
    bare = changed(starter, roles=Roles(version="none"))
    assert "the catalogue knows no role for a project" in str(
        ACCESS.fields({}, wished(starter, "access", project="basket").requester, bare, facts())
    )
    assert "role" in {one.where for one in wish(bare, "access", project="basket")[1]}


def test_a_project_that_went_while_it_waited_is_complained_about(starter: Catalogue) -> None:
    made = wished(starter, "access", by="tom", project="basket")
    (told,) = ACCESS.complaints(made, starter, replace(facts(), projects={}))
    assert told.what == "there is no project basket any more"
