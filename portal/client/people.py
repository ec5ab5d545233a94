"""Who is asking."""

from portal.client.caller import Caller
from portal.contract.people.people import Me


async def me(c: Caller) -> Me:
    """Who is asking, in which mode, and who else there is."""
    return await c.get("/me", Me)
