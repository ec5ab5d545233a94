"""What may be asked for."""

from typing import Annotated

from fastapi import APIRouter, Query

from portal.contract.catalogue import CatalogueItem, CataloguePage
from portal.contract.limits import LINE_LENGTH
from portal.server.authentication import InPortal, Who
from portal.services.catalogue import offers

router = APIRouter()


@router.get("/catalogue")
def listing(
    portal: InPortal,
    who: Who,
    text: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
    kind: str = "",
) -> CataloguePage:
    """The offers that match."""
    portal.catalogue.refresh()
    return offers.listing(portal.world, text, kind, portal.catalogue.warning)


@router.get("/catalogue/{item}")
def show(portal: InPortal, who: Who, item: str) -> CatalogueItem:
    """The card of one offer."""
    return offers.show(portal.world, who.person, item)
