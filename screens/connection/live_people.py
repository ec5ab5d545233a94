"""The screens' view of what people tell each other at a real server (see `screens.api_people.PeopleApi`)."""

from portal.client import delegations, notices, presence, watches
from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.people.notices import NoticeList, NoticeWish
from portal.contract.people.watches import Watch, WatchWish
from screens.connection.late import LateConnection


class LivePeople:
    """One method per route, over the connection of whoever inherits it."""

    _c: LateConnection

    async def say_open(self, terminal: str, open: str) -> None:
        """Tell what is open here."""
        await presence.say(self._c, terminal, open)

    async def notices_seen(self, number: int) -> NoticeList:
        """Notices up to this number were seen."""
        return await notices.mark_seen(self._c, number)

    async def notice_wishes(self) -> tuple[NoticeWish, ...]:
        """Of what the person is told, and where."""
        return await notices.wishes(self._c)

    async def choose_notice(self, topic: str, channel: str, wanted: bool) -> tuple[NoticeWish, ...]:
        """Be told of a topic on a channel, or not."""
        return await notices.choose(self._c, topic, channel, wanted)

    async def watch(self, wish: WatchWish) -> Watch:
        """Be told when there is room."""
        return await watches.add(self._c, wish)

    async def delegations(self) -> tuple[Delegation, ...]:
        """Who decides in whose place."""
        return await delegations.listing(self._c)

    async def delegate(self, wish: DelegationWish, key: str) -> Delegation:
        """Let somebody decide in one's place."""
        return await delegations.delegate(self._c, wish, key)

    async def end_delegation(self, number: int) -> None:
        """Be back before its time."""
        await delegations.end(self._c, number)
