"""Textual's own table with N rows: what our list is compared with. `python -m tests.bench.programs.datatable N`."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

from tests.bench.programs.rows import COLUMNS, row


class TableProgram(App[None]):
    """A DataTable that is filled before it is shown."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        """Nothing but the table."""
        table: DataTable[str] = DataTable(cursor_type="row")
        table.add_columns(*COLUMNS)
        table.add_rows(row(number) for number in range(self.rows))
        yield table


if __name__ == "__main__":
    TableProgram(int(sys.argv[1])).run()
