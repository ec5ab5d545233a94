"""Policy: who decides on what."""

from portal.client.caller import Routes
from portal.contract.policy import PolicyShown


class PolicyRoutes(Routes):
    """Policy: who decides on what."""

    async def shown(self) -> PolicyShown:
        """The policy in force for new requests."""
        return await self._c.get("/policy", PolicyShown)
