"""What the screens ask a portal server about people telling each other things; raises Problem and nothing else."""

from __future__ import annotations  # the types are for readers and checkers; importing them would cost the first paint

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from portal.contract.people.delegations import Delegation, DelegationWish
    from portal.contract.people.notices import NoticeList, NoticeWish
    from portal.contract.people.watches import Watch, WatchWish


class PeopleApi(Protocol):
    """Presence, notices, watches and who stands in for whom, as one person sees them."""

    async def say_open(self, terminal: str, open: str) -> None:
        """Tell others that this terminal has a request open, or none."""

    async def notices_seen(self, number: int) -> NoticeList:
        """Remember that notices up to this number were seen."""

    async def notice_wishes(self) -> tuple[NoticeWish, ...]:
        """Of what the person is told, and where."""

    async def choose_notice(self, topic: str, channel: str, wanted: bool) -> tuple[NoticeWish, ...]:
        """Be told of a topic on a channel, or not."""

    async def watch(self, wish: WatchWish) -> Watch:
        """Be told when there is room for some machines."""

    async def delegations(self) -> tuple[Delegation, ...]:
        """Who decides in whose place, now or soon."""

    async def delegate(self, wish: DelegationWish, key: str) -> Delegation:
        """Let somebody decide in the person's place."""

    async def end_delegation(self, number: int) -> None:
        """End before its time that somebody decides in the person's place."""
