"""Who did what, when."""

from portal.client.caller import Caller
from portal.contract.audit import AuditPage, ChainState


async def listing(
    c: Caller,
    person: str = "",
    project: str = "",
    kind: str = "",
    subject: str = "",
    cursor: str | None = None,
    limit: int = 100,
) -> AuditPage:
    """A page of the audit, newest first."""
    return await c.get(
        "/audit", AuditPage, person=person, project=project, kind=kind, subject=subject, cursor=cursor, limit=limit
    )


async def verify(c: Caller) -> ChainState:
    """Whether the chain of hashes holds."""
    return await c.get("/audit/verify", ChainState)


async def export(c: Caller) -> str:
    """The whole audit as JSON lines, oldest first."""
    return await c.text("/audit/export")
