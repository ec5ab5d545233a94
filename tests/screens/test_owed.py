"""Home says what has to be said after the start: by whom, until when, and how."""

from pathlib import Path

from portal.contract.home import Home, Owed
from portal.settings import Settings
from screens.connection.session import Session
from screens.home.home_line import HomeLine
from screens.home.home_lines import home_view
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, at_portal

DUE = "2026-11-24T09:00:00.000Z"


def lines(tmp_path: Path, *owed: Owed) -> list[HomeLine]:
    """The lines of what is owed."""
    home = Home((), (), (), (), (), {}, owed=owed)
    return [one for one in home_view(home, Session(Settings(tmp_path), "maya")).lines if one.key.startswith("a ")]


def test_a_reason_that_is_owed_has_a_clock_and_a_command(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, Owed("R-7", "reason", "churn back to v12 in prod", "maya", DUE, False, True))
    assert (line.state, line.tone, line.until, line.page) == ("why?", "warn", DUE, "request")
    assert "portal request explain R-7" in line.text


def test_a_late_second_look_is_red_and_waits_for_somebody_else(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, Owed("R-8", "review", "BREAK-GLASS: churn v14", "maya", DUE, True, False))
    assert (line.state, line.tone) == ("late", "bad")
    assert "a second person has to look" in line.text


async def test_what_is_owed_is_said_on_home(tmp_path: Path) -> None:
    server = busy_portal("ana")
    server.home_page = Home((), (), (), (), (), {}, owed=(
        Owed("R-12", "reason", "churn back to v12 in prod", "ana", DUE, False, True),
        Owed("R-200", "review", "BREAK-GLASS: churn v14", "maya", DUE, False, True),
        Owed("R-201", "review", "BREAK-GLASS: churn v15", "ana", DUE, False, False),
    ))  # fmt: skip
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.sees("To be said afterwards", "i say why").presses("i").sees("Why was it rolled back?")
        await portal.types("errors").presses("enter").waits_for(lambda: ("explain", "R-12", "errors") in server.done)
        await portal.presses("down", "i").sees("It was not right").presses("down", "enter").sees("what did you look at")
        await portal.types("bad").presses("enter").waits_for(lambda: ("second", "R-200", "bad", "False") in server.done)
        await portal.presses("down", "i").toasts("nothing is owed by you here")
