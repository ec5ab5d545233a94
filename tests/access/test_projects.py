"""A project's money, its step to funded, its owner: changed from what it was, and back when it is given up."""

from portal.services.operations import operations
from portal.services.projects.projects import show
from portal.store.tables import projects
from tests.access.desk import Desk


def test_a_budget_takes_one_of_the_platform_team_and_the_cost_owner(desk: Desk) -> None:
    request = desk.ask("budget", project="basket", monthly_budget=9500)
    shown = desk.show(request)
    assert (shown.tier, shown.policy.also) == ("T1", ("cost_owner",))
    desk.approve(request, "ana")
    assert desk.show(request).state == "in_review"
    desk.approve(request, "omar")
    assert desk.done(request).state == "ready"
    assert desk.project("basket")["budget_cents"] == 950_000


def test_two_of_the_platform_team_do_not_stand_in_for_the_cost_owner(desk: Desk) -> None:
    request = desk.ask("budget", project="basket", monthly_budget=9500)
    desk.approve(request, "ana", "li")
    assert desk.show(request).state == "in_review"
    assert [need.title for need in desk.show(request).missing] == ["cost owner"]


def test_an_exploration_becomes_funded(desk: Desk) -> None:
    made = desk.granted(
        "budget", "ana", "omar", project="reviews", monthly_budget=500, step="funded", cost_centre="4100",
        success_metric="one in ten reviews is answered by March",
    )  # fmt: skip
    assert made.state == "ready"
    row = desk.project("reviews")
    assert (row["phase"], row["budget_cents"], row["cost_centre"]) == ("funded", 50_000, "4100")
    assert row["spec"]["success_metric"] == "one in ten reviews is answered by March"


def test_who_deploys_what_it_promotes_is_shown_and_changed(desk: Desk) -> None:
    with desk.world.database.write() as connection:
        connection.execute(projects.update().where(projects.c.name == "basket").values(repository="file:///b.git"))
    assert show(desk.world, "basket").executor == "portal"
    assert desk.granted("deployer", "ana", project="basket").state == "ready"
    assert show(desk.world, "basket").executor == "ci"
    assert desk.granted("deployer", "ana", project="basket").state == "ready"
    assert show(desk.world, "basket").executor == "portal"


def test_a_project_changes_hands_and_its_leases_with_it(desk: Desk) -> None:
    desk.granted("access", "ana", by="maya", person="tom", project="basket", days=9)
    made = desk.granted("transfer", "ana", project="basket", to="priya")
    assert made.state == "ready"
    row = desk.project("basket")
    assert (row["owner"], row["members"]) == ("priya", ["maya", "tom", "priya"])
    assert {row["owner"] for row in desk.resources("membership")} == {"priya"}
    assert {row["name"] for row in desk.resources("role_assignment")} >= {"Reader: priya"}


def test_the_platform_team_takes_over_what_belongs_to_nobody_and_one_other_of_them_agrees(desk: Desk) -> None:
    made = desk.granted("transfer", "li", by="ana", project="collections")
    assert (made.state, made.tier) == ("ready", "T1")
    assert desk.project("collections")["owner"] == "ana"


def test_what_moved_meanwhile_is_not_overwritten(desk: Desk) -> None:
    first = desk.ask("budget", project="basket", monthly_budget=9100)
    second = desk.ask("budget", project="basket", monthly_budget=9900)
    desk.approve(first, "ana", "omar")
    desk.approve(second, "ana", "omar")
    desk.turns()
    ended = {desk.until(request, "done", "stuck").state for request in (first, second)}
    assert ended == {"done", "stuck"}
    stuck = first if desk.show(first).state == "running" else second
    reason = desk.until(stuck, "stuck").reason
    assert "by now; approved was a change from 900000" in reason
    number = int(stuck.removeprefix("R-"))
    operations.give_up(desk.world.database, number, "ana", desk.clock(), "demo")
    desk.until(stuck, "done")
    assert desk.show(stuck).state == "failed_clean"
    assert desk.project("basket")["budget_cents"] == (990_000 if stuck == first else 910_000)
