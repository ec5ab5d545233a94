"""The demo: start again, and let time pass."""

import re
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Body, Request

from portal.contract.problem import Complaint, bad_input, refused
from portal.contract.server import ServerStatus
from portal.demo.clock import ShiftedClock
from portal.demo.reset import ask_for_reset
from portal.server.authentication import InPortal, Key, Who
from portal.server.portal import Portal
from portal.server.status import status_of

router = APIRouter()

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@router.post("/demo/clock")
def clock(request: Request, portal: InPortal, who: Who, key: Key, by: Annotated[str, Body(embed=True)]) -> ServerStatus:
    """Lets time pass, such as `+7d`."""
    _only_demo(portal)
    found = re.fullmatch(r"\+([0-9]{1,4})([mhdw])", by.strip())
    if found is None or not isinstance(portal.clock, ShiftedClock):
        raise bad_input(f"'{by[:40]}' is no span of time", Complaint("by", "give one such as +30m, +4h, +7d or +2w"))
    portal.clock.move(timedelta(**{_UNITS[found[2]]: int(found[1])}), portal.world.now(), key)
    return status_of(portal, request.app.state.streams.count())


@router.post("/demo/reset")
def reset(request: Request, portal: InPortal, who: Who) -> ServerStatus:
    """Forgets everything and starts the demo again; the server leaves, the next call finds a fresh one."""
    _only_demo(portal)
    ask_for_reset(portal.settings.home)
    told = status_of(portal, request.app.state.streams.count())
    request.app.state.leave()
    return told


def _only_demo(portal: Portal) -> None:
    if portal.mode != "demo":
        raise refused("this is not a demo", f"mode is {portal.mode}", "only a demo can be moved in time or reset")
