"""What is there, and how much longer it stays."""

from fastapi import APIRouter

from portal.contract.requests import Postponement, Request
from portal.server.asking import InPortal, Key, Who
from portal.services import postponing, views

router = APIRouter()


@router.post("/resources/postpone", status_code=202)
def postpone(portal: InPortal, who: Who, key: Key, wish: Postponement) -> Request:
    """Puts the end of a lease off by some hours: an extension, asked for in one act."""
    made = postponing.postpone(portal.world, who.person, wish.resource, wish.hours, key)
    return views.show(portal.world, who.person, made)
