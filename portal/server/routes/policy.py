"""Policy: who decides on what."""

from fastapi import APIRouter

from portal.contract.policy import PolicyShown
from portal.server.authentication import InPortal, Who
from portal.services.catalogue import policy

router = APIRouter()


@router.get("/policy")
def shown(portal: InPortal, who: Who) -> PolicyShown:
    """The policy in force for new requests."""
    portal.catalogue.refresh()
    return policy.shown(portal.world)
