"""`make screen`: every screen and dialog opens by its name on made-up data, and a name nobody knows is answered."""

from pathlib import Path

import pytest

from screens.frame import PortalScreen
from screens.places import DIALOGS
from tests.screens.every import SCREENS
from tests.screens.open import ASKED, NAMES, broken, made_up, main, show, somebody_to_sign_in
from tests.screens.story import SMALL, at_portal


async def test_every_screen_opens_and_could_read_what_it_shows(tmp_path: Path) -> None:
    async with at_portal(tmp_path, made_up(), SMALL) as portal:
        for name, screen in SCREENS.items():
            await show(portal, name)
            shown = portal.app.screen
            assert type(shown) is screen and isinstance(shown, PortalScreen), name
            assert (shown.problem, shown.data is None) == (None, False), name


async def test_every_dialog_opens_above_its_screen(tmp_path: Path) -> None:
    async with at_portal(tmp_path, made_up(), SMALL) as portal:
        account = portal.app.account = somebody_to_sign_in()
        for name in (*DIALOGS, *ASKED):
            await show(portal, name)
            if name == "tour":
                await portal.sees("Tour 1 of")
                continue
            await portal.waits_for(lambda: portal.app.screen.is_modal)
            await portal.presses("escape").waits_for(lambda: not portal.app.screen.is_modal)
        account.stop()


@pytest.mark.parametrize("words", [[], ["promotion"]])
def test_a_name_that_nobody_knows_is_answered_with_those_there_are(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert [name for name in NAMES if name not in said] == []


def test_a_source_that_cannot_be_run_is_named_with_its_line(tmp_path: Path) -> None:
    source = tmp_path / "board.py"
    assert broken(source) == ""
    source.write_text("x = 1\n")
    assert broken(source) == ""
    source.write_text("x = 1\ny = (\n")
    assert "board.py" in broken(source) and "line 2" in broken(source)
