"""A deployment that serves nobody any more is asked to go by the portal itself, and goes as policy says."""

from portal.azure import sdk
from portal.services.models.idle import ask_to_end
from portal.store.tables import resources
from tests.access.desk import Desk
from tests.moves.ground import prove
from tests.moves.test_story import NAME, promoted


def test_what_was_rolled_back_from_goes_after_its_days_and_is_asked_about_once(desk: Desk) -> None:
    for version in ("13", "14"):
        prove(desk, version, NAME)
    assert promoted(desk, "test", "theo").state == "ready"
    desk.observe()
    assert desk.done(desk.ask("rollback", model=NAME, stage="test", confirm=NAME)).state == "ready"
    (made,) = desk.resources("online_deployment")
    desk.clock.forward(days=29)
    desk.observe()
    assert ask_to_end(desk.world) == ()
    desk.clock.forward(days=2)
    desk.observe()
    (request,) = ask_to_end(desk.world)
    shown = desk.show(request)
    assert (shown.kind, shown.requester, shown.stage) == ("decommission", "priya", "test")
    assert (shown.spec["how"], "v14 serves nobody in test since" in str(shown.spec["reason"])) == ("delete", True)
    assert ask_to_end(desk.world) == (request,), "it is asked about once"
    desk.approve(request, *(shown.missing and ("ana",)))
    assert desk.done(request).state == "ready"
    assert isinstance(sdk.read(desk.azure, made["id"]), sdk.Missing)
    assert [row["state"] for row in desk.resources("online_deployment")] == ["retired"]
    desk.observe()
    assert ask_to_end(desk.world) == ()


def test_one_that_serves_again_is_not_deleted(desk: Desk) -> None:
    for version in ("13", "14"):
        prove(desk, version, NAME)
    assert promoted(desk, "test", "theo").state == "ready"
    with desk.world.database.write() as connection:
        connection.execute(resources.update().where(resources.c.kind == "online_deployment").values(owner="priya"))
    (made,) = desk.resources("online_deployment")
    request = desk.ask("decommission", "priya", resource=made["name"], reason="by mistake")
    desk.approve(request, *(desk.show(request).missing and ("ana",)))
    desk.turns()
    assert desk.until(request, "stuck", "done").reason.endswith("serves again: it gets 100 % of the traffic")
    assert not isinstance(sdk.read(desk.azure, made["id"]), sdk.Missing)
