"""The portal's own table with N rows that are computed when they are drawn.

`python -m tests.bench.programs.virtual N`
"""

import sys
from collections.abc import Sequence

from textual.app import App, ComposeResult

from screens.tables.columns import TableColumn
from screens.tables.table import VirtualTable
from tests.bench.programs.rows import COLUMNS, ProjectRow, row


class ComputedRows:
    """A source of any length that holds no rows: what a paged list costs apart from its pages."""

    def __init__(self, length: int) -> None:
        self._length = length

    def length(self) -> int:
        """How many rows there are."""
        return self._length

    def rows(self, start: int, stop: int) -> Sequence[ProjectRow]:
        """The rows from `start` up to `stop`."""
        return [row(number) for number in range(start, min(stop, self._length))]

    def key_at(self, index: int) -> str:
        """The number is the key."""
        return str(index)

    def index_of(self, key: str) -> int:
        """The key is the number."""
        return int(key)


def columns() -> list[TableColumn[ProjectRow]]:
    """One column for each field of a row."""

    def cell(place: int) -> TableColumn[ProjectRow]:
        return TableColumn(COLUMNS[place], lambda shown: shown[place], width=12, flex=1)

    return [cell(place) for place in range(len(COLUMNS))]


class VirtualProgram(App[None]):
    """The table alone."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.source = ComputedRows(rows)

    def compose(self) -> ComposeResult:
        """Nothing but the table."""
        yield VirtualTable(columns())

    def on_mount(self) -> None:
        """Fill it and let it take the keys."""
        table: VirtualTable[ProjectRow] = self.query_one(VirtualTable)
        table.show(self.source)
        table.focus()


if __name__ == "__main__":
    VirtualProgram(int(sys.argv[1])).run()
