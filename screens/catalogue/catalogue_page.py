"""One item of the catalogue, on a page of its own."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult

from portal.client import PortalClient
from portal.contract.catalogue import CatalogueItem
from portal.contract.people.watches import WatchWish
from screens.catalogue.catalogue import NO_ADVICE, advice_for, wish_for
from screens.catalogue.catalogue_card import card
from screens.catalogue.watching import NOTHING, watch
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.requests.asking import advise, choose_kind
from screens.sheet import Sheet
from screens.yaml import as_yaml


class CatalogueDetail(PortalScreen[CatalogueItem]):
    """The card, with room."""

    PLACE = "catalogue"
    WATCHES = ("resource.", "observations.", "quota.")
    FOOTER: ClassVar[tuple[str, ...]] = ("new", "advise", "notify", "copy", "copy_all", "back")
    BINDINGS = screen_bindings(("advise", "notify", "copy", "copy_all"))

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, id: str) -> None:
        super().__init__()
        self.item_id = id

    async def fetch(self, portal: PortalClient) -> CatalogueItem:
        """Read the card."""
        return await portal.catalogue.show(self.item_id)

    def crumbs(self) -> tuple[str, ...]:
        """The item's id."""
        return ("Catalogue", self.item_id)

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: CatalogueItem) -> None:
        """What it is and costs on the left, everything its file says on the right."""
        sections = card(data, self.session)
        cut = len(sections) // 2 + 1
        self.sheet.show(sections[:cut], sections[cut:])

    def why_not(self, act: str) -> str:
        """A blocked offer cannot be asked for."""
        if act == "new" and self.data is not None and self.data.lifecycle == "blocked":
            return f"it is blocked: {self.data.reason or 'ask its owner'}"
        if act == "advise" and self.data is not None and advice_for(self.data.kind, "") is None:
            return NO_ADVICE
        if act == "notify" and self.data is not None and self.data.kind != "compute":
            return NOTHING
        return super().why_not(act)

    def act_new(self) -> None:
        """Ask for it, or for something else."""
        kind, answers = wish_for(self.data.kind, self.data.id) if self.data is not None else ("", {})
        choose_kind(self.app, answers, kind)

    def act_advise(self) -> None:
        """Describe a workload or a project, and see what suits."""
        found = advice_for(self.data.kind, self.data.id) if self.data is not None else None
        if found is not None:
            advise(self.app, found[0], {}, found[1])

    def act_notify(self) -> None:
        """Be told when there is room for it."""
        watch(self, WatchWish(self.item_id))

    def act_copy(self) -> None:
        """Copy the id."""
        self.app.copy(self.item_id, "id")

    def act_copy_all(self) -> None:
        """Copy what its file says."""
        if self.data is not None:
            self.app.copy(as_yaml({"id": self.data.id, "kind": self.data.kind, **self.data.facts}), "the item as YAML")
