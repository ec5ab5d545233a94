"""The table draws only what one sees, and keeps cursor, marks and scroll whatever happens to its rows."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from screens.tables.columns import TableColumn
from screens.tables.rows import Heading, ListSource
from screens.tables.table import VirtualTable

COLUMNS: list[TableColumn[str]] = [
    TableColumn("Name", lambda row: (row, "strong"), 12, flex=1, order=str),
    TableColumn("Length", lambda row: str(len(row)), 6, rank=1, align="right", order=len),
]


class TableApp(App[None]):
    """A table and nothing else."""

    def __init__(self, columns: Sequence[TableColumn[str]]) -> None:
        super().__init__()
        self._columns = columns
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        """The table."""
        yield VirtualTable(self._columns)

    def on_virtual_table_opened(self, message: VirtualTable.Opened) -> None:
        """Remember what was opened."""
        self.heard.append(message.key)

    def on_virtual_table_head_pressed(self, message: VirtualTable.HeadPressed) -> None:
        """Remember which title was clicked."""
        self.heard.append(message.title)


class CountedRows:
    """A million rows that are made when they are asked for, and counts how many that were."""

    def __init__(self, length: int) -> None:
        self.made = 0
        self._length = length

    def length(self) -> int:
        """How many rows."""
        return self._length

    def rows(self, start: int, stop: int) -> Sequence[str]:
        """Rows by their numbers."""
        stop = min(stop, self._length)
        self.made += stop - start
        return [f"row-{number}" for number in range(start, stop)]

    def key_at(self, index: int) -> str:
        """Its number."""
        return str(index)

    def index_of(self, key: str) -> int:
        """Its number."""
        return int(key)


@asynccontextmanager
async def table(
    rows: Sequence[str | Heading] = (), size: tuple[int, int] = (40, 12), columns: Sequence[TableColumn[str]] = COLUMNS
) -> AsyncIterator[tuple[TableApp, VirtualTable[str], Pilot[Any]]]:
    """A table with rows on a small terminal."""
    app = TableApp(columns)
    async with app.run_test(size=size) as pilot:
        shown: VirtualTable[str] = app.query_one(VirtualTable)
        shown.show(ListSource(rows, key=str))
        shown.focus()
        await pilot.pause()
        yield app, shown, pilot


def painted(app: TableApp) -> list[str]:
    """The lines on the screen."""
    return ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]


def watched(shown: VirtualTable[str]) -> list[int]:
    """The lines that are painted from now on."""
    lines: list[int] = []
    original = shown.render_line

    def counting(y: int) -> Any:
        lines.append(y)
        return original(y)

    shown.render_line = counting  # type: ignore[method-assign]
    return lines


async def test_down_paints_two_lines() -> None:
    async with table([f"row-{number}" for number in range(100)]) as (_, shown, pilot):
        lines = watched(shown)
        await pilot.press("down")
        await pilot.pause()
        assert sorted(lines) == [1, 2]


async def test_a_million_rows_ask_for_no_more_rows_than_a_hundred() -> None:
    asked = []
    for length in (100, 1_000_000):
        async with table() as (_, shown, pilot):
            source = CountedRows(length)
            shown.show(source)
            await pilot.pause()
            await pilot.press("G", "up", "pageup", "g")
            await pilot.pause()
            asked.append(source.made)
    assert asked[1] <= asked[0] * 1.2


async def test_other_rows_leave_the_cursor_the_marks_and_the_scroll_where_they_were() -> None:
    rows = [f"row-{number:03}" for number in range(100)]
    async with table(rows) as (_, shown, pilot):
        await pilot.press("pagedown", "pagedown", "space", "up")
        await pilot.pause()
        key, top = shown.cursor_key, shown.visible_range()[0]
        shown.show(ListSource(["new-1", "new-2", *rows], key=str))
        await pilot.pause()
        assert shown.cursor_key == key
        assert shown.marks == {key}
        assert shown.visible_range()[0] == top + 2


async def test_only_the_line_that_changed_is_painted_again() -> None:
    rows = [f"row-{number}" for number in range(8)]

    def source(note: str) -> ListSource[str]:
        return ListSource([f"{row} {note}" if row == "row-3" else row for row in rows], key=lambda row: row.split()[0])

    async with table() as (_, shown, pilot):
        shown.show(source("before"))
        await pilot.pause()
        lines = watched(shown)
        shown.show(source("after"))
        await pilot.pause()
        assert set(lines) == {4}


async def test_a_row_that_went_away_leaves_the_cursor_at_its_place() -> None:
    async with table(["a", "b", "c", "d"]) as (_, shown, pilot):
        await pilot.press("down")
        shown.show(ListSource(["a", "c", "d"], key=str))
        await pilot.pause()
        assert shown.cursor_key == "c"


async def test_the_cursor_steps_over_headings() -> None:
    async with table([Heading("One"), "a", Heading("Two"), "b"]) as (app, shown, pilot):
        assert shown.cursor_key == "a"
        await pilot.press("down")
        assert shown.cursor_key == "b"
        await pilot.press("k")
        assert shown.cursor_key == "a"
        assert "One" in painted(app)[1]


async def test_wide_characters_stay_in_their_columns() -> None:
    async with table(["漢字かなまじり文の長い名前でとても長いもの", "ascii", "e\u0301\u200b[/]"], size=(30, 6)) as (
        app,
        _,
        _pilot,
    ):
        assert {cell_len(line) for line in painted(app)} == {30}


async def test_a_click_moves_and_a_second_one_opens() -> None:
    async with table(["a", "b", "c"]) as (app, shown, pilot):
        await pilot.click(shown, offset=(3, 2))
        assert shown.cursor_key == "b"
        await pilot.click(shown, offset=(3, 3), times=2)
        await pilot.pause()
        assert app.heard == ["c"]
        await pilot.click(shown, offset=(3, 0))
        await pilot.pause()
        assert app.heard == ["c", "Name"]


async def test_a_row_that_is_not_here_yet_is_an_ellipsis() -> None:
    class Late(CountedRows):
        def rows(self, start: int, stop: int) -> Any:
            return [None] * (min(stop, self.length()) - start)

    async with table() as (app, shown, pilot):
        shown.show(Late(3))
        await pilot.pause()
        assert painted(app)[1].strip() == "…"
        assert shown.cursor_row is None


MOVES = st.lists(
    st.sampled_from(["down", "up", "pagedown", "pageup", "g", "G", "space", "drop", "add", "reverse"]), max_size=12
)


@settings(max_examples=12)
@given(st.integers(0, 40), MOVES)
async def test_the_table_does_what_a_list_with_a_cursor_does(length: int, moves: list[str]) -> None:
    rows = [f"row-{number}" for number in range(length)]
    at, marks, fresh, page = 0, set[str](), 0, 11
    async with table(rows) as (_, shown, pilot):
        for move in moves:
            last = max(0, len(rows) - 1)
            if move in ("drop", "add", "reverse"):
                key = rows[at] if rows else None
                fresh += 1
                rows = rows[1:] if move == "drop" else [f"new-{fresh}", *rows] if move == "add" else rows[::-1]
                shown.show(ListSource(rows, key=str))
                at = rows.index(key) if key in rows else min(at, max(0, len(rows) - 1))
            else:
                await pilot.press(move)
                if move == "space" and rows:
                    marks ^= {rows[at]}
                steps = {"down": 1, "up": -1, "pagedown": page, "pageup": -page, "space": 1, "g": -at, "G": last - at}
                at = min(max(at + steps[move], 0), last)
            await pilot.pause()
            assert shown.cursor_key == (rows[at] if rows else None)
            assert shown.marks == marks
            first, after = shown.visible_range()
            assert not rows or first <= at < after


async def test_a_text_too_long_for_its_column_runs_on_over_empty_cells_only() -> None:
    columns: list[TableColumn[str]] = [
        TableColumn("Text", lambda row: row.split("|")[0], 6, runs_on=True),
        TableColumn("Who", lambda row: row.split("|")[1], 6),
        TableColumn("Since", lambda row: row.split("|")[2], 6),
    ]
    async with table(["nobody is there||", "nobody is there||x", "nobody||x"], (25, 6), columns) as (app, _, _pilot):
        rows = [line.rstrip() for line in painted(app)[1:4]]
        assert rows == ["  nobody is there", "  nobody is the…  x", "  nobody          x"]
