"""What somebody is told of when it is free."""

from types import NoneType

from portal.client.caller import Caller, route
from portal.contract.people.watches import Watch, WatchWish


async def listing(c: Caller) -> tuple[Watch, ...]:
    """One's own watches, what is free first."""
    return await c.get("/watches", tuple[Watch, ...])


async def add(c: Caller, wish: WatchWish) -> Watch:
    """Be told when so many cores of a family are free; the same again gives the same watch."""
    return await c.send("POST", "/watches", wish, Watch)


async def drop(c: Caller, id: str) -> None:
    """Be told no longer."""
    await c.send("DELETE", route("watches", id), None, NoneType)
