"""A portal that only looks: the frame says so, and every key that would change something says why it does not."""

from pathlib import Path

import pytest

from screens.keys import KEYS
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal

REASON = "this portal only looks"


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_frame_says_that_it_only_looks(tmp_path: Path, size: tuple[int, int]) -> None:
    server = busy_portal()
    server.readonly = True
    async with at_portal(tmp_path, server, size) as portal:
        await portal.sees("READ ONLY")
        await portal.presses("4").sees("R-200").presses("A").toasts(REASON)
        assert server.votes == []


async def test_no_key_that_changes_something_works_on_any_screen(tmp_path: Path) -> None:
    server = busy_portal()
    server.readonly = True
    told = set()
    async with at_portal(tmp_path, server) as portal:
        await portal.sees("READ ONLY")
        for key in ("1", "2", "3", "5", "6", "8", "4", "enter"):
            await portal.presses(key)
            await portal.waits_for(lambda: portal.app.portal_screens()[-1].data is not None)
            for screen in portal.app.portal_screens():
                for act in [act for act in screen.acts() if KEYS[act].acting]:
                    reason = screen.why_not(act)
                    assert reason, (screen.PLACE, act)
                    told.add((screen.PLACE, act, reason.startswith(REASON)))
    assert {act for _, act, only_looks in told if only_looks} >= {"new", "approve", "deny", "message"}


async def test_a_portal_that_acts_says_nothing_of_it(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.sees("DEMO").sees_not("READ ONLY")
