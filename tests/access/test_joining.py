"""Joining a project, a workspace or a registry: the rights come, and they go when their time is over."""

import pytest

from portal.contract.problem import Problem
from tests.access.desk import Desk


def test_add_me_to_a_project_and_the_membership_ends_with_its_lease(desk: Desk) -> None:
    made = desk.granted("access", "ana", by="tom", project="basket", days=7)
    assert (made.state, made.tier) == ("ready", "T1")
    assert desk.project("basket")["members"] == ["maya", "tom"]
    given = {(row["stage"], row["name"], row["state"]) for row in desk.resources("role_assignment")}
    assert given == {
        ("dev", "AzureML Data Scientist: tom", "live"),
        ("test", "Reader: tom", "live"),
        ("prod", "Reader: tom", "live"),
    }
    assert {str(row["lease_until"])[:10] for row in desk.resources("role_assignment")} == {"2026-11-30"}
    assert len(desk.written("/roleAssignments/")) == 3
    assert all("so far nothing; by " in one.detail for one in made.plan.facts if one.name.startswith("rights-"))
    assert made.card is not None and made.card.ends[0].startswith("the rights end 2026-11-30")
    desk.clock.forward(days=6)
    desk.turns()
    assert "tom" in desk.project("basket")["members"]
    desk.clock.forward(days=2)
    desk.turns()
    assert desk.project("basket")["members"] == ["maya"]
    assert [row["state"] for row in desk.resources("membership")] == ["retired"]


def test_a_second_membership_outlives_the_first_and_the_rights_of_the_first_are_shown(desk: Desk) -> None:
    desk.granted("access", "ana", by="tom", project="basket", days=7)
    second = desk.granted("access", "ana", by="tom", project="basket", days=30, role="reader", stage="dev")
    told = next(fact for fact in second.plan.facts if fact.name == "rights-dev")
    assert "AzureML Data Scientist (R-1)" in told.detail
    assert told.detail.startswith("so far can "), "before and after are told"
    desk.clock.forward(days=8)
    desk.turns()
    assert "tom" in desk.project("basket")["members"]
    desk.clock.forward(days=30)
    desk.turns()
    assert desk.project("basket")["members"] == ["maya"]


def test_who_was_a_member_without_an_end_stays_one(desk: Desk) -> None:
    made = desk.granted("access", "ana", by="maya", project="basket", role="reader", days=1)
    assert made.state == "ready"
    assert desk.resources("membership") == []
    desk.clock.forward(days=2)
    desk.turns()
    assert desk.project("basket")["members"] == ["maya"]


def test_nobody_approves_rights_that_they_get_themselves(desk: Desk) -> None:
    request = desk.ask("access", by="maya", project="basket", person="ana", role="labeler")
    assert [need.can_give for need in desk.show(request).policy.needs] == [("li",)]
    with pytest.raises(Problem, match=f"cannot approve {request}"):
        desk.approve(request, "ana")
    desk.approve(request, "li")
    assert desk.done(request).state == "ready", "a custom role is found by its name"


def test_rights_for_a_workflow_in_prod_take_two_people_and_ten_minutes(desk: Desk) -> None:
    made = desk.show(desk.ask("access", by="ana", workspace="mlw-retail-prod", role="ci", person="ci-churn"))
    assert (made.stage, made.tier, made.policy.hold_seconds) == ("prod", "T2", 600)
    assert [effect.payload["principal_type"] for effect in made.plan.effects] == ["ServicePrincipal"]


def test_a_registry_is_joined_too(desk: Desk) -> None:
    made = desk.granted("access", "ana", by="tom", registry="mlr-meridian")
    assert made.state == "ready"
    assert len(desk.written("/registries/mlr-meridian/")) == 1
