"""An end: of one thing or of a project; what is lost is said, and prod needs two."""

from dataclasses import replace
from typing import Any

import pytest

from catalog.model import Catalogue
from portal.contract.plan import Plan
from portal.domain.policy import PolicyVerdict, judge
from portal.kinds.kind import Facts
from portal.kinds.registry import KINDS, policy_words
from tests.kinds.made import changed, facts, wished, wrong
from tests.kinds.things import DEV_ID, SHAPE, thing, things

KIND = KINDS["decommission"]


def plan(catalogue: Catalogue, given: Facts | None = None, **answers: Any) -> Plan:
    """The plan that answers make."""
    return KIND.plan(wished(catalogue, "decommission", given, **answers), catalogue, given or facts(), {})


def verdict(catalogue: Catalogue, given: Facts | None = None, **answers: Any) -> PolicyVerdict:
    """What policy says."""
    made, known = wished(catalogue, "decommission", given, **answers), given or facts()
    variables = {
        **policy_words(), "kind": "decommission", "stage": KIND.plan(made, catalogue, known, {}).stage, "days": 0,
        "assumed": [],
        "committed_cents": 0, "monthly_cents": 0, "estimate": False, **KIND.variables(made, catalogue, known),
    }  # fmt: skip
    return judge(catalogue, "decommission", variables["tier"], variables)


def ended(**changes: Any) -> Facts:
    """Facts in which the lease of `late` is over."""
    return facts(resources=things(thing("late", ended=True, **changes)))


def test_one_thing_is_deleted_by_its_id_and_mark(starter: Catalogue) -> None:
    (effect,) = plan(starter, resource="basket-cpu").effects
    assert (effect.kind, effect.payload["id"]) == ("delete", f"{DEV_ID}/computes/basket-cpu")
    assert effect.payload["mark"] == "R-3/compute/basket-cpu"
    assert effect.payload["ended"] is None


def test_where_the_end_of_the_lease_ends_it_the_plan_is_bound_to_that_end(starter: Catalogue) -> None:
    (effect,) = plan(starter, ended(), resource="late").effects
    assert effect.payload["ended"] == "2026-11-27T09:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "how", "says"),
    [
        ("basket-vm", "delete", "its disk"),
        ("basket-cpu", "delete", "its logs on the nodes"),
        ("basket-vm", "stop", "Its disk stays"),
        ("basket-cpu", "stop", "no lock for a cluster"),
        ("AzureML Data Scientist: priya", "delete", "the access"),
        ("basket-found", "delete", "its disk"),
    ],
)
def test_the_plan_says_what_is_lost(starter: Catalogue, name: str, how: str, says: str) -> None:
    made = plan(starter, resource=name, how=how)
    assert says in " ".join(made.notes)
    assert KIND.card({"what": "resource"}, made, {}, "").lost == made.notes


def test_a_right_is_taken_back_and_not_stopped(starter: Catalogue) -> None:
    (effect,) = plan(starter, resource="AzureML Data Scientist: priya", how="stop").effects
    assert effect.kind == "delete"


def test_what_cannot_be_stopped_is_refused(starter: Catalogue) -> None:
    given = facts(resources=things(thing("mlw-own", kind="workspace", payload={})))
    assert "cannot be stopped" in wrong(starter, "decommission", given, resource="mlw-own", how="stop")["how"].what


@pytest.mark.parametrize(
    ("answers", "tier"),
    [
        ({"resource": "basket-cpu"}, "T0"),
        ({"resource": "basket-found"}, "T1"),
        ({"resource": "basket-prod"}, "T2"),
        ({"resource": "basket-prod", "how": "stop"}, "T2"),
    ],
)
def test_who_decides(starter: Catalogue, answers: dict[str, Any], tier: str) -> None:
    assert verdict(starter, **answers).tier == tier


def test_at_the_end_of_a_lease_prod_is_stopped_by_itself_and_deleted_by_two(starter: Catalogue) -> None:
    given = ended(stage="prod")
    assert verdict(starter, given, resource="late", how="stop").tier == "T0"
    deleted = verdict(starter, given, resource="late")
    assert (deleted.tier, deleted.hold_seconds) == ("T2", 600)


def test_two_decide_on_prod_even_when_policy_has_lost_its_rules(starter: Catalogue) -> None:
    bare = changed(starter, policy=changed(starter.policy, rules=()))
    assert verdict(bare, resource="basket-prod").tier == "T2"
    assert verdict(bare, what="project", project="basket").tier == "T2"


def whole() -> Facts:
    """Facts in which basket has a place of its own and nothing that was only found."""
    group = "/subscriptions/s/resourceGroups/rg-basket-dev"
    own = {
        "resource_group": group,
        "workspace": f"{group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-basket-dev",
    }
    made = things(*(thing(id_.rsplit("/", 1)[1], id=id_, kind=kind, payload={}) for kind, id_ in own.items()))
    repository = thing("basket", id="repository/basket", kind="repository", payload={})
    kept = {id_: one for id_, one in made.items() if one.managed}
    return facts(resources={**kept, repository.id: repository})


def test_a_project_ends_from_the_inside_out_and_leaves_its_repository(starter: Catalogue) -> None:
    made = plan(starter, whole(), project="basket")
    kinds = [effect.payload.get("kind") for effect in made.effects[:-1]]
    assert kinds == ["compute", "compute", "compute", "role_assignment", "workspace", "resource_group"]
    assert made.effects[-1].kind == "retire"
    assert not any("repository" in str(effect.payload) for effect in made.effects)
    assert len({effect.step for effect in made.effects}) == len(made.effects)
    assert "repository" in next(one for one in made.facts if one.name == "stays").value
    assert made.stage == "prod"


def test_what_was_found_has_to_go_by_its_own_name_first(starter: Catalogue) -> None:
    found = next(one for one in plan(starter, project="basket").facts if one.name == "found")
    assert found.ok is False and found.blocks and "basket-found" in found.detail


def test_only_its_owner_and_the_platform_team_end_a_project(starter: Catalogue) -> None:
    assert "project" in wrong(starter, "decommission", by="priya", project="basket")
    assert wrong(starter, "decommission", by="ana", project="basket") == {}


def test_a_project_without_anything_left_is_retired(starter: Catalogue) -> None:
    made = plan(starter, replace(facts(), resources={}), project="basket")
    assert [effect.kind for effect in made.effects] == ["retire"]
    assert KIND.card({"what": "project"}, made, {}, "").headline == "basket is retired"


def test_a_resource_is_meant_unless_only_a_project_is_named(starter: Catalogue) -> None:
    assert wished(starter, "decommission", resource="basket-cpu").text("what") == "resource"
    assert wished(starter, "decommission", project="basket").text("what") == "project"
    assert "project" in wrong(starter, "decommission", resource="basket-cpu", project="basket")


def test_a_computes_form_goes_with_the_plan(starter: Catalogue) -> None:
    given = facts(resources=things(thing("vm", payload={**SHAPE, "type": "instance"})))
    (effect,) = plan(starter, given, resource="vm", how="stop").effects
    assert (effect.kind, effect.payload["type"]) == ("stop", "instance")
