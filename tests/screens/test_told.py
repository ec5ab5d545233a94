"""Home tells what somebody decided or said, counts it in its tab, and knows what was seen."""

from dataclasses import replace
from pathlib import Path

from portal.contract.home import Change
from portal.contract.people.notices import Notice
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import at_portal

AT = made.before(hours=1)
TOLD = Notice(9, AT, "decided", "R-12", "A GPU", "was denied by Li: \x1b]2;x\x07too dear", "li", "portal open R-12")


def told_portal() -> FakePortal:
    """A server that has something to tell."""
    server = busy_portal()
    page = server.home_page
    change = Change(6, AT, "request.denied", "R-12", "li", "denied once only")
    server.home_page = replace(page, notices=(TOLD,), changes=(change,), counts={**page.counts, "home": 1}, waiting=())
    return server


async def test_what_was_told_stands_on_home_once_and_opens_its_request(tmp_path: Path) -> None:
    async with at_portal(tmp_path, told_portal()) as portal:
        await portal.sees("1 Home 1", "You were told (1)", "was denied by Li").sees_not("denied once only")


async def test_whoever_goes_elsewhere_has_seen_it(tmp_path: Path) -> None:
    server = told_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.sees("You were told (1)").presses("3").waits_for(lambda: ("told", "9") in server.done)
        await portal.presses("1").sees_not("You were told", "1 Home 1")


async def test_while_one_looks_it_stays(tmp_path: Path) -> None:
    server = told_portal()
    async with at_portal(tmp_path, server) as portal:
        await portal.sees("You were told (1)")
        server.happens("request.submitted")
        await portal.waits_for(lambda: server.looked > 1).sees("You were told (1)")
        assert ("told", "9") not in server.done
