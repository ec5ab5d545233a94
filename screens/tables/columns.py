"""The columns of a table, and how they share a width."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from screens.text import cut

Row = TypeVar("Row")

Cell = str | tuple[str, str]
"""A cell's text, or its text and tone (see `screens.words`)."""

GAP = 2
_LEAST = 4


@dataclass(frozen=True)
class TableColumn(Generic[Row]):
    """One column: what it shows of a row and how much room it wants."""

    title: str
    cell: Callable[[Row], Cell]
    width: int
    """Cells it wants at least."""
    rank: int = 0
    """0 is never left out; in a narrow terminal the highest rank goes first."""
    flex: int = 0
    """Its share of the room that is left over."""
    most: int = 0
    """Cells it takes at most when room is left over; 0 is no limit."""
    align: str = "left"
    runs_on: bool = False
    """Whether a text too long for it goes on over the empty cells to its right."""
    order: Callable[[Row], Any] | None = None
    """What to sort by; None where sorting makes no sense."""

    def text(self, row: Row) -> str:
        """The cell's text without its tone."""
        cell = self.cell(row)
        return cell if isinstance(cell, str) else cell[0]


def share(columns: Sequence[TableColumn[Row]], room: int) -> list[tuple[TableColumn[Row], int]]:
    """The columns that fit into `room` cells, each with its width; the name is cut before it is left out."""
    kept = list(columns)
    while _needed([column.width for column in kept]) > room and any(column.rank for column in kept):
        last = max(range(len(kept)), key=lambda at: (kept[at].rank, at))
        del kept[last]
    widths = [column.width for column in kept]
    while _needed(widths) > room and max(widths, default=0) > _LEAST:
        widths[widths.index(max(widths))] -= 1
    return list(zip(kept, _stretched(kept, widths, room - _needed(widths)), strict=True))


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * max(0, len(widths) - 1)


def _stretched(columns: Sequence[TableColumn[Row]], widths: list[int], spare: int) -> list[int]:
    while spare > 0:
        open_ = [at for at, c in enumerate(columns) if c.flex and (not c.most or widths[at] < c.most)]
        if not open_:
            break
        total = sum(columns[at].flex for at in open_)
        before = spare
        for at in open_:
            limit = columns[at].most - widths[at] if columns[at].most else before
            more = min(spare, limit, max(1, before * columns[at].flex // total))
            widths[at] += more
            spare -= more
    return widths


def headline(column: TableColumn[Row], width: int, mark: str = "") -> str:
    """A column's title in its width, with the sign of its order."""
    return cut(f"{column.title}{mark}", width)
