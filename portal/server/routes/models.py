"""The promotion board."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.contract.limits import LINE_LENGTH
from portal.contract.models import Board
from portal.server.asking import InPortal, Who
from portal.services import models
from portal.services.observations import was_observed

router = APIRouter()


@router.get("/models/board")
def board(portal: InPortal, who: Who, text: Annotated[str, Query(max_length=LINE_LENGTH)] = "") -> Board:
    """What every stage serves, as it was seen last; where nothing was ever read, Azure is read first."""
    with portal.database.read() as connection:
        seen = was_observed(connection)
    if not seen:
        portal.observer.refresh()
    return models.board(portal.database, portal.catalogue().organisation, text)


@router.post("/models/refresh")
def refresh(portal: InPortal, who: Who) -> Board:
    """Reads Azure now, then the board."""
    portal.observer.refresh()
    return models.board(portal.database, portal.catalogue().organisation)
