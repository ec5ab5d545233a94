"""The promotion board."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.contract.limits import LINE_LENGTH, PAGE
from portal.contract.models.board import Board, Look
from portal.records.models import board as models
from portal.records.observed.history import past_moment
from portal.server.authentication import InPortal, Who
from portal.server.looking import look_once
from portal.services.models.board_gates import with_gates

router = APIRouter()


@router.get("/models/board")
def board(
    portal: InPortal,
    who: Who,
    text: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
    as_of: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
) -> Board:
    """What every stage serves, as it was seen last; where nothing was ever read, Azure is read first.

    `as_of` is a moment of the past, or a day, of which the end counts; gates are only told of the present.
    """
    past = past_moment(as_of, portal.world.now()) if as_of else ""
    look_once(portal)
    found = models.board(portal.database, portal.catalogue().organisation, text, past)
    return found if past else with_gates(portal.world, found)


@router.post("/models/refresh")
def refresh(portal: InPortal, who: Who, wish: Look | None = None) -> Board:
    """Reads Azure now, then the board; the workspaces that somebody has on the screen alone if any are named."""
    if wish is not None and wish.workspaces:
        portal.observer.look(wish.workspaces[:PAGE])
    else:
        portal.observer.refresh()
    return with_gates(portal.world, models.board(portal.database, portal.catalogue().organisation))
