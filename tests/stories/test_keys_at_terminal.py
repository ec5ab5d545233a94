"""What a real terminal sends: pastes with marks and without, and keys faster than any dialog opens."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.stories.programs import Portal, home
from tests.stories.terminal import Terminal, at_terminal

PROSE = (
    "All good, Approve please. Deny nothing; x and X and y too, as Ana said: Promote it, roll back, Break the glass.\r"
    "yes\rA quick brown fox jumps over the lazy dog, and again, until nobody knows any more what was approved here. "
    "Mark the rest with a space, Withdraw them, End what is left, Adopt all, and then Verify. Thanks\rMaya\r"
)
LINES = [f"package-{number}=={number}.0.1" for number in range(1, 41)]
PASTE = "\x1b[200~" + "\r".join(LINES) + "\x1b[201~"
LONGER = count(1)
PLACES = {
    "1": "Home", "2": "Catalogue", "3": "Requests", "4": "Approvals", "5": "Promotions", "6": "Projects", "8": "Audit",
    "W": "Home ▸ Who am I", "V": "Deputies", "O": "What you are told",
}  # fmt: skip


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with home(tmp_path_factory.mktemp("keys") / "home", observe_seconds=0) as one:
        one.does("inbox")
        yield one


def pasted_upon(terminal: Terminal, here: str) -> None:
    """Paste the prose, a little longer each time, and see that one is still where one was."""
    text = PROSE + "!" * next(LONGER)
    terminal.sees(here).presses(text).sees(f"{len(text)} letters came at once").sees(here)


def test_a_paste_without_marks_changes_nothing_on_any_screen(portal: Portal) -> None:
    assert len(PROSE) >= 300
    before = portal.told("audit list --limit 5 --person ana")
    with at_terminal(portal, ["--as", "ana"]) as terminal:
        terminal.sees("4 Approvals 14")
        for key, place in PLACES.items():
            terminal.presses(key)
            pasted_upon(terminal, f"portal ▸ {place}")
            if key not in "1WVO":
                terminal.presses("G").presses("enter")
                pasted_upon(terminal, f"portal ▸ {place} ▸ ")
            terminal.presses("q")
        terminal.presses("4").sees("One look each").presses("g", "A").sees("Approve R-")
        pasted_upon(terminal, "Approve R-")
        terminal.presses("n").sees_not("Approve R-")
        terminal.sees("4 Approvals 14")
        assert terminal.leaves() == 0
    assert portal.told("audit list --limit 5 --person ana") == before


def test_a_marked_paste_of_forty_lines_arrives_whole(portal: Portal) -> None:
    with at_terminal(portal, ["--as", "ana"], 120, 40) as terminal:
        terminal.sees("4 Approvals 14").presses(":").sees("go to").presses("req 17").sees("request R-17").presses(
            "enter"
        )
        terminal.sees("R-17", "What will happen").presses("m").sees("Ask a question").presses(PASTE)
        terminal.sees(LINES[-1]).presses("enter").sees("done")
        assert terminal.leaves() == 0
    asked = [one for one in portal.told("request show R-17")["reviews"] if one["verdict"] == "question"][-1]
    assert asked["reason"].splitlines() == LINES


def test_a_marked_paste_of_a_list_fills_the_field_of_packages(portal: Portal) -> None:
    with at_terminal(portal, ["--as", "maya"], 120, 40) as terminal:
        terminal.sees("Home").presses("n").sees("Ask for", "Project").presses("environment").presses("enter")
        terminal.sees("New: ML environment").presses("s").sees("scikit-learn 1.5").presses("cikit-learn 1.5")
        terminal.presses("enter", "down", "3", "0", "down", "with p").sees("with packages").presses("enter")
        terminal.sees("Packages *").presses("down").presses(PASTE).sees("package-40==40.0.1", "✓ 1 step")
        assert terminal.leaves() == 0


def test_ctrl_z_gives_the_shell_back_and_fg_comes_again(portal: Portal) -> None:
    with at_terminal(portal, ["--as", "ana", "--no-mouse"], of_a_shell=True) as terminal:
        terminal.sees("portal ▸ Home", "n new request").presses("ctrl+z")
        assert terminal.is_put_aside()
        terminal.comes_again().presses("5").sees("portal ▸ Promotions")
        assert terminal.leaves() == 0
        assert b"\x1b[?1000h" not in terminal.raw, "the mouse was left to the terminal"


def test_keys_sent_at_once_open_what_they_are_meant_for(portal: Portal) -> None:
    with at_terminal(portal, ["--as", "maya"]) as terminal:
        terminal.sees("portal ▸ Home", "4 Approvals").presses("n\x1b[B\r").sees("New: Compute")
        terminal.presses("escape").sees("portal ▸ Home").presses("5").sees("portal ▸ Promotions")
        terminal.presses(":project retention\r").sees("Projects ▸ retention")
        assert terminal.leaves() == 0
