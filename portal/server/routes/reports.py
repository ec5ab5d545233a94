"""What is counted over many requests."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.contract.reports import DenialReport
from portal.server.authentication import InPortal, Who
from portal.services.requests import denials

router = APIRouter()


@router.get("/reports/denials")
def denied(portal: InPortal, who: Who, days: Annotated[int, Query(ge=1, le=3650)] = 90) -> DenialReport:
    """Why requests were denied in the last days."""
    return denials.counted(portal.world, days)
