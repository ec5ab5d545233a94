"""What is there, asking for the same about several things, and how much longer something stays."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.contract.limits import LINE_LENGTH, PAGE
from portal.contract.requests import Postponement, Request
from portal.contract.resources import AskedSeveral, ResourcePage, Several
from portal.server.authentication import InPortal, Key, Who
from portal.services.leases import postponing
from portal.services.projects import resource_list
from portal.services.requests import batch_requests, views

router = APIRouter()


@router.get("/resources")
def listing(
    portal: InPortal,
    who: Who,
    scope: Annotated[str, Query(max_length=LINE_LENGTH)] = "found",
    text: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
    cursor: Annotated[str | None, Query(max_length=LINE_LENGTH)] = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> ResourcePage:
    """A page of what is there; `scope` is found, leased or all."""
    return resource_list.listing(portal.world, who.person, scope, text, cursor, limit)


@router.post("/requests/several", status_code=202)
def ask_for_several(portal: InPortal, who: Who, key: Key, wishes: Several) -> AskedSeveral:
    """One request for each wish; what is refused is told, and stops none of the others."""
    portal.catalogue.refresh()
    return AskedSeveral(batch_requests.ask(portal.world, who.person, wishes.kind, wishes.specs, key))


@router.post("/resources/postpone", status_code=202)
def postpone(portal: InPortal, who: Who, key: Key, wish: Postponement) -> Request:
    """Puts the end of a lease off by some hours: an extension, asked for in one act."""
    made = postponing.postpone(portal.world, who.person, wish.resource, wish.hours, key)
    return views.show(portal.world, who.person, made)
