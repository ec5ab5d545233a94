"""Choosing one of many by typing a part of its name: the palette, go to, help, and every list of choices."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from portal.contract.problem import Problem
from screens.host import Host
from screens.lines import OneLine
from screens.tables.columns import TableColumn
from screens.tables.rows import Heading, ListSource
from screens.tables.table import VirtualTable
from screens.text import content
from screens.type_ahead import Typed


@dataclass(frozen=True)
class ChooserItem:
    """One thing to choose; a reason makes it visible but not to be had."""

    id: str
    title: str
    note: str = ""
    key: str = ""
    why_not: str = ""


Rows = Sequence[ChooserItem | Heading]
More = Callable[[str], Awaitable[Sequence[ChooserItem]]]
Load = Callable[[], Awaitable[Rows]]
Free = Callable[[str], ChooserItem | None]

_PAUSE_SECONDS = 0.15
MOVES = frozenset({"enter", "down", "up", "pagedown", "pageup", "ctrl+n"})


class Chooser(ModalScreen[ChooserItem | None]):
    """A line to type in above the choices that match; `more` asks elsewhere, `free` reads what is typed as a choice."""

    DEFAULT_CSS = """
    Chooser { align: center top; background: $background 60%; }
    Chooser > #box { width: 96; max-width: 96%; height: 22; max-height: 90%; margin-top: 2; padding: 0 1;
        background: $surface; border: round $primary; }
    Chooser #title { height: 1; color: $primary; text-style: bold; }
    Chooser Input { border: none; height: 1; padding: 0; background: $surface; margin-bottom: 1; }
    Chooser Input:focus { border: none; }
    Chooser VirtualTable { background: $surface; scrollbar-background: $surface; }
    """
    BINDINGS = [
        Binding("escape", "cancel", "close", show=False),
        Binding("down,ctrl+n", "move(1)", "", show=False),
        Binding("up", "move(-1)", "", show=False),
        Binding("pagedown", "move(10)", "", show=False),
        Binding("pageup", "move(-10)", "", show=False),
    ]
    AUTO_FOCUS = "Input"
    app = getters.app(Host)

    def __init__(
        self,
        title: str,
        rows: Rows,
        hint: str,
        more: More | None = None,
        free: Free | None = None,
        typed: str = "",
        load: Load | None = None,
    ) -> None:
        super().__init__()
        self._load = load
        self._reading = load is not None
        self._title, self._hint, self._typed = title, hint, typed
        self._rows = list(rows)
        self._more, self._free = more, free
        self._found: list[ChooserItem] = []

    def compose(self) -> ComposeResult:
        """Title, line, choices."""
        columns: list[TableColumn[ChooserItem]] = [
            TableColumn("", lambda row: (row.title, "dim" if row.why_not else ""), 24, flex=2, most=44),
            TableColumn(
                "",
                lambda row: (f"not now: {row.why_not}", "warn") if row.why_not else (row.note, "dim"),
                16,
                flex=3,
                rank=1,
            ),
            TableColumn("", lambda row: (row.key, "strong"), 8, rank=2, align="right"),
        ]
        with Vertical(id="box"):
            yield Static(content(self._title), id="title")
            yield OneLine(self._typed, placeholder=self._hint, joins=True)
            table = VirtualTable(columns, lit=True)
            table.can_focus = False
            yield table

    def on_mount(self) -> None:
        """Everything matches at first."""
        if self._load is not None:
            self._rows = [Heading("reading…", "dim")]
            self._fill(self._load)
        self._match(self._typed)

    @work(exclusive=True, group="fill", exit_on_error=False)
    async def _fill(self, load: Load) -> None:
        try:
            self._rows = list(await load())
        except Problem as problem:
            self._rows = [Heading(problem.line(), "bad")]
            self.app.keys_may_go_on(meant=False)
        self._reading = False
        if self.is_mounted:
            self._match(self.query_one(Input).value)
        self.app.keys_may_go_on()

    def keys_wait(self, typed: Typed) -> bool:
        """What moves among the choices or takes one is meant for choices that may not be there yet."""
        return self._reading and isinstance(typed, Key) and typed.key in MOVES

    @on(Input.Changed)
    def _typed_on(self, event: Input.Changed) -> None:
        event.stop()
        self._match(event.value)
        if self._more is not None and event.value.strip():
            self._ask_elsewhere(event.value)

    def _match(self, typed: str) -> None:
        words = typed.strip().lower()
        shown = _matching(self._rows, typed)
        if words and not any(isinstance(row, Heading) for row in shown):
            shown.sort(key=lambda row: isinstance(row, ChooserItem) and not row.title.lower().startswith(words))
        if words and self._free and (read := self._free(words)):
            shown = [read, *(row for row in shown if isinstance(row, Heading) or row.id != read.id)]
        known = {row.id for row in (*self._rows, *shown) if isinstance(row, ChooserItem)}
        if extra := [row for row in self._found if row.id not in known]:
            shown += _matching([Heading("Found at the server"), *extra], typed)
        found: ListSource[ChooserItem] = ListSource(shown, _id)
        self.query_one(VirtualTable).show(found, keep=False)

    @work(exclusive=True, group="more", exit_on_error=False)
    async def _ask_elsewhere(self, typed: str) -> None:
        import asyncio

        await asyncio.sleep(_PAUSE_SECONDS)
        if self._more is None:
            return
        try:
            self._found = list(await self._more(typed))
        except Problem:  # what is known already can still be chosen
            return
        if self.is_mounted and self.query_one(Input).value == typed:
            self._match(typed)

    def action_move(self, by: int) -> None:
        """Move among the choices while the line keeps the keys."""
        table = self.query_one(VirtualTable)
        table.move(table.cursor + by, 1 if by > 0 else -1)

    @on(Input.Submitted)
    @on(VirtualTable.Opened)
    def _chosen(self) -> None:
        row = self.query_one(VirtualTable).cursor_row
        if isinstance(row, ChooserItem) and not row.why_not:
            self.dismiss(row)

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _matching(rows: Rows, typed: str) -> list[ChooserItem | Heading]:
    """The rows with these words, below their headings."""
    source = ListSource(rows, _id, lambda row: f"{row.title} {row.note} {row.key}").filtered(typed)
    return list(source.rows(0, source.length()))


def _id(choice: ChooserItem) -> str:
    return choice.id


def choose(
    app: Host,
    title: str,
    rows: Rows,
    then: Callable[[ChooserItem], object],
    hint: str = "type a part of it",
    more: More | None = None,
    free: Free | None = None,
    typed: str = "",
    load: Load | None = None,
) -> None:
    """Let the person choose; `then` hears the choice, and nothing is heard when they close it."""

    def chosen(choice: ChooserItem | None) -> None:
        if choice is not None:
            app.call_later(then, choice)

    app.push_screen(Chooser(title, rows, hint, more, free, typed, load), chosen)
