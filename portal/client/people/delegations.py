"""Who decides in whose place while they are away."""

from types import NoneType

from portal.client.caller import Routes, route
from portal.contract.people.delegations import Delegation, DelegationWish


class DelegationRoutes(Routes):
    """Who decides in whose place while they are away."""

    async def listing(self) -> tuple[Delegation, ...]:
        """Every one that is in force or to come."""
        return await self._c.get("/delegations", tuple[Delegation, ...])

    async def delegate(self, wish: DelegationWish, key: str | None = None) -> Delegation:
        """Let somebody decide in one's place."""
        return await self._c.send("POST", "/delegations", wish, Delegation, key)

    async def end(self, number: int) -> None:
        """End it before its time."""
        await self._c.send("DELETE", route("delegations", str(number)), None, NoneType)
