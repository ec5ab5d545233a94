"""The last line names what works where the focus is, `n` is one thing everywhere, and a copy has a key of its own."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.scene import busy_portal
from tests.screens.story import WIDE, at_portal


def last(text: str) -> str:
    """The last line of the screen."""
    return text.splitlines()[-1]


async def test_in_a_field_it_names_no_letter_and_on_a_choice_neither(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal("maya"), WIDE) as portal:
        await portal.presses("n").sees("A project with").presses("enter").sees("Name *", "f6 advise me", "f1 help")
        assert "? help" not in last(portal.screen_text())
        await portal.presses("down").sees("f6 advise me", "f1 help").presses("down").sees("ctrl+j new line")
        await portal.presses("f6").sees("Which workspaces?")


async def test_in_a_filter_it_says_what_to_press_first(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await portal.presses("3").sees("n new request").presses("slash").sees("⏎ then", "n new request", "f1 help")
        await portal.types("n").presses("enter").sees_not("⏎ then").sees("? help")


async def test_on_ones_own_request_it_offers_nothing_that_only_others_may_do(tmp_path: Path) -> None:
    server = busy_portal("maya")
    own = server.rows[0].id
    server.details[own] = replace(server.asked_for(own), requester="maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").sees(own).presses("enter").sees("Timeline", "w withdraw")
        assert "approve" not in last(portal.screen_text()) and "undo" not in last(portal.screen_text())


@pytest.mark.parametrize("place", "1234568")
async def test_n_lets_one_choose_what_to_ask_for_everywhere(tmp_path: Path, place: str) -> None:
    async with at_portal(tmp_path, busy_portal("maya"), WIDE) as portal:
        await portal.presses(place).waits_for(lambda: portal.app.portal_screens()[-1].data is not None)
        await portal.presses("n").sees("Ask for", "A project with all it needs", "A machine").presses("escape")
        if place != "1":
            await portal.presses("enter").waits_for(lambda: portal.app.portal_screens()[-1].data is not None)
            await portal.presses("n").sees("Ask for", "A project with all it needs", "A machine")


async def test_a_copy_of_a_request_has_a_key_of_its_own(tmp_path: Path) -> None:
    server = busy_portal("maya")
    first = server.rows[0].id
    server.details[first] = replace(server.asked_for(first), spec={"name": "copied"})
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("3").sees(first).presses("K").sees("New: Project", "copied")
        await portal.presses("escape").presses("enter").sees("Timeline").presses("K").sees("New: Project", "copied")


async def test_the_newest_lines_of_the_logs_are_one_key_away_also_from_a_form(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "server.log").write_text("an old line\nthe newest line \x1b[2J\n", "utf-8")
    async with at_portal(tmp_path, busy_portal("maya"), WIDE) as portal:
        await portal.presses("ctrl+l").sees("server.log", "an old line", "the newest line")
        text = portal.screen_text()
        assert text.index("the newest line") < text.index("an old line")
        await portal.presses("escape").sees_not("an old line").presses("n").sees("A project with").presses("enter")
        await portal.sees("Name *").presses("ctrl+l").sees("an old line")


async def test_without_logs_or_a_shell_behind_it_says_so(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), WIDE) as portal:
        await portal.presses("ctrl+l").sees("Nothing was logged yet").presses("q")
        await portal.presses("ctrl+z").toasts("no shell waits behind it")
