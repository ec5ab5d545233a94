"""Rights are the union of what each assignment allows by itself; what one withholds another may give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.load import load
from catalog.model import AzureRole
from portal.domain.rights.rights import (
    Grant,
    allows,
    effective,
    grant_of,
    matches,
    only_reads,
    possible,
    reaches,
    regranted,
    universe,
    withholds,
)

ROLES = load(None).roles
ACTIONS = universe(ROLES)
NAMES = [role.name for role in ROLES.azure_roles]

segments = st.sampled_from(["workspaces", "computes", "jobs", "models", "read", "write", "delete", "action", "*"])
patterns = st.lists(segments, min_size=1, max_size=4).map("/".join)
actions = st.lists(segments.filter(lambda one: one != "*"), min_size=1, max_size=5).map("/".join)
grants = st.builds(Grant, st.text("abc", min_size=1, max_size=2), st.tuples(patterns), st.tuples(patterns))


def named(*names: str) -> list[Grant]:
    """Assignments of roles of the catalogue."""
    return [grant_of(role) for name in names if (role := ROLES.azure(name))]


def can(*names: str) -> set[str]:
    """What one can do with these roles in a workspace."""
    activities = [one for one in ROLES.activities if one.on == "workspace"]
    return {id_ for id_, able in possible(named(*names), activities).items() if able}


@given(st.lists(grants, max_size=5), st.lists(actions, max_size=20))
def test_what_is_allowed_is_the_union_of_the_assignments(held: list[Grant], asked: list[str]) -> None:
    union = {action for grant in held for action in effective([grant], asked)}
    assert effective(held, asked) == union


@given(st.lists(st.sampled_from(NAMES), max_size=4))
def test_the_union_holds_for_the_roles_of_the_catalogue(names: list[str]) -> None:
    by_role = [{one for one in ACTIONS if allows(grant, one)} for grant in named(*names)]
    assert effective(named(*names), ACTIONS) == set().union(*by_role)


@given(st.lists(grants, max_size=4), grants, st.lists(actions, max_size=20))
def test_another_assignment_never_takes_anything_away(held: list[Grant], more: Grant, asked: list[str]) -> None:
    assert effective(held, asked) <= effective([*held, more], asked)


@given(st.lists(grants, max_size=4), st.lists(actions, max_size=20))
def test_what_is_given_back_is_withheld_by_one_and_allowed_all_the_same(held: list[Grant], asked: list[str]) -> None:
    for one in regranted(held, asked):
        assert one.action in effective(held, asked)
        assert any(grant.role == one.withheld_by and withholds(grant, one.action) for grant in held)
        assert any(grant.role == one.given_by and allows(grant, one.action) for grant in held)
        assert one.withheld_by != one.given_by


@pytest.mark.parametrize(
    ("pattern", "action", "holds"),
    [
        ("*", "Microsoft.Compute/virtualMachines/write", True),
        ("*/read", "Microsoft.Compute/virtualMachines/read", True),
        ("*/read", "Microsoft.Compute/virtualMachines/write", False),
        ("A/computes/*/write", "A/computes/write", True),
        ("A/computes/*/write", "A/computes/b/c/write", True),
        ("A/computes/*/write", "A/computesX/write", False),
        ("a/B/READ", "A/b/read", True),
        ("A/models/*", "A/models/versions/write", True),
        ("A/models.x/read", "A/modelsyx/read", False),
    ],
)
def test_a_star_stands_for_anything_or_nothing_between_two_slashes(pattern: str, action: str, holds: bool) -> None:
    assert matches(pattern, action) is holds


def test_a_data_scientist_makes_no_compute_and_changes_no_workspace() -> None:
    able = can("AzureML Data Scientist")
    assert {"look", "submit-job", "register-model", "deploy-endpoint"} <= able
    assert not {"make-compute", "delete-compute", "change-workspace", "give-rights"} & able


def test_both_built_in_roles_together_are_the_recipe_for_self_service() -> None:
    both = ("AzureML Data Scientist", "AzureML Compute Operator")
    assert {"submit-job", "make-compute", "delete-compute"} <= can(*both)
    told = {(one.withheld_by, one.given_by) for one in regranted(named(*both), ACTIONS)}
    assert told == {both}


def test_a_reader_only_looks_and_nobody_but_owners_and_administrators_gives_rights() -> None:
    assert can("Reader") == {"look"}
    giving = {name for name in NAMES if "give-rights" in can(name)}
    assert giving == {"Owner", "User Access Administrator", "Workspace Admin Custom"}


def test_roles_that_only_read_are_known() -> None:
    assert [role.name for role in ROLES.azure_roles if only_reads(role)] == ["Reader"]
    assert not only_reads(AzureRole(name="x", actions=("/workspaces/*/read", "/jobs/write"), source="a test"))


@pytest.mark.parametrize(
    ("scope", "resource", "counts"),
    [
        ("/subscriptions/a", "/subscriptions/A/resourceGroups/b", True),
        ("/subscriptions/a/resourceGroups/b", "/subscriptions/a/resourceGroups/b", True),
        ("/subscriptions/a/resourceGroups/b", "/subscriptions/a/resourceGroups/bc", False),
        ("/subscriptions/a/resourceGroups/b", "/subscriptions/a", False),
    ],
)
def test_an_assignment_counts_for_what_lies_in_its_scope(scope: str, resource: str, counts: bool) -> None:
    assert reaches(scope, resource) is counts


def test_every_role_of_the_catalogue_brings_rights_that_its_reason_promises() -> None:
    for role in ROLES.roles:
        for stage, names in role.stages.items():
            assert can(*names), f"{role.id} can do nothing in {stage}"
