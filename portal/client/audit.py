"""Who did what, when."""

from portal.client.caller import Routes
from portal.contract.audit import AuditPage, ChainState


class AuditRoutes(Routes):
    """Who did what, when."""

    async def listing(
        self,
        person: str = "",
        project: str = "",
        kind: str = "",
        subject: str = "",
        cursor: str | None = None,
        limit: int = 100,
    ) -> AuditPage:
        """A page of the audit, newest first."""
        return await self._c.get(
            "/audit", AuditPage, person=person, project=project, kind=kind, subject=subject, cursor=cursor, limit=limit
        )

    async def verify(self) -> ChainState:
        """Whether the chain of hashes holds."""
        return await self._c.get("/audit/verify", ChainState)

    async def export(self) -> str:
        """The whole audit as JSON lines, oldest first."""
        return await self._c.text("/audit/export")
