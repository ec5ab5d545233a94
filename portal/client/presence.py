"""Saying what one has open, so that others who decide can see it."""

from types import NoneType

from portal.client.caller import Caller


async def say(c: Caller, terminal: str, open: str) -> None:
    """This terminal has a request open, or none (""); it counts for 45 s, so say it again while it lasts."""
    await c.send("PUT", "/presence", {"terminal": terminal, "open": open}, NoneType)
