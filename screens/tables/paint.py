"""How one line of a table looks: cells cut and padded to their columns, in the styles of their tones."""

from collections.abc import Iterator, Sequence
from typing import Generic

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from screens.tables.columns import GAP, Row, TableColumn, headline, share
from screens.tables.rows import Heading
from screens.text import fit, line

TONES = ("head", "cursor", "blurred", "marked", "good", "warn", "bad", "busy", "dim", "strong", "accent")
GUTTER = 2

TABLE_CSS = """
VirtualTable {
    height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-gutter: stable;
    scrollbar-size-vertical: 1; background: $background; scrollbar-background: $background;
    scrollbar-color: $panel; scrollbar-background-hover: $background; scrollbar-background-active: $background;
    & > .table--head { text-style: bold; color: $primary; }
    & > .table--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    & > .table--blurred { background: $panel; }
    & > .table--marked { color: $accent; text-style: bold; }
    & > .table--good { color: $success; }
    & > .table--warn { color: $warning; }
    & > .table--bad { color: $error; }
    & > .table--busy { color: $secondary; }
    & > .table--dim { text-style: dim; }
    & > .table--strong { text-style: bold; }
    & > .table--accent { color: $accent; }
    &:ansi > .table--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
    &:ansi > .table--blurred { background: ansi_default; text-style: underline; }
}
"""


class Painter(Generic[Row]):
    """Draws headline and rows in a width; knows nothing of scrolling or sources."""

    def __init__(self) -> None:
        self.shares: list[tuple[TableColumn[Row], int]] = []
        self.width = 0
        self._styles: dict[str, Style] = {}

    def measure(self, columns: Sequence[TableColumn[Row]], width: int) -> None:
        """Share a width among the columns."""
        self.width = width
        self.shares = share(columns, width - GUTTER)

    def style(self, widget: Widget) -> None:
        """Take the styles of the theme in force."""
        self._styles = {tone: widget.get_component_rich_style(f"table--{tone}") for tone in TONES}
        self._styles[""] = widget.rich_style

    def column_at(self, x: int) -> TableColumn[Row] | None:
        """The column drawn at a cell of the line."""
        left = GUTTER
        for column, width in self.shares:
            if left <= x < left + width:
                return column
            left += width + GAP
        return None

    def head(self, signs: dict[str, str]) -> Strip:
        """The line of titles; `signs` says which column the rows are sorted by."""
        text = " " * GUTTER
        for column, width in self.shares:
            text += fit(headline(column, width, signs.get(column.title, "")), width, column.align) + " " * GAP
        return self._plain(text.rstrip(), "head")

    def blank(self) -> Strip:
        """An empty line."""
        return self._plain("", "")

    def row(self, row: Row | Heading | None, at_cursor: str, marked: bool) -> Strip:
        """One row; `at_cursor` is `cursor`, `blurred` or "". A row that is not here yet is an ellipsis."""
        if row is None:
            return self._plain("  …", at_cursor or "dim")
        if isinstance(row, Heading):
            return self._plain(" " + line(row.text), row.tone)
        whole = self._styles[at_cursor] if at_cursor else self._styles["marked"] if marked else None
        base = self._styles[""] if whole is None else whole
        pieces = [("✓" if marked else " ").ljust(GUTTER)]
        segments: list[Segment] = []
        drawn, used = base, GUTTER
        for text, tone, cells, align in self._cells(row):
            style = self._styles[tone] if whole is None else whole
            gap = min(GAP, max(0, self.width - used - cells))
            if style is not drawn:  # what looks alike is one segment: fewer bytes for the terminal
                segments.append(Segment("".join(pieces), drawn))
                pieces, drawn = [], style
            pieces.append(fit(text, cells, align))
            used += cells + gap
            if drawn is not base:
                segments.append(Segment("".join(pieces), drawn))
                pieces, drawn = [], base
            pieces.append(" " * gap)
        pieces.append(" " * (self.width - used))
        segments.append(Segment("".join(pieces), drawn))
        return Strip(segments, self.width)

    def _cells(self, row: Row) -> Iterator[tuple[str, str, int, str]]:
        """Text, tone, width and alignment of each cell; one that runs on has taken the empty ones beside it."""
        shown = []
        for column, cells in self.shares:
            cell = column.cell(row)
            text, tone = (cell, "") if isinstance(cell, str) else cell
            shown.append((column, line(text), tone, cells))
        at = 0
        while at < len(shown):
            column, text, tone, cells = shown[at]
            at += 1
            while column.runs_on and at < len(shown) and not shown[at][1] and cell_len(text) > cells:
                cells += GAP + shown[at][3]
                at += 1
            yield text, tone, cells, column.align

    def _plain(self, text: str, tone: str) -> Strip:
        return Strip([Segment(fit(text, self.width), self._styles[tone])], self.width)
