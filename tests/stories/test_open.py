"""`portal open` at a real terminal: the app begins on the page of what was named."""

from pathlib import Path

from tests.stories.programs import home
from tests.stories.terminal import at_terminal


def test_in_a_terminal_the_app_opens_on_the_page_that_was_named(tmp_path: Path) -> None:
    with home(tmp_path) as portal:
        assert portal.does("open R-12 --as ana").startswith("R-12 ")
        with at_terminal(portal, ["open", "R-12", "--as", "ana"]) as terminal:
            terminal.sees("Requests ▸ R-12", "Tom").presses("escape").sees("Requests ▸")
            assert terminal.leaves() == 0
        portal.refuses("open nothing-of-that-name", 4, "nothing is called")
