"""What needs me now."""

from portal.client.caller import Caller
from portal.contract.home import Home


async def show(c: Caller, looks: bool = True) -> Home:
    """Waiting on me, mine, running, what changed; without `looks` nobody sees it, so that no reminder counts."""
    return await c.get("/home", Home, looks=None if looks else False)


async def mark_seen(c: Caller, number: int) -> Home:
    """Say that every change up to event `number` has been seen."""
    return await c.send("POST", "/home/seen", {"number": number}, Home)
