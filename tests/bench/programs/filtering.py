"""The portal's own list screen over N rows that are all here; `/` filters them as one types.

`python -m tests.bench.programs.filtering N`
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from portal.settings import Settings
from screens.app import PortalApp
from screens.connection.link import OpenConnection
from screens.tables.columns import TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from tests.bench.programs.rows import ProjectRow, row
from tests.bench.programs.virtual import columns


class LongList(ListScreen[int, ProjectRow]):
    """As many rows as its data says."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length

    def columns(self) -> list[TableColumn[ProjectRow]]:
        """One column for each field."""
        return columns()

    def rows_of(self, data: int) -> list[ProjectRow | Heading]:
        """All rows, as when the server had sent them."""
        return [row(number) for number in range(data)]

    def key(self, row: ProjectRow) -> str:
        """The project's name."""
        return row[0]

    def on_mount(self) -> None:
        """Show the rows once the frame's own mounting is done."""
        self.call_next(self.fill)

    def fill(self) -> None:
        """Show the rows without a server, and be ready to be filtered."""
        self.take(self.length)
        if self._all is not None:
            self._all.index()
        self.table.focus()


async def connect_never(settings: Settings, person: str, say: Callable[[str], None]) -> OpenConnection:
    """Stay connecting: what is measured needs no server."""
    await asyncio.Event().wait()
    raise AssertionError("an event that nobody sets was set")


def main(length: int) -> None:
    """Run the list in the portal's own app."""

    class LongListApp(PortalApp):
        """The portal with nothing but the list."""

        MODES = {**PortalApp.MODES, "home": partial(LongList, length)}

    with tempfile.TemporaryDirectory() as home:
        LongListApp(Settings(Path(home), person="maya"), connect_never).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
