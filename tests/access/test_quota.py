"""More cores: a human is asked, the operation waits for them by name, and goes on when the quota is seen."""

from portal.emulator.resources.grant import grant
from portal.records.operations import handovers
from portal.services.operations import operations
from tests.access.desk import Desk
from tests.kinds.made import NONPROD

FAMILY = "standardNCADSA100v4Family"


def handed_over(desk: Desk) -> str:
    """A quota request that waits for somebody."""
    request = desk.ask("quota", project="basket", type="nc24ads-a100-v4", cores=96)
    desk.approve(request, "ana", "li")
    desk.done(request, "waiting", "stuck")
    return request


def test_it_waits_for_the_platform_team_until_the_quota_is_seen(desk: Desk) -> None:
    desk.observe("quotas")
    request = handed_over(desk)
    shown = desk.show(request, "ana")
    assert (shown.state, shown.tier) == ("running", "T2")
    assert shown.waiting_on is not None and shown.waiting_on.people == ("ana", "li")
    assert shown.waiting_on.what == f"raise {FAMILY} in westeurope to 96 vCPUs"
    assert shown.operation is not None and shown.operation.state == "waiting"
    assert "the limit is 48 vCPUs" in shown.operation.reason
    assert handovers.any_open(desk.world.database)
    lines = len(shown.operation.journal)
    desk.observe("quotas")
    desk.turns()
    desk.turns()
    still = desk.show(request).operation
    assert still is not None and len(still.journal) == lines, "nobody is told twice while nothing happens"
    grant(desk.state, NONPROD, "westeurope", FAMILY, 95)
    desk.observe("quotas")
    desk.turns()
    assert desk.show(request).state == "running"
    grant(desk.state, NONPROD, "westeurope", FAMILY, 128)
    desk.observe("quotas")
    made = desk.done(request)
    assert made.state == "ready"
    assert not handovers.any_open(desk.world.database)
    assert not desk.written("/quotas")


def test_what_is_there_already_when_it_starts_needs_nobody(desk: Desk) -> None:
    request = desk.ask("quota", project="basket", type="nc24ads-a100-v4", cores=96)
    grant(desk.state, NONPROD, "westeurope", FAMILY, 96)
    desk.approve(request, "ana", "li")
    assert desk.done(request).state == "ready"


def test_nobody_does_it_and_it_is_stuck_until_somebody_decides(desk: Desk) -> None:
    request = handed_over(desk)
    desk.clock.forward(days=15)
    desk.turns()
    stuck = desk.until(request, "stuck")
    assert "nobody did it within 14 days" in stuck.reason
    operations.give_up(desk.world.database, 1, "ana", desk.clock(), "demo", "Azure has none left")
    desk.until(request, "done")
    assert desk.show(request).state == "failed_clean"


def test_the_platform_team_gives_up_or_looks_again_while_it_waits(desk: Desk) -> None:
    request = handed_over(desk)
    allowed = {action.name for action in desk.show(request, "ana").actions if action.allowed}
    assert {"retry", "give_up"} <= allowed
    assert "give_up" not in {action.name for action in desk.show(request, "tom").actions if action.allowed}
    grant(desk.state, NONPROD, "westeurope", FAMILY, 96)
    operations.retry(desk.world.database, 1, "ana", desk.clock(), "demo")
    desk.until(request, "done")
    assert desk.show(request).state == "ready"
