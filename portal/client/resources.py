"""What is there, and asking for the same about several things."""

from portal.client.caller import Routes
from portal.contract.resources import AskedSeveral, ResourcePage, Several


class ResourceRoutes(Routes):
    """What is there, and asking for the same about several things."""

    async def listing(
        self, scope: str = "found", text: str = "", cursor: str | None = None, limit: int = 200
    ) -> ResourcePage:
        """A page of what is there; `scope` is found, leased or all."""
        return await self._c.get("/resources", ResourcePage, scope=scope, text=text, cursor=cursor, limit=limit)

    async def ask_for_several(self, wishes: Several, key: str | None = None) -> AskedSeveral:
        """One request for each wish; what is refused is told, and stops none of the others."""
        return await self._c.send("POST", "/requests/several", wishes, AskedSeveral, key)
