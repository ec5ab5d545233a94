"""The event stream."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from portal.contract.problem import Complaint, bad_input
from portal.server.authentication import LARGEST, Who

router = APIRouter()


@router.get("/events")
async def follow(
    request: Request,
    who: Who,
    after: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
    last: Annotated[str, Header(alias="Last-Event-ID")] = "",
) -> StreamingResponse:
    """Server-sent events: after `Last-Event-ID`, else after `after`, else what comes next; until the sign-in ends."""
    if last and not (last.isascii() and last.isdecimal() and len(last) < 19):
        raise bad_input("that is no event's number", Complaint("Last-Event-ID", f"'{last[:40]}' is not a number"))
    stream = request.app.state.streams.follow(int(last) if last else after, who.lasts)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
