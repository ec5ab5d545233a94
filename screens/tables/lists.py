"""A screen that is one table: filter, order, marks, and a cursor that knows what the acts are about."""

from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.timer import Timer

from screens.frame import PortalScreen
from screens.keys import EVERYWHERE, GO, KEYS, screen_bindings
from screens.tables.columns import TableColumn
from screens.tables.filter_bar import FilterBar
from screens.tables.rows import Heading, ListSource
from screens.tables.table import VirtualTable
from screens.type_ahead import Typed

Data = TypeVar("Data")
Row = TypeVar("Row")

BIG = 3000
"""From so many rows on, a filter shows its first page at once and counts the rest in a thread."""
FIRST_HITS = 200
PAUSE_SECONDS = 0.25
"""How long nobody types before all hits are counted."""


class ListScreen(PortalScreen[Data], Generic[Data, Row]):
    """Shows rows of its data in one table; `rows_of` and `columns` say which and how."""

    BINDINGS = screen_bindings(("filter", "order", "copy"))
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "filter", "order")

    table: getters.query_one[VirtualTable[Any]] = getters.query_one("#table", VirtualTable)

    def __init__(self) -> None:
        super().__init__()
        self.query_text = ""
        self.ordered_by: TableColumn[Row] | None = None
        self.descending = False
        self._all: ListSource[Row] | None = None
        self._sorted: tuple[tuple[ListSource[Row], TableColumn[Row], bool], ListSource[Row]] | None = None
        self._counting = Timer(self, PAUSE_SECONDS, pause=True)

    def columns(self) -> list[TableColumn[Row]]:
        """The columns of the table."""
        raise NotImplementedError

    def rows_of(self, data: Data) -> list[Row | Heading]:
        """The rows of what was read."""
        raise NotImplementedError

    def key(self, row: Row) -> str:
        """What a row is known by, whatever its place."""
        raise NotImplementedError

    def text(self, row: Row) -> str:
        """What the filter looks into: all that the columns show."""
        return " ".join(column.text(row) for column in self.table.columns)

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        row: Row | None = self.table.cursor_row
        return row

    def body(self) -> ComposeResult:
        """The filter, when there is one, and the table."""
        yield FilterBar()
        yield VirtualTable(self.columns(), id="table")

    def display_data(self, data: Data) -> None:
        """Show the rows in the order and through the filter that were chosen."""
        self._all = ListSource(self.rows_of(data), self.key, self.text)
        self._arrange(keep=True)

    def _arrange(self, keep: bool) -> None:
        self._counting.stop()
        source = self._ordered()
        if source is None:
            return
        if self.query_text and source.length() > BIG:
            self._show(source.filtered(self.query_text, FIRST_HITS), keep, more=True)
            # Only after a pause: a count that runs beside the next key would slow that key down.
            self._counting = self.set_timer(PAUSE_SECONDS, partial(self._filter_all, source, self.query_text))
        else:
            self._show(source.filtered(self.query_text), keep)

    def _ordered(self) -> ListSource[Row] | None:
        """All rows in the order that was chosen, sorted once until the rows or the order change."""
        source, column = self._all, self.ordered_by
        if source is None or column is None or column.order is None:
            return source
        wanted = (source, column, self.descending)
        if self._sorted is None or self._sorted[0] != wanted:
            self._sorted = wanted, source.ordered(column.order, self.descending)
        return self._sorted[1]

    @work(thread=True, exclusive=True, group="filter", exit_on_error=False)
    def _filter_all(self, source: ListSource[Row], query: str) -> None:
        found = source.filtered(query)
        self.app.call_from_thread(self._show_if_wanted, found, query)

    def show_found(self, rows: list[Row | Heading], more: bool) -> None:
        """Show rows that were found elsewhere for the words of the filter."""
        self._show(ListSource(rows, self.key, self.text), keep=True, more=more)

    def _show_if_wanted(self, found: ListSource[Row], query: str) -> None:
        if query == self.query_text:
            self._show(found, True)

    def _show(self, source: ListSource[Row], keep: bool, more: bool = False) -> None:
        self.table.show(source, keep=keep)
        self.query_one(FilterBar).count(source.hits(), source.total(), more)

    def tick(self) -> None:
        """Ages grow."""
        super().tick()
        self.table.repaint()

    def forget(self) -> None:
        """Also its rows and marks, and what the one before looked for."""
        super().forget()
        if self.query_text:
            self.query_one(FilterBar).clear()
        self._all = None
        self.table.marks = set()
        self.table.show(ListSource([], key=str), keep=False)

    def keys_wait(self, typed: Typed) -> bool:
        """What is about rows waits for them, unless it changes something: that is never done unseen."""
        act = self.act_of(typed) if self.coming else ""
        about_rows = act in KEYS and act not in (*GO, *EVERYWHERE) and not KEYS[act].acting
        return about_rows or super().keys_wait(typed)

    # Filter and order

    def why_not(self, act: str) -> str:
        """What is not shown cannot be filtered: the line to type in would be hidden too."""
        if act == "filter" and not self.query_one("#body").display:
            return "there are no rows yet" if self.problem is None else "the rows could not be read"
        return super().why_not(act)

    async def act_filter(self) -> None:
        """Open the filter."""
        await self.query_one(FilterBar).open()

    @on(FilterBar.Changed)
    def _filter_changed(self, message: FilterBar.Changed) -> None:
        if message.words != self.query_text:
            self.query_text = message.words
            self._arrange(keep=False)

    @on(FilterBar.Closed)
    def _filter_closed(self) -> None:
        self.table.focus()

    def act_back(self) -> None:
        """Esc clears the filter, then the marks, and only then goes back."""
        bar = self.query_one(FilterBar)
        if bar.display or self.query_text:
            bar.clear()
        elif self.table.marks:
            self.table.clear_marks()
        else:
            super().act_back()

    def order_by(self, column: TableColumn[Row] | None) -> None:
        """Sort by a column; by the same one again, the other way round; by None, as the server gave them."""
        self.descending = column is not None and column is self.ordered_by and not self.descending
        self.ordered_by = column
        self.table.order_signs = {column.title: " ↓" if self.descending else " ↑"} if column else {}
        self._arrange(keep=True)

    @on(VirtualTable.HeadPressed)
    def _head_pressed(self, message: VirtualTable.HeadPressed) -> None:
        self.order_by(next((column for column in self.table.columns if column.title == message.title), None))

    def act_order(self) -> None:
        """Choose what the rows are sorted by."""
        from screens.choosing.chooser import ChooserItem, choose

        choices = [ChooserItem("", "as they come", "", "")]
        choices += [ChooserItem(c.title, f"by {c.title.lower()}", "", "") for c in self.table.columns if c.order]
        by_title = {column.title: column for column in self.table.columns}
        choose(self.app, "Order", choices, lambda choice: self.order_by(by_title.get(choice.id)))

    def act_copy(self) -> None:
        """Copy the id of the row under the cursor."""
        if self.problem is not None and self.data is None:
            from screens.tables.faces import details

            self.app.copy(details(self.problem), "details")
        elif key := self.table.cursor_key:
            self.app.copy(key, "id")

    @on(VirtualTable.Moved)
    def _moved(self) -> None:
        self.tell_bars()
