"""The audit: page by page, verified, exported."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import PlainTextResponse

from portal.contract.audit import AuditPage, ChainState
from portal.contract.limits import LINE_LENGTH, PAGE
from portal.server.authentication import InPortal, Who
from portal.server.portal import Portal
from portal.services import audit

router = APIRouter()

Line = Annotated[str, Query(max_length=LINE_LENGTH)]


def reader(portal: InPortal, who: Who) -> Portal:
    """The portal, for who may read its audit. Raises Problem."""
    audit.check_reader(portal.world.catalogue(), who.person)
    return portal


ForReaders = Annotated[Portal, Depends(reader)]


@router.get("/audit")
def listing(
    portal: ForReaders,
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
def verify(portal: ForReaders) -> ChainState:
    """Whether the chain holds."""
    return audit.verify(portal.database)


@router.get("/audit/export", response_class=PlainTextResponse)
def export(portal: ForReaders) -> PlainTextResponse:
    """The whole audit as JSON lines with their hashes."""
    return PlainTextResponse(audit.export(portal.database, portal.world.now()), media_type="application/x-ndjson")
