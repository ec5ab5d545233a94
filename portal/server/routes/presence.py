"""What I have open now, so that others who decide can see it."""

from typing import Annotated

from fastapi import APIRouter, Body

from portal.contract.limits import NAME_LENGTH
from portal.server.authentication import Who
from portal.server.presence import InPresence

router = APIRouter()


@router.put("/presence", status_code=204)
def say(
    who: Who,
    presence: InPresence,
    terminal: Annotated[str, Body(embed=True, max_length=NAME_LENGTH)],
    open: Annotated[str, Body(embed=True, pattern=r"^(R-[0-9]{1,12})?$")] = "",
) -> None:
    """This terminal of mine has a request open, or none; said again while it lasts, and written down nowhere."""
    presence.say(terminal, who.person.id, open)
