"""What one is told, and where one wants to be told."""

from portal.client.caller import Routes
from portal.contract.people.notices import NoticeList, NoticeWish


class NoticeRoutes(Routes):
    """What one is told, and where one wants to be told."""

    async def listing(self, unread: bool = False, cursor: str | None = None, limit: int = 50) -> NoticeList:
        """One's own notices, newest first."""
        return await self._c.get("/notices", NoticeList, unread=unread or None, cursor=cursor, limit=limit)

    async def mark_seen(self, number: int) -> NoticeList:
        """Say that one has seen one's notices up to this number."""
        return await self._c.send("POST", "/notices/seen", {"number": number}, NoticeList)

    async def wishes(self) -> tuple[NoticeWish, ...]:
        """Of what one is told on which channel."""
        return await self._c.get("/notices/wishes", tuple[NoticeWish, ...])

    async def choose(self, topic: str, channel: str, wanted: bool) -> tuple[NoticeWish, ...]:
        """Be told of a topic on a channel, or not."""
        body = {"topic": topic, "channel": channel, "wanted": wanted}
        return await self._c.send("PUT", "/notices/wishes", body, tuple[NoticeWish, ...])
