"""The promotion board."""

from portal.client.caller import Caller
from portal.contract.models import Board


async def board(c: Caller, text: str = "") -> Board:
    """What dev, test and prod were last seen to serve."""
    return await c.get("/models/board", Board, text=text)


async def refresh(c: Caller) -> Board:
    """Look again now, and show what was seen."""
    return await c.send("POST", "/models/refresh", {}, Board)
