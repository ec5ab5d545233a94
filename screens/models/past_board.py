"""The board as it was known at a moment of the past; nothing can be asked for there."""

from typing import ClassVar

from textual import on
from textual.widgets import Static

from portal.client import PortalClient
from portal.contract.models.board import Board
from screens.keys import screen_bindings
from screens.models import moving
from screens.models.promotions import PromotionsScreen
from screens.tables.table import VirtualTable
from screens.text import at, content

PAST = "this is the board of the past: esc goes back to now"


class PastBoard(PromotionsScreen):
    """What was seen and approved until then."""

    REMEMBERED: ClassVar[type | None] = None
    WATCHES: ClassVar[tuple[str, ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ("as_of", "filter", "order", "back")
    BINDINGS = screen_bindings(("as_of",))

    def __init__(self, moment: str) -> None:
        super().__init__()
        self.moment = moment

    async def fetch(self, portal: PortalClient) -> Board:
        """Read the board of then. Raises Problem for what is no moment."""
        return await portal.models.board(as_of=self.moment)

    def crumbs(self) -> tuple[str, ...]:
        """As of when."""
        return ("Promotions", f"as of {self.moment}")

    def display_data(self, data: Board) -> None:
        """Say first that this is over."""
        super().display_data(data)
        headline = self.query_one("#headline", Static)
        then = content(("◷ ", "$warning"), (f"as it was known at {at(data.as_of)} UTC", "b $warning"), "\n")
        headline.update(content(then, content((data.headline, "b"))))

    def why_not(self, act: str) -> str:
        """Only looking is possible."""
        return PAST if act in (*moving.MOVES, "read_azure") else super().why_not(act)

    @on(VirtualTable.Opened)
    def _opened(self) -> None:
        self.say(f"open: {PAST}", "warning")
