"""Who decides in whose place while they are away."""

from fastapi import APIRouter

from portal.contract.people.delegations import Delegation, DelegationWish
from portal.server.authentication import InPortal, Key, Who
from portal.services.requests import delegations

router = APIRouter()


@router.get("/delegations")
def listing(portal: InPortal, who: Who) -> tuple[Delegation, ...]:
    """Every one that is in force or to come."""
    return delegations.listing(portal.world)


@router.post("/delegations", status_code=201)
def delegate(portal: InPortal, who: Who, key: Key, wish: DelegationWish) -> Delegation:
    """Somebody decides in my place while I am away."""
    return delegations.delegate(portal.world, who.person, wish, key)


@router.delete("/delegations/{delegation}", status_code=204)
def end(portal: InPortal, who: Who, delegation: str) -> None:
    """I am back."""
    delegations.end(portal.world, who.person, delegation)
