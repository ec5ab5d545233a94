"""The audit: page by page, verified, exported."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from portal.contract.audit import AuditPage, ChainState
from portal.contract.limits import LINE_LENGTH, PAGE
from portal.server.asking import InPortal, Who
from portal.services import audit

router = APIRouter()

Line = Annotated[str, Query(max_length=LINE_LENGTH)]


@router.get("/audit")
def listing(
    portal: InPortal,
    who: Who,
    person: Line = "",
    project: Line = "",
    kind: Line = "",
    subject: Line = "",
    cursor: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 100,
) -> AuditPage:
    """A page of the audit, newest first."""
    return audit.listing(portal.database, audit.Filter(person, project, kind, subject), cursor, limit)


@router.get("/audit/verify")
def verify(portal: InPortal, who: Who) -> ChainState:
    """Whether the chain holds."""
    return audit.verify(portal.database)


@router.get("/audit/export", response_class=PlainTextResponse)
def export(portal: InPortal, who: Who) -> PlainTextResponse:
    """The whole audit as JSON lines with their hashes."""
    return PlainTextResponse(audit.export(portal.database, portal.world.now()), media_type="application/x-ndjson")
