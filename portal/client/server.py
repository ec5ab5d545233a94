"""The server itself."""

from types import NoneType

from portal.client.caller import Caller
from portal.contract.server import Health, Report, ServerStatus


async def health(c: Caller) -> Health:
    """Who listens there; asked without a token."""
    return await c.get("/health", Health)


async def status(c: Caller) -> ServerStatus:
    """Which server this is and what it is doing."""
    return await c.get("/server", ServerStatus)


async def stop(c: Caller) -> None:
    """Ask the server to leave at the next step boundary; it goes on once this is answered."""
    await c.send("POST", "/server/stop", {}, NoneType)


async def doctor(c: Caller) -> Report:
    """What the server finds when it looks at itself."""
    return await c.get("/doctor", Report)
