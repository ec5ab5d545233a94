"""What may be asked for."""

from portal.client.caller import Caller, route
from portal.contract.catalogue import CatalogueItem, CataloguePage


async def listing(c: Caller, text: str = "", kind: str = "") -> CataloguePage:
    """The lines of the catalogue that match, best first; `kind` is template, compute or environment."""
    return await c.get("/catalogue", CataloguePage, text=text, kind=kind)


async def show(c: Caller, id: str) -> CatalogueItem:
    """The card of one item."""
    return await c.get(route("catalogue", id), CatalogueItem)
