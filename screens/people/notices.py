"""What I am told of, and where: a line for each topic on each channel, which one key switches."""

from typing import ClassVar

from textual import on, work

from portal.client import PortalClient
from portal.contract.people.notices import TOPICS, NoticeWish
from portal.contract.problem import Problem
from screens.keys import screen_bindings
from screens.tables.columns import Cell, TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable

Wishes = tuple[NoticeWish, ...]


class ToldScreen(ListScreen[Wishes, NoticeWish]):
    """One's wishes, channel by channel."""

    WATCHES: ClassVar[tuple[str, ...]] = ("person.",)
    FOOTER: ClassVar[tuple[str, ...]] = ("tell_me", "filter", "order", "back")
    BINDINGS = screen_bindings(("tell_me",))

    async def fetch(self, portal: PortalClient) -> Wishes:
        """Read what one wants."""
        return await portal.notices.wishes()

    def crumbs(self) -> tuple[str, ...]:
        """Where one is."""
        return ("What you are told",)

    def columns(self) -> list[TableColumn[NoticeWish]]:
        """On or off, of what, and whether one said so."""
        return [
            TableColumn("Told", _told, 5),
            TableColumn("When", lambda row: TOPICS.get(row.topic, row.topic), 30, flex=3, most=60, order=_topic),
            TableColumn("", lambda row: ("you chose" if row.chosen else "as usual", "dim"), 9, rank=1),
        ]

    def rows_of(self, data: Wishes) -> list[NoticeWish | Heading]:
        """The channels one below the other."""
        rows: list[NoticeWish | Heading] = []
        for channel, title in dict.fromkeys((one.channel, one.title) for one in data):
            mine = [one for one in data if one.channel == channel]
            rows += [Heading(f"{title or channel} ({sum(one.wanted for one in mine)} of {len(mine)})"), *mine]
        return rows

    def key(self, row: NoticeWish) -> str:
        """Topic and channel, as the command takes them."""
        return f"{row.topic} {row.channel}"

    def why_not(self, act: str) -> str:
        """A line has to be under the cursor."""
        if act == "told":
            return "you are looking at it"
        if reason := super().why_not(act):
            return reason
        return "there is nothing under the cursor" if act == "tell_me" and self.row is None else ""

    @on(VirtualTable.Opened)
    async def _opened(self) -> None:
        await self.run_act("tell_me")

    def act_tell_me(self) -> None:
        """Switch what is under the cursor."""
        if self.row is not None:
            self._choose(self.row)

    @work(group="send", exit_on_error=False)
    async def _choose(self, row: NoticeWish) -> None:
        portal = self.session.portal
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            self.take(await portal.notices.choose(row.topic, row.channel, not row.wanted))
        except Problem as problem:
            self.say(problem.line(), "error")
            self.load()


def _told(row: NoticeWish) -> Cell:
    return ("● on", "good") if row.wanted else ("○ off", "dim")


def _topic(row: NoticeWish) -> str:
    return row.topic
