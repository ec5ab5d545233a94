"""What needs me now."""

from portal.client.caller import Routes
from portal.contract.home import Home


class HomeRoutes(Routes):
    """What needs me now."""

    async def show(self, looks: bool = True) -> Home:
        """Waiting on me, mine, running, what changed; without `looks` nobody sees it, so that no reminder counts."""
        return await self._c.get("/home", Home, looks=None if looks else False)

    async def mark_seen(self, number: int) -> Home:
        """Say that every change up to event `number` has been seen."""
        return await self._c.send("POST", "/home/seen", {"number": number}, Home)
