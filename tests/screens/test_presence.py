"""Whoever decides sees who else has the same request open, live; and leaves no trace of it."""

from pathlib import Path

import pytest

from portal.contract.events import PRESENCE, Event
from screens.connection import presence
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, at_portal


def opens(server: FakePortal, subject: str, *people: str) -> None:
    """The server tells who has a request open now."""
    server.queue.put_nowait(Event(0, PRESENCE, subject, "", {"people": list(people)}))


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_decision_page_says_who_else_has_it_open_until_they_leave(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, size) as portal:
        await portal.presses("4").sees("R-200").presses("enter").sees("R-202", "What will happen")
        opens(server, "R-202", "ana", "li")
        await portal.sees("Li has it open")
        opens(server, "R-202", "ana", "li", "lena")
        await portal.sees("Li and Lena have it open")
        opens(server, "R-7", "li")
        opens(server, "R-202", "ana")
        await portal.sees_not("it open")


async def test_the_inbox_says_in_the_row_who_has_it_open(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("4").sees("R-200")
        opens(server, "R-200", "li")
        await portal.waits_for(lambda: "◉ Li" in portal.line("R-200"))


async def test_without_a_connection_nobody_is_said_to_have_it_open(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("4").sees("R-200").presses("enter").sees("What will happen")
        opens(server, "R-202", "li")
        await portal.sees("Li has it open")
        server.queue.put_nowait(None)
        await portal.sees("no connection").sees_not("it open")


async def test_a_terminal_says_what_it_has_open_when_it_opens_it_and_when_it_leaves(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("4").sees("R-200").presses("enter").waits_for(lambda: len(server.opened) == 1)
        await portal.presses("right").waits_for(lambda: len(server.opened) == 2)
        assert server.opened[0] != server.opened[1] and all(one.startswith("R-") for one in server.opened)
        await portal.presses("escape").waits_for(lambda: server.opened[2:] == [""])
        await portal.presses("enter").waits_for(lambda: len(server.opened) == 4)
    assert server.opened[4:] == [""], "who closes the program has it open no longer"


async def test_it_is_said_again_now_and_then_but_not_for_somebody_who_went_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("4").sees("R-200").presses("enter").waits_for(lambda: len(server.opened) == 1)
        portal.app.presence.look()
        await portal.pilot.pause()
        assert len(server.opened) == 1, "it was said a moment ago"
        monkeypatch.setattr(presence, "AGAIN_SECONDS", 0.0)
        portal.app.presence.look()
        await portal.waits_for(lambda: server.opened[1:] == server.opened[:1])
        monkeypatch.setattr(presence, "IDLE_SECONDS", 0.0)
        portal.app.presence.look()
        await portal.waits_for(lambda: server.opened[2:] == [""])


async def test_who_switched_it_off_for_themselves_says_nothing(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, WIDE, presence=False) as portal:
        await portal.presses("4").sees("R-200").presses("enter").sees("What will happen")
    assert server.opened == []
