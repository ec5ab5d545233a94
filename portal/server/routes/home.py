"""What needs me now."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body

from catalog.model import Person
from portal.contract.home import Home
from portal.demo.worth_a_look import stories
from portal.server.authentication import LARGEST, InPortal, Who
from portal.server.portal import Portal
from portal.services import home
from portal.services.requests.lists import open_rows

router = APIRouter()


@router.get("/home")
def show(portal: InPortal, who: Who, looks: bool = True) -> Home:
    """Waiting on me, mine, running, and what changed since I last looked; `looks=false` asks for the counts alone."""
    return _shown(portal, who.person, looks)


@router.post("/home/seen")
def seen(portal: InPortal, who: Who, number: Annotated[int, Body(embed=True, ge=0, le=LARGEST)]) -> Home:
    """I have looked up to this act."""
    home.mark_seen(portal.world, who.person, number)
    return _shown(portal, who.person)


def _shown(portal: Portal, person: Person, looks: bool = True) -> Home:
    with portal.database.read() as connection:
        asked = open_rows(portal.world, connection)
    shown = home.show(portal.world, person, looks, asked)
    return replace(shown, stories=stories(portal.world, asked)) if portal.mode == "demo" else shown
