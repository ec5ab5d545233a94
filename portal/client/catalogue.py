"""What may be asked for."""

from portal.client.caller import Routes, route
from portal.contract.catalogue import CatalogueItem, CataloguePage


class CatalogueRoutes(Routes):
    """What may be asked for."""

    async def listing(self, text: str = "", kind: str = "") -> CataloguePage:
        """The lines of the catalogue that match, best first; `kind` is template, compute or environment."""
        return await self._c.get("/catalogue", CataloguePage, text=text, kind=kind)

    async def show(self, id: str) -> CatalogueItem:
        """The card of one item."""
        return await self._c.get(route("catalogue", id), CatalogueItem)
