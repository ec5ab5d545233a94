"""A paste is text and never acts, with the marks of a terminal or without; where text is taken, all of it arrives."""

import re
from pathlib import Path

import pytest

import screens
from screens.bursts import Burst, BurstParser, is_text
from tests.screens.scene import busy_portal
from tests.screens.story import SMALL, WIDE, Story, at_portal

PROSE = "All good, Approve please\ryes\rDeny the rest, A D y X ⏎"
LIST = tuple(f"package-{number}==1.{number}.0" for number in range(40))


def hands_over(portal: Story, batch: str) -> None:
    """What the terminal hands over in one read."""
    for message in BurstParser().feed(batch):
        portal.app.post_message(message)


def marked(*lines: str) -> str:
    """A paste as a terminal marks it."""
    return f"\x1b[200~{chr(13).join(lines)}\x1b[201~"


@pytest.mark.parametrize(
    "batch",
    [
        "All good, Approve please",
        "yes please\r",
        "Ja, natürlich",
        "承認してください",
        "a\rb\rc\rd\r",
        "1234",
        "3/ok\rDeny it",
    ],
)
def test_letters_in_one_batch_are_text(batch: str) -> None:
    assert is_text(batch)


@pytest.mark.parametrize(
    "batch",
    ["A", "gg", "4A", "nt4\r", "jjjjkkjj", "AAAAAA", "\r\r\r\r", ":as ana\r", "/retention", "3/retention\r",
     ":approvals\rA", "n\x1b[B\rname", "\x1b", "\x10abcd", "abcd\x7f"],
)  # fmt: skip
def test_keys_of_a_fast_hand_are_keys(batch: str) -> None:
    assert not is_text(batch)


def test_what_a_terminal_reports_beside_a_paste_does_not_hide_it() -> None:
    told = list(BurstParser().feed("\x1b[IAll good\x1b[<0;3;4M"))
    assert [one.text for one in told if isinstance(one, Burst)] == ["All good"]
    assert len(told) == 3


def test_a_long_paste_in_pieces_stays_text_to_its_last_letter() -> None:
    parser = BurstParser()
    told = [one for piece in (PROSE * 4, "A", "\r") for one in parser.feed(piece)]
    assert [type(one) for one in told] == [Burst] * 3


def test_a_marked_paste_in_pieces_is_one_paste() -> None:
    parser = BurstParser()
    told = [one for piece in ("\x1b[200~All good, ", "Approve please", "\x1b[20", "1~A") for one in parser.feed(piece)]
    assert [str(getattr(one, "text", getattr(one, "key", ""))) for one in told] == ["All good, Approve please", "A"]


@pytest.mark.parametrize("place", "1234568")
@pytest.mark.parametrize("batch", [PROSE, marked(PROSE)], ids=["bare", "marked"])
async def test_a_paste_on_a_list_changes_nothing(tmp_path: Path, place: str, batch: str) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses(place).waits_for(lambda: portal.app.screen.data is not None)  # type: ignore[attr-defined]
        before = portal.app.screen
        hands_over(portal, batch)
        await portal.toasts("nothing takes text here")
        assert portal.app.screen is before
        assert (server.votes, server.done) == ([], [])


async def test_a_paste_on_the_page_of_a_decision_decides_nothing(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen")
        hands_over(portal, PROSE)
        await portal.toasts("nothing takes text here").sees("1 of 14")
        await portal.presses("q", "A").sees("Approve R-202?")
        hands_over(portal, "yes, y please\ry")
        await portal.toasts("nothing takes text here").sees("Approve R-202?")
        assert server.votes == []


@pytest.mark.parametrize("batch", ["\r".join(LIST), marked(*LIST)], ids=["bare", "marked"])
async def test_pasted_lines_arrive_whole_in_a_field_that_takes_lines(tmp_path: Path, batch: str) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").types("project").sees("A project with").presses("enter").sees("Name *")
        await portal.presses("down", "down")
        hands_over(portal, batch)
        await portal.waits_for(lambda: server.saved and server.saved[-1].spec.get("reason") == "\n".join(LIST))
        await portal.presses("tab")
        hands_over(portal, batch)
        await portal.waits_for(lambda: server.saved[-1].spec.get("needs") == " ".join(LIST))
        await portal.presses("shift+tab", "shift+tab", "shift+tab")
        hands_over(portal, batch)
        await portal.toasts("takes one line, and 40 lines were pasted: nothing of it was taken")
        assert "name" not in server.saved[-1].spec


async def test_enter_goes_on_and_ctrl_j_begins_a_line_in_a_field_of_several(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").types("project").sees("A project with").presses("enter").sees("Name *")
        await portal.presses("down", "down").types("one").presses("ctrl+j").types("two").presses("up").types("x")
        await portal.presses("enter").types("three")
        await portal.waits_for(
            lambda: server.saved and server.saved[-1].spec == {"reason": "onex\ntwo", "needs": "three"}
        )


@pytest.mark.parametrize("batch", ["\r".join(LIST), marked(*LIST)], ids=["bare", "marked"])
async def test_pasted_lines_arrive_whole_in_a_reason(tmp_path: Path, batch: str) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen").presses("m").sees("Ask a")
        hands_over(portal, batch)
        await portal.sees("package-39").presses("enter").toasts("done")
        assert [vote.reason for _, vote in server.votes] == ["\n".join(LIST)]


async def test_a_reason_that_is_too_long_is_said_and_not_cut(tmp_path: Path) -> None:
    server = busy_portal()
    async with at_portal(tmp_path, server, SMALL) as portal:
        await portal.presses("4").sees("R-202").presses("enter").sees("What will happen").presses("m").sees("Ask a")
        hands_over(portal, marked("why " * 300))
        await portal.presses("enter").sees("It is 1199 characters long, at most 1000 are read")
        assert server.votes == []


async def test_letters_on_a_choice_look_for_it(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server, WIDE) as portal:
        await portal.presses("n").types("project").sees("A project with").presses("enter").sees("Name *")
        await portal.presses("down")
        hands_over(portal, "v")
        hands_over(portal, "\x7f")
        hands_over(portal, "tab")
        await portal.sees("Tabular, classic").sees_not("blocked: use").presses("enter").sees("Target column")
        assert portal.app.screen_stack[-1] is portal.app.portal_screens()[-1]


async def test_a_word_and_enter_that_come_at_once_are_a_word_and_enter(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("colon").sees("go to")
        hands_over(portal, "approvals\r")
        await portal.sees("One look each")


def test_every_place_to_write_takes_pastes_as_a_whole() -> None:
    made = re.compile(r"(?<!class )\b(Input|TextArea)\(")
    found = [path.name for path in Path(screens.__file__).parent.rglob("*.py") if made.search(path.read_text("utf-8"))]
    assert found == []
