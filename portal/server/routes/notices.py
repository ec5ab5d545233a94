"""What people are told, and where they want to be told."""

from typing import Annotated

from fastapi import APIRouter, Body, Query

from portal.contract.limits import PAGE
from portal.contract.people.notices import NoticeList, NoticeWish
from portal.server.authentication import LARGEST, InPortal, Who
from portal.services.notices import notice_wishes, notices

router = APIRouter()


@router.get("/notices")
def listing(
    portal: InPortal,
    who: Who,
    unread: bool = False,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 50,
) -> NoticeList:
    """What I was told, newest first."""
    return notices.listing(portal.world, who.person, unread, cursor, limit)


@router.post("/notices/seen")
def seen(portal: InPortal, who: Who, number: Annotated[int, Body(embed=True, ge=0, le=LARGEST)]) -> NoticeList:
    """I have seen my notices up to this one."""
    return notices.mark_seen(portal.world, who.person, number)


@router.get("/notices/wishes")
def wishes(portal: InPortal, who: Who) -> tuple[NoticeWish, ...]:
    """Of what I am told on which channel."""
    return notice_wishes.show(portal.world, who.person)


@router.put("/notices/wishes")
def choose(
    portal: InPortal,
    who: Who,
    topic: Annotated[str, Body(embed=True, max_length=40)],
    channel: Annotated[str, Body(embed=True, max_length=64)],
    wanted: Annotated[bool, Body(embed=True)],
) -> tuple[NoticeWish, ...]:
    """Tell me of this there, or do not."""
    return notice_wishes.choose(portal.world, who.person, topic, channel, wanted)
