"""Finding one's way: tabs, back, filter, order, go to, palette, help, being somebody else."""

from pathlib import Path

import pytest
from textual import events

from portal.contract.problem import Problem
from screens.tables.filter_bar import FilterBar
from tests.screens import made
from tests.screens.fake import FakePortal
from tests.screens.scene import busy_portal
from tests.screens.story import NARROW, SMALL, at_portal


async def test_back_goes_back_and_never_quits(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await (
            portal.presses("3")
            .sees("R-213")
            .presses("enter")
            .sees("Timeline")
            .presses("escape")
            .sees("Requests ▸ mine")
        )
        await portal.presses("escape", "q", "escape")
        assert portal.app.is_running


async def test_each_tab_keeps_its_pages(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("3").sees("R-213").presses("enter").sees("Timeline")
        await portal.presses("6").sees("orphan").presses("3").sees("Timeline").presses("3").sees("Requests ▸ mine")


async def test_a_filter_is_live_says_how_many_and_escape_clears_it(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("3").sees("R-213").presses("slash").types("a100").sees("4 of 54").sees_not("R-212")
        await portal.presses("enter").sees("a100").presses("escape").sees("R-212").sees_not("4 of 54")


async def test_what_is_typed_while_the_line_opens_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = FilterBar.open

    async def meanwhile(bar: FilterBar) -> None:
        for character in "a100":
            bar.app.post_message(events.Key(character, character))
        await opens(bar)

    monkeypatch.setattr(FilterBar, "open", meanwhile)
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("3").sees("R-213").presses("slash").sees("a100", "4 of 54").sees_not("R-212")


async def test_rows_can_be_ordered_by_a_column_and_back(tmp_path: Path) -> None:
    server = FakePortal("ana")
    server.rows = [made.row(number, title=f"t{number}") for number in (1, 3, 2)]
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("3").sees("R-1").presses("s").sees("by what").types("by id").presses("enter").sees("Id ↑")
        text = portal.screen_text()
        assert text.index("R-1") < text.index("R-2") < text.index("R-3")


async def test_go_to_opens_a_request_by_its_number(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("colon").sees("go to").types("req 105").sees("request R-105").presses("enter")
        await portal.sees("R-105", "Timeline")


async def test_the_palette_finds_what_only_the_server_knows(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await (
            portal.presses("ctrl+p")
            .sees("Palette")
            .types("R-139")
            .sees("R-139 project")
            .presses("enter")
            .sees("Timeline")
        )


async def test_help_lists_the_keys_that_work_here_and_runs_them(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await (
            portal.presses("question_mark")
            .sees("On this screen", "extend", "not now: this line is no lease", "Moving")
            .types("act as")
            .presses("enter")
        )
        await portal.sees("Look around as")


async def test_help_explains_the_words(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("f1").types("digest").sees("somebody's wish of one kind")


async def test_being_somebody_else_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    server = busy_portal("maya")
    async with at_portal(tmp_path, server) as portal:
        await portal.presses("3").sees("R-213").presses("a").sees("as Lena")
        server.rows, server.inbox = [], []
        await (
            portal.types("lena").presses("enter").sees("Lena", "You have not asked for anything yet").sees_not("R-213")
        )
        assert server.person == "lena"


async def test_what_one_person_looked_for_does_not_hide_rows_from_the_next(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal("maya")) as portal:
        await portal.presses("3").sees("R-213").types("/nothing like it").presses("enter").sees_not("R-213")
        portal.app.be("lena")
        await portal.sees("R-213")


async def test_a_copy_says_what_was_copied(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal()) as portal:
        await portal.presses("3").sees("R-213").presses("c").toasts("copied id: R-200")
        assert portal.app.clipboard == "R-200"


async def test_below_80_columns_name_and_verb_stay(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), NARROW) as portal:
        await portal.presses("4").sees("R-202", "environment sklearn", "⏎ open", "A approve", "DEMO")


async def test_at_80_by_24_every_tab_and_the_mode_are_named(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.sees("1 Home", "4 Approvals 14", "5 Promotions", "8 Audit", "DEMO, no Azure is touched", "Ana")
        assert all(len(line) <= 80 for line in portal.screen_text().splitlines())


async def test_without_colours_the_cursor_is_still_seen(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL, theme="ansi") as portal:
        await portal.presses("4").sees("R-202")
        row = next(strip for strip in portal.strips() if "R-202" in strip.text)
        assert any(part.style and part.style.reverse for part in row if "R-202" in part.text)


async def test_every_theme_paints(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("colon").types("theme light").presses("enter")
        await portal.waits_for(lambda: portal.app.theme == "light").sees("R-200")
        for theme in ("contrast", "ansi", "dark"):
            portal.app.theme = theme
            await portal.sees("R-200", "4 Approvals 14")


async def test_a_filter_without_hits_says_so_and_names_the_key(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await (
            portal.presses("3")
            .sees("R-213")
            .presses("slash")
            .types("zzz")
            .sees("no row has these words", "esc shows all 54")
        )
        await portal.presses("escape").sees("R-213").sees_not("no row has these words")


async def test_a_filter_that_was_cleared_does_not_come_back(tmp_path: Path) -> None:
    async with at_portal(tmp_path, busy_portal(), SMALL) as portal:
        await portal.presses("3").sees("R-213").presses("slash").types("a100").sees("4 of 54")
        await portal.presses("escape", "slash").types("credit").sees("credit").sees_not("a100credit", "no row has")
        await portal.presses("enter", "slash").types("zz").sees("creditzz")


async def test_what_is_not_shown_yet_is_not_filtered(tmp_path: Path) -> None:
    server = busy_portal()
    server.problem = Problem(503, "the server is away")
    async with at_portal(tmp_path, server, SMALL, live=False) as portal:
        await portal.presses("3").sees("the server is away").presses("slash").sees("filter: there are no rows yet")
        server.problem = None
        await portal.presses("ctrl+r").sees("R-213").presses("slash").types("a100").sees("4 of 54")
