"""Lists that the server gives in pages: the first is shown at once, a thousand rows follow, the rest when asked for."""

import asyncio
from typing import Any, ClassVar, TypeVar

from textual import on, work

from portal.client import PortalClient
from portal.contract.problem import Problem
from screens.tables.filter_bar import FilterBar
from screens.tables.lists import ListScreen
from screens.tables.table import VirtualTable

Data = TypeVar("Data")
Row = TypeVar("Row")

PAGE_ROWS = 200
"""How many rows a list reads at once."""
MOST = 1000
"""So many rows are read without being asked for; more follow as the cursor comes near the end."""
NEAR = 60
PAUSE_SECONDS = 0.15


class PagedScreen(ListScreen[Data, Row]):
    """Filters here what is all here, and at the server what is not."""

    SORTED_BY_SERVER: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.wanted = 0
        self.found: Data | None = None
        """What the server found for the words of the filter, while not all rows are here."""

    async def page(self, portal: PortalClient, cursor: str | None, text: str = "") -> Data:
        """One page. Raises Problem."""
        raise NotImplementedError

    def items(self, data: Data) -> tuple[Row, ...]:
        """The rows of pages that were read."""
        items: tuple[Row, ...] = data.items  # type: ignore[attr-defined]
        return items

    def cursor(self, data: Data) -> str | None:
        """Where the next page begins; None when all rows are here."""
        cursor: str | None = data.next  # type: ignore[attr-defined]
        return cursor

    def with_items(self, data: Data, items: tuple[Row, ...], cursor: str | None) -> Data:
        """The same, with more rows."""
        from dataclasses import replace

        made: Any = replace(data, items=items, next=cursor)  # type: ignore[type-var]
        return made  # type: ignore[no-any-return]

    async def fetch(self, portal: PortalClient) -> Data:
        """Read the first page, and as many more as were here before."""
        return await self._grown(portal, await self.page(portal, None), 0)

    async def _grown(self, portal: PortalClient, data: Data, wanted: int) -> Data:
        items, cursor = list(self.items(data)), self.cursor(data)
        while cursor is not None and len(items) < max(wanted, self.wanted):
            more = await self.page(portal, cursor)
            items += self.items(more)
            cursor = self.cursor(more)
        return self.with_items(data, tuple(items), cursor)

    def take(self, data: Data) -> None:
        """Show what is here and go on reading."""
        super().take(data)
        self.wanted = max(self.wanted, len(self.items(data)))
        few = len(self.items(data)) < max(MOST, self.wanted)
        if few and self.session.live and not self.remembered and self.cursor(data) is not None:
            self._read_on(data, MOST)

    @work(exclusive=True, group="more", exit_on_error=False)
    async def _read_on(self, data: Data, wanted: int) -> None:
        portal = self.session.portal
        if portal is None:
            return
        try:
            grown = await self._grown(portal, data, wanted)
        except Problem as problem:
            self.post_message(self.Failed(problem))
        else:
            if self.is_mounted and self.data is data:
                self.take(grown)

    @on(VirtualTable.Moved)
    def _near_the_end(self) -> None:
        data = self.data
        if data is None or self.cursor(data) is None or self.query_text or self.remembered:
            return
        if self.table.cursor > self.table.source.length() - NEAR and len(self.items(data)) >= MOST:
            self._read_on(data, len(self.items(data)) + NEAR)

    # Filter and order where not all rows are here

    @on(FilterBar.Changed)
    def _search(self, message: FilterBar.Changed) -> None:
        self.found = None
        if self.data is not None and self.cursor(self.data) is not None and message.words:
            self._ask(message.words)

    @work(exclusive=True, group="search", exit_on_error=False)
    async def _ask(self, words: str) -> None:
        await asyncio.sleep(PAUSE_SECONDS)
        portal = self.session.portal
        if portal is None:
            return
        try:
            found = await self.page(portal, None, words)
        except Problem as problem:
            self.post_message(self.Failed(problem))
            return
        if self.is_mounted and words == self.query_text:
            self.found = found
            self.show_found(self.rows_of(found), more=self.cursor(found) is not None)

    def why_not(self, act: str) -> str:
        """A part of the rows cannot be sorted honestly."""
        partly = self.data is not None and self.cursor(self.data) is not None
        if act == "order" and partly and not self.SORTED_BY_SERVER:
            return "there are too many rows to sort; filter first"
        return super().why_not(act)
