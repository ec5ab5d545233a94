"""A table that draws only the lines one sees: a million rows cost what a hundred do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.keys import LIST, widget_bindings
from screens.tables.columns import Row, TableColumn
from screens.tables.paint import TABLE_CSS, TONES, Painter
from screens.tables.rows import Heading, ListSource, RowSource

_KEPT_STRIPS = 400


class VirtualTable(ScrollView, Generic[Row], can_focus=True):
    """Rows of a source under fixed columns, with a cursor, marks and a headline that stays."""

    ALLOW_SELECT = False
    BINDINGS = widget_bindings(LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table--{tone}" for tone in TONES}
    DEFAULT_CSS = TABLE_CSS

    @dataclass
    class Opened(Message):
        """A row was opened."""

        table: "VirtualTable[Any]"
        key: str

    @dataclass
    class Moved(Message):
        """The cursor came to another row, or other rows came below it."""

        table: "VirtualTable[Any]"
        key: str | None

        def can_replace(self, message: Message) -> bool:
            """A burst of moves is one."""
            return isinstance(message, VirtualTable.Moved) and message.table is self.table

    @dataclass
    class Marked(Message):
        """The marks changed."""

        table: "VirtualTable[Any]"

    @dataclass
    class HeadPressed(Message):
        """A column's title was clicked."""

        table: "VirtualTable[Any]"
        title: str

    def __init__(self, columns: Sequence[TableColumn[Row]], *, id: str | None = None, lit: bool = False) -> None:
        super().__init__(id=id)
        self.lit = lit
        """Whether the cursor is drawn as if the keys came here, because another widget passes them on."""
        self.columns = tuple(columns)
        self.order_signs: dict[str, str] = {}
        self.source: RowSource[Row] = ListSource([], key=str)
        self.marks: set[str] = set()
        self.cursor = 0
        self._painter: Painter[Row] = Painter()
        self._strips: dict[tuple[int, str], Strip] = {}
        self._painted: dict[int, Strip] = {}
        self._room = Size(0, 0)

    # What is shown

    def show(self, source: RowSource[Row], *, keep: bool = True) -> None:
        """Show other rows. Cursor, marks and scroll stay at their keys; only lines that changed are painted."""
        top_key = self._key(self._top()) if keep else None
        cursor_key = self.cursor_key if keep else None
        height = source.length()
        self.source = source
        self._strips.clear()
        if self.virtual_size.height != height + 1:
            self.virtual_size = Size(0, height + 1)
        place = source.index_of(cursor_key) if cursor_key is not None else None
        self.cursor = self._selectable(min(self.cursor if keep else 0, height - 1) if place is None else place, 1)
        top = source.index_of(top_key) if top_key is not None else None
        if not keep:
            self.scroll_to(y=0, animate=False)
        elif top is not None and top != self._top():
            self.scroll_to(y=top, animate=False)
        self._reveal()
        self.repaint()
        self.post_message(self.Moved(self, self.cursor_key))

    def repaint(self) -> None:
        """Paint the lines that would look different now: after new rows, and when time has passed."""
        self._strips.clear()
        if not self._painted:
            self.refresh()
            return
        for y in range(self._room.height):
            if self._painted.get(y) != self._strip_at(y):
                self._refresh_line(y)

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor; None when there is none."""
        return self._key(self.cursor)

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; None when there is none, or when it is not here yet."""
        row = self._row(self.cursor)
        return None if isinstance(row, Heading) else row

    def visible_range(self) -> tuple[int, int]:
        """The first row one sees, and the one after the last."""
        return self._top(), min(self.source.length(), self._top() + self._page())

    # Moving

    def move(self, to: int, step: int = 0) -> None:
        """Put the cursor on a row; `step` says where to look on when a heading is there."""
        height = self.source.length()
        if not height:
            return
        old = self.cursor
        self.cursor = self._selectable(min(max(to, 0), height - 1), step or (1 if to >= old else -1))
        if not self._reveal() and self.cursor != old:
            self._refresh_line(old - self._top() + 1)
            self._refresh_line(self.cursor - self._top() + 1)
        if self.cursor != old:
            self.post_message(self.Moved(self, self.cursor_key))

    def action_down(self) -> None:
        """Move down a row."""
        self.move(self.cursor + 1, 1)

    def action_up(self) -> None:
        """Move up a row; from the first row the headings above it come into view."""
        self.move(self.cursor - 1, -1)
        if self.cursor and self.cursor == self._selectable(0, 1):
            self.scroll_to(y=0, animate=False)

    def action_page_down(self) -> None:
        """Move down a page."""
        self.move(self.cursor + self._page(), -1)

    def action_page_up(self) -> None:
        """Move up a page."""
        self.move(self.cursor - self._page(), 1)

    def action_top(self) -> None:
        """Move to the first row."""
        self.move(0, 1)
        self.scroll_to(y=0, animate=False)

    def action_end(self) -> None:
        """Move to the last row."""
        self.move(self.source.length() - 1, -1)

    def action_open(self) -> None:
        """Tell that the row under the cursor is wanted."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Opened(self, key))

    def action_mark(self) -> None:
        """Mark the row under the cursor or take its mark away, and go on to the next."""
        if (key := self.cursor_key) is None:
            return
        self.marks ^= {key}
        self._strips.clear()
        self._refresh_line(self.cursor - self._top() + 1)
        self.post_message(self.Marked(self))
        self.move(self.cursor + 1, 1)

    def clear_marks(self) -> None:
        """Take all marks away."""
        self.marks = set()
        self.repaint()
        self.post_message(self.Marked(self))

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a region; measured first, because the first paint comes before the first resize."""
        if self.scrollable_content_region.size != self._room:
            self._measure()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of what is visible: the headline, then rows."""
        strip = self._painted[y] = self._strip_at(y)
        return strip

    def _strip_at(self, y: int) -> Strip:
        if y == 0:
            return self._painter.head(self.order_signs)
        index = self._top() + y - 1
        if index >= self.source.length():
            return self._painter.blank()
        at_cursor = "" if index != self.cursor else "cursor" if self.has_focus or self.lit else "blurred"
        strip = self._strips.get((index, at_cursor))
        if strip is None:
            if len(self._strips) >= _KEPT_STRIPS:
                self._strips.clear()
            strip = self._painter.row(self._row(index), at_cursor, self._key(index) in self.marks)
            self._strips[index, at_cursor] = strip
        return strip

    def _measure(self) -> None:
        self._room = self.scrollable_content_region.size
        self._painter.measure(self.columns, self._room.width)
        self._painter.style(self)
        self._strips.clear()
        self._painted.clear()

    def notify_style_update(self) -> None:
        """The theme or a class changed."""
        super().notify_style_update()
        if self.is_attached and self._room:
            self._measure()

    def on_resize(self) -> None:
        """Share the new width, and keep the cursor in view."""
        self._measure()
        self._reveal()

    def on_focus(self) -> None:
        """The cursor looks different when the keys come here."""
        self._refresh_line(self.cursor - self._top() + 1)

    def on_blur(self) -> None:
        """The cursor stays visible when the keys go elsewhere."""
        self._refresh_line(self.cursor - self._top() + 1)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens; on a title it asks for another order."""
        if event.y == 0:
            if (column := self._painter.column_at(event.x)) and column.order:
                self.post_message(self.HeadPressed(self, column.title))
            return
        index = self._top() + event.y - 1
        if index < self.source.length() and not isinstance(self._row(index), Heading):
            self.move(index)
            if event.chain == 2:
                self.action_open()

    # Places

    def _row(self, index: int) -> Row | Heading | None:
        found = self.source.rows(index, index + 1) if 0 <= index < self.source.length() else ()
        return found[0] if found else None

    def _key(self, index: int) -> str | None:
        return self.source.key_at(index) if 0 <= index < self.source.length() else None

    def _top(self) -> int:
        return round(self.scroll_y)

    def _page(self) -> int:
        return max(1, self._room.height - 1)

    def _reveal(self) -> bool:
        """Scroll so that the cursor is in view; whether that was needed."""
        top, page = self._top(), self._page()
        wanted = min(top, self.cursor) if self.cursor < top else max(top, self.cursor - page + 1)
        if wanted == top or not self._room:
            return False
        self.scroll_to(y=wanted, animate=False)
        return True

    def _refresh_line(self, y: int) -> None:
        if 0 <= y < self._room.height:
            self.refresh(Region(0, y, self._room.width, 1))

    def _selectable(self, index: int, step: int) -> int:
        for by in (step, -step):
            at = index
            while 0 <= at < self.source.length():
                if not isinstance(self._row(at), Heading):
                    return at
                at += by
        return max(0, index)
