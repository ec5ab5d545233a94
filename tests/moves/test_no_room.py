"""A deployment for which no cores are left, seen only while it is made: everybody is told what would cure it."""

from pathlib import Path

from portal.cli.requests.page import request_text
from portal.emulator.resources.grant import grant
from tests.access.desk import Desk
from tests.kinds.made import NONPROD
from tests.moves.ground import prove
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.story import WIDE, at_portal

NAME = "churn-model"
CURE = "portal request new quota --set project=retention --set type=d4s-v5 --set stage=test --set cores="


async def test_the_cure_is_named_on_the_page_the_command_line_and_the_screen(desk: Desk, tmp_path: Path) -> None:
    for version in ("13", "14"):
        prove(desk, version, NAME)
    request = desk.ask("promotion", model=NAME, to="test", version="14", type="d4s-v5", watch_seconds=0)
    grant(desk.state, NONPROD, "westeurope", "standardDSv5Family", 2)
    desk.approve(request, "theo")
    asked = desk.done(request, "stuck")
    assert asked.operation is not None and asked.operation.state == "stuck", asked
    reason = asked.operation.reason
    assert reason.startswith("too few vCPUs of quota for Standard_D4s_v5") and "OutOfQuota" in reason, reason
    assert CURE in reason
    assert CURE in " ".join(request_text(asked).split())
    server = FakePortal("maya")
    server.rows, server.details = [made.row(int(asked.id[2:]))], {asked.id: asked}
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").sees(asked.id).presses("enter").sees("too few vCPUs of quota", "portal request new")
