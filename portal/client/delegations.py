"""Who decides in whose place while they are away."""

from types import NoneType

from portal.client.caller import Caller, route
from portal.contract.people.delegations import Delegation, DelegationWish


async def listing(c: Caller) -> tuple[Delegation, ...]:
    """Every one that is in force or to come."""
    return await c.get("/delegations", tuple[Delegation, ...])


async def delegate(c: Caller, wish: DelegationWish, key: str | None = None) -> Delegation:
    """Let somebody decide in one's place."""
    return await c.send("POST", "/delegations", wish, Delegation, key)


async def end(c: Caller, number: int) -> None:
    """End it before its time."""
    await c.send("DELETE", route("delegations", str(number)), None, NoneType)
