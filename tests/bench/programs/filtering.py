"""The portal's own table over N rows that are all here, with a filter as one types.

`python -m tests.bench.programs.filtering N`
"""

import sys

from textual.app import App, ComposeResult
from textual.widgets import Input

from screens.rows import ListSource
from screens.table import VirtualTable
from tests.bench.programs.rows import row
from tests.bench.programs.virtual import columns


class FilterProgram(App[None]):
    """A line to type in, and the rows that hold its words."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("slash", "filter", "filter")]

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.source = ListSource([row(number) for number in range(rows)], key=lambda shown: shown[0], text=" ".join)
        self.source.index()

    def compose(self) -> ComposeResult:
        """The line above, the table below."""
        yield Input()
        yield VirtualTable(columns())

    def on_mount(self) -> None:
        """Show all rows; the table has the keys until `/` is pressed."""
        self.query_one(VirtualTable).show(self.source)
        self.query_one(VirtualTable).focus()

    def action_filter(self) -> None:
        """Go to the line."""
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what holds the words."""
        self.query_one(VirtualTable).show(self.source.filtered(event.value), keep=False)


if __name__ == "__main__":
    FilterProgram(int(sys.argv[1])).run()
