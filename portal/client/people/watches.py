"""What somebody is told of when it is free."""

from types import NoneType

from portal.client.caller import Routes, route
from portal.contract.people.watches import Watch, WatchWish


class WatchRoutes(Routes):
    """What somebody is told of when it is free."""

    async def listing(self) -> tuple[Watch, ...]:
        """One's own watches, what is free first."""
        return await self._c.get("/watches", tuple[Watch, ...])

    async def add(self, wish: WatchWish) -> Watch:
        """Be told when so many cores of a family are free; the same again gives the same watch."""
        return await self._c.send("POST", "/watches", wish, Watch)

    async def drop(self, id: str) -> None:
        """Be told no longer."""
        await self._c.send("DELETE", route("watches", id), None, NoneType)
