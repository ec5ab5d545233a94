"""What needs me now."""

from portal.client.caller import Caller
from portal.contract.home import Home


async def show(c: Caller) -> Home:
    """Waiting on me, mine, running, and what changed since I last looked."""
    return await c.get("/home", Home)


async def mark_seen(c: Caller, number: int) -> Home:
    """Say that every change up to event `number` has been seen."""
    return await c.send("POST", "/home/seen", {"number": number}, Home)
