"""Missing quota that shows only while it is made: the page, the command line and the screen name the same cure."""

from pathlib import Path

import pytest

from portal.cli.requests.page import request_text
from portal.contract.requests import Request
from portal.emulator.resources.grant import grant
from portal.emulator.tuning import tune
from tests.access.desk import Desk
from tests.kinds.made import NONPROD
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.story import WIDE, at_portal

FAMILY = "standardDSv5Family"
CURE = "portal request new quota --set project=basket --set type=d4s-v5 --set stage=dev"


def stuck(desk: Desk, cores: int) -> Request:
    """A request for a cluster that was approved before anybody saw that its family has only so many cores."""
    grant(desk.state, NONPROD, "westeurope", FAMILY, cores)
    tune(desk.state, operation_seconds=0.01)
    request = desk.ask("compute", project="basket", type="d4s-v5", nodes=40, min_nodes=40, priority="dedicated", days=1)
    policy = desk.show(request).policy
    desk.approve(request, *[person for need in policy.needs for person in need.can_give[: need.count]])
    return desk.done(request, "stuck")


@pytest.mark.parametrize(("cores", "says"), [(3, "cannot accomodate"), (150, "ClusterCoreQuotaReached")])
async def test_at_once_or_late_the_cure_is_named_everywhere(desk: Desk, tmp_path: Path, cores: int, says: str) -> None:
    asked = stuck(desk, cores)
    assert asked.operation is not None and asked.operation.state == "stuck"
    assert CURE in asked.operation.reason and says in asked.operation.reason
    told = " ".join(request_text(asked).split())
    assert "too few vCPUs of quota for Standard_D4s_v5" in told and CURE in told
    server = FakePortal("maya")
    server.rows, server.details = [made.row(int(asked.id[2:]))], {asked.id: asked}
    async with at_portal(tmp_path, server, WIDE) as portal:
        await (
            portal.presses("3")
            .sees(asked.id)
            .presses("enter")
            .sees("too few vCPUs of quota", "portal request new quota")
        )
