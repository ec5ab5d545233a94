"""The server itself, and the demo that it may be."""

from types import NoneType

from portal.client.caller import Routes
from portal.contract.server import Health, Report, ServerStatus


class ServerRoutes(Routes):
    """The server itself."""

    async def health(self) -> Health:
        """Who listens there; asked without a token."""
        return await self._c.get("/health", Health)

    async def status(self) -> ServerStatus:
        """Which server this is and what it is doing."""
        return await self._c.get("/server", ServerStatus)

    async def stop(self) -> None:
        """Ask the server to leave at the next step boundary; it goes on once this is answered."""
        await self._c.send("POST", "/server/stop", {}, NoneType)

    async def doctor(self) -> Report:
        """What the server finds when it looks at itself."""
        return await self._c.get("/doctor", Report)


class DemoRoutes(Routes):
    """What only a demo can do."""

    async def reset(self) -> ServerStatus:
        """Put the demo back to its beginning."""
        return await self._c.send("POST", "/demo/reset", {}, ServerStatus)

    async def clock(self, by: str) -> ServerStatus:
        """Move the demo's clock forward, `by` such as "+7d" or "+3h"."""
        return await self._c.send("POST", "/demo/clock", {"by": by}, ServerStatus)
