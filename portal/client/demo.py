"""What only a demo can do."""

from portal.client.caller import Caller
from portal.contract.server import ServerStatus


async def reset(c: Caller) -> ServerStatus:
    """Put the demo back to its beginning."""
    return await c.send("POST", "/demo/reset", {}, ServerStatus)


async def clock(c: Caller, by: str) -> ServerStatus:
    """Move the demo's clock forward, `by` such as "+7d" or "+3h"."""
    return await c.send("POST", "/demo/clock", {"by": by}, ServerStatus)
