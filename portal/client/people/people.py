"""Who is asking, and what they have open, so that others who decide can see it."""

from types import NoneType

from portal.client.caller import Routes
from portal.contract.people.people import Me


class PeopleRoutes(Routes):
    """Who is asking, and what they have open, so that others who decide can see it."""

    async def me(self) -> Me:
        """Who is asking, in which mode, and who else there is."""
        return await self._c.get("/me", Me)

    async def say_open(self, terminal: str, open: str) -> None:
        """This terminal has a request open, or none (""); it counts for 45 s, so say it again while it lasts."""
        await self._c.send("PUT", "/presence", {"terminal": terminal, "open": open}, NoneType)
