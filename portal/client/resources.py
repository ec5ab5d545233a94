"""What is there, and asking for the same about several things."""

from portal.client.caller import Caller
from portal.contract.resources import AskedSeveral, ResourcePage, Several


async def listing(
    c: Caller, scope: str = "found", text: str = "", cursor: str | None = None, limit: int = 200
) -> ResourcePage:
    """A page of what is there; `scope` is found, leased or all."""
    return await c.get("/resources", ResourcePage, scope=scope, text=text, cursor=cursor, limit=limit)


async def ask_for_several(c: Caller, wishes: Several, key: str | None = None) -> AskedSeveral:
    """One request for each wish; what is refused is told, and stops none of the others."""
    return await c.send("POST", "/requests/several", wishes, AskedSeveral, key)
