"""What somebody is told of when it is free."""

from fastapi import APIRouter

from portal.contract.people.watches import Watch, WatchWish
from portal.server.authentication import InPortal, Key, Who
from portal.services.notices import watches

router = APIRouter()


@router.get("/watches")
def listing(portal: InPortal, who: Who) -> tuple[Watch, ...]:
    """What I watch, what is free first."""
    return watches.listing(portal.world, who.person)


@router.post("/watches", status_code=201)
def add(portal: InPortal, who: Who, key: Key, wish: WatchWish) -> Watch:
    """Tell me when so many cores are free."""
    return watches.add(portal.world, who.person, wish, key)


@router.delete("/watches/{watch}", status_code=204)
def drop(portal: InPortal, who: Who, watch: str) -> None:
    """Tell me no longer."""
    watches.drop(portal.world, who.person, watch)
