"""A compute that was made past the portal becomes managed, and is what it was when that comes to nothing."""

import pytest
import sqlalchemy as sa

from portal.azure import sdk
from portal.contract.problem import Problem
from portal.domain.projects.belonging import guessed_project
from portal.engine.effects.azure.adopt import Adopt
from portal.records.facts import gather
from portal.records.inventory import adoptions
from portal.services.operations import operations
from portal.store.tables import commitments, leases, projects, resources
from tests.access.desk import Desk


def row_of(desk: Desk, name: str) -> dict[str, object]:
    """The inventory's row of a compute."""
    return next(row for row in desk.resources("compute") if row["name"] == name)


def tags_of(desk: Desk, name: str) -> dict[str, str]:
    """The tags of a compute in Azure."""
    found = sdk.read(desk.azure, str(row_of(desk, name)["id"]))
    assert isinstance(found, sdk.FoundResource)
    return dict(found.payload["tags"])


def adopted(desk: Desk, name: str = "ci-erik", **answers: object) -> str:
    """The platform team asks for the adoption of a compute for basket."""
    return desk.ask("adopt", "ana", **{"resource": name, "project": "basket", "owner": "maya", **answers})


def test_a_found_compute_becomes_managed_with_tags_an_owner_and_a_lease(desk: Desk) -> None:
    desk.observe()
    assert row_of(desk, "ci-tom")["state"] == "foreign"
    request = adopted(desk, "ci-tom", days=14)
    desk.approve(request, "li")
    made = desk.done(request)
    assert (made.state, made.tier) == ("ready", "T1")
    row = row_of(desk, "ci-tom")
    assert (row["origin"], row["request"], row["state"]) == ("adopted", 1, "live")
    assert (row["project"], row["owner"], row["stage"]) == ("basket", "maya", "dev")
    assert str(row["lease_until"])[:10] == "2026-12-07"
    tags = tags_of(desk, "ci-tom")
    assert (tags["project_id"], tags["owner"], tags["managed_by"]) == ("basket", "maya", "ml-portal")
    assert tags["expires_on"], "a tag that is not the portal's stays"
    assert made.card is not None and "2026-12-07" in made.card.ends[0]
    with desk.world.database.read() as connection:
        assert connection.execute(sa.select(commitments.c.cents)).scalar_one() == made.plan.cost.committed_cents > 0
    desk.observe()
    assert row_of(desk, "ci-tom")["origin"] == "adopted"


def test_an_adopted_compute_can_be_extended_resized_and_decommissioned_like_one_that_was_made(desk: Desk) -> None:
    desk.observe()
    request = adopted(desk, "cc-promo-dev")
    desk.approve(request, "li")
    desk.done(request)
    with desk.world.database.read() as connection:
        fact = gather(connection, desk.world.catalogue()).resources[str(row_of(desk, "cc-promo-dev")["id"])]
    assert fact.managed and fact.mark.startswith("R-1/adopt/")
    assert fact.payload["max_nodes"] == 4
    assert desk.granted("extension", by="maya", resource="cc-promo-dev", days=7).state == "ready"
    resize = desk.ask("resize", "maya", resource="cc-promo-dev", nodes=2)
    desk.approve(resize, *(("ana",) if desk.show(resize).state == "in_review" else ()))
    assert desk.done(resize).state == "ready"
    gone = desk.granted("decommission", by="maya", resource="cc-promo-dev")
    assert gone.state == "ready", "its mark is recognised, so that it may be deleted"
    assert row_of(desk, "cc-promo-dev")["state"] == "retired"


def test_what_was_found_and_not_adopted_can_be_ended_too(desk: Desk) -> None:
    desk.observe()
    made = desk.ask("decommission", "ana", resource="test123")
    desk.approve(made, "li")
    assert desk.done(made).state == "ready"


def test_an_adoption_that_is_given_up_leaves_the_tags_as_they_were(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.observe()
    before, tags = row_of(desk, "ci-erik"), tags_of(desk, "ci-erik")

    def fails(*_given: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Adopt, "settled", fails)
        request = adopted(desk)
        desk.approve(request, "li")
        shown = desk.done(request)
    assert shown.operation is not None and shown.operation.state == "stuck"
    assert tags_of(desk, "ci-erik")["project_id"] == "basket"
    operations.give_up(desk.world.database, 1, "ana", desk.clock(), "demo")
    desk.turns()
    desk.until(request, "done")
    assert desk.show(request).state == "failed_clean"
    assert tags_of(desk, "ci-erik") == tags
    assert row_of(desk, "ci-erik") == before


def test_a_row_that_is_released_is_what_it_was(desk: Desk) -> None:
    desk.observe()
    before = row_of(desk, "ci-erik")
    request = adopted(desk)
    payload = desk.show(request).plan.effects[0].payload
    desk.approve(request, "li")
    desk.done(request)
    with desk.world.database.write() as connection:
        adoptions.release(connection, str(before["id"]), 2, payload["was"])
    assert row_of(desk, "ci-erik")["origin"] == "adopted", "another request releases nothing"
    with desk.world.database.write() as connection:
        adoptions.release(connection, str(before["id"]), 1, payload["was"])
    assert {**row_of(desk, "ci-erik"), "tags": before["tags"]} == before
    with desk.world.database.read() as connection:
        assert connection.execute(sa.select(leases.c.resource)).all() == []


def test_a_tag_that_somebody_changed_meanwhile_stops_the_adoption(desk: Desk) -> None:
    desk.observe()
    request = adopted(desk)
    sdk.merge_tags(desk.azure, str(row_of(desk, "ci-erik")["id"]), {"owner": "petra"})
    desk.approve(request, "li")
    shown = desk.done(request)
    assert shown.operation is not None and shown.operation.state == "stuck"
    assert "its tag owner is 'petra' by now" in shown.operation.reason
    assert row_of(desk, "ci-erik")["origin"] == "found"


def test_the_form_fills_in_what_the_tags_say_and_who_may_not_is_told(desk: Desk) -> None:
    desk.observe()
    with pytest.raises(Problem) as refused:
        desk.ask("adopt", "maya", resource="ci-erik", project="basket", owner="maya")
    assert "ci-erik" in refused.value.line()
    with desk.world.database.write() as connection:
        mine = resources.c.name == "ci-maya"
        connection.execute(resources.update().where(mine).values(tags={}))
    form = desk.show(desk.ask("adopt", "maya", resource="ci-maya", project="basket"))
    assert (form.spec["owner"], form.spec["stage"], form.origins["owner"]) == ("maya", "dev", "derived")
    assert form.spec["days"] == 30


def test_it_is_adopted_once(desk: Desk) -> None:
    desk.observe()
    first, second = adopted(desk), adopted(desk)
    for request in (first, second):
        desk.approve(request, "li")
    desk.turns()
    ended = {request: desk.until(request, "done", "stuck") for request in (first, second)}
    assert {one.state for one in ended.values()} == {"done", "stuck"}
    winner, loser = sorted((first, second), key=lambda one: ended[one].state)
    assert f"{winner} " in ended[loser].reason or "by now" in ended[loser].reason
    assert f"R-{row_of(desk, 'ci-erik')['request']}" == winner
    with pytest.raises(Problem) as refused:
        adopted(desk)
    assert f"it is managed already, by {winner}" in refused.value.line()


def test_a_project_is_guessed_by_tag_then_workspace_then_name() -> None:
    known = {"fraud": ["mlw-fraud-dev"], "fraud-graph": [], "basket": []}
    assert guessed_project("x", {"Project_ID": "Basket"}, "mlw-fraud-dev", known).project == "basket"
    assert guessed_project("basket", {}, "mlw-fraud-dev", known).project == "fraud"
    assert guessed_project("gpu-fraud-graph-2", {}, "mlw-shared", known).project == "fraud-graph"
    assert guessed_project("frauds", {"project": "nobody"}, "mlw-shared", known).project == ""


def test_what_a_project_pays_for_already_is_adopted_even_when_it_is_over_its_budget(desk: Desk) -> None:
    desk.observe()
    with desk.world.database.write() as connection:
        connection.execute(projects.update().where(projects.c.name == "basket").values(budget_cents=20_000))
        mine = resources.c.name == "ci-tom"
        connection.execute(resources.update().where(mine).values(project="basket", monthly_cents=50_000))
    assert desk.show(adopted(desk, "ci-tom")).state == "in_review"
    with pytest.raises(Problem) as refused:
        adopted(desk, "ci-erik")
    assert "Budget" in refused.value.line(), "what would make it dearer has to wait"
