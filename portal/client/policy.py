"""Policy: who decides on what."""

from portal.client.caller import Caller
from portal.contract.policy import PolicyShown


async def shown(c: Caller) -> PolicyShown:
    """The policy in force for new requests."""
    return await c.get("/policy", PolicyShown)
