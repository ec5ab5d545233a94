"""Catalogue: what may be asked for, with the card of what the cursor is on."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from portal.client import PortalClient
from portal.contract.catalogue import CatalogueItem, CataloguePage, CatalogueRow
from portal.contract.people.watches import WatchWish
from portal.contract.problem import Problem
from screens.catalogue.catalogue_card import card, row_card
from screens.catalogue.watching import NOTHING, watch
from screens.keys import screen_bindings
from screens.requests.asking import advise, choose_kind
from screens.sheet import Sheet
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import content, money
from screens.words import LIFECYCLE, face

KINDS = {"template": "Templates", "compute": "Compute", "environment": "Environments"}
PAUSE_SECONDS = 0.12


class CatalogueScreen(ListScreen[CataloguePage, CatalogueRow]):
    """Templates, compute types and environments; beside them, where there is room, the card."""

    PLACE = "catalogue"
    REMEMBERED = CataloguePage
    WATCHES = ("observations.", "quota.")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "new", "advise", "filter", "scope", "order")
    BINDINGS = screen_bindings(("scope", "advise", "notify"))
    DEFAULT_CSS = """
    CatalogueScreen #warning { height: auto; padding: 0 1; display: none; }
    CatalogueScreen #card { display: none; width: 2fr; border-left: solid $panel; }
    CatalogueScreen #table { width: 3fr; }
    CatalogueScreen.-wide #card { display: block; }
    CatalogueScreen.-wide #card { layout: vertical; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.kind = ""
        self.cards: dict[str, CatalogueItem] = {}

    async def fetch(self, portal: PortalClient) -> CataloguePage:
        """Read the catalogue; it is small, so all of it."""
        return await portal.catalogue.listing()

    def crumbs(self) -> tuple[str, ...]:
        """Which part of it."""
        return ("Catalogue", KINDS[self.kind]) if self.kind else ("Catalogue",)

    def body(self) -> ComposeResult:
        """A warning when the files are broken; the list; the card."""
        yield Static("", id="warning")
        listed = list(super().body())
        yield from listed[:-1]
        with Horizontal():
            yield listed[-1]
            yield Sheet(id="card")

    def columns(self) -> list[TableColumn[CatalogueRow]]:
        """What it is, whether it may be had, when to use it."""
        return [
            TableColumn("Id", lambda row: (row.id, "strong"), 15, flex=1, most=24, order=lambda row: row.id),
            TableColumn("Name", lambda row: row.title, 16, flex=2, most=36, order=lambda row: row.title.lower()),
            TableColumn("Lifecycle", self._lifecycle, 12, order=lambda row: row.lifecycle),
            TableColumn("Tier", lambda row: row.tier, 4, rank=4, order=lambda row: row.tier),
            TableColumn("An hour", self._price, 8, rank=2, align="right", order=lambda row: row.cents_per_hour or 0),
            TableColumn("Use when", self._use_when, 16, rank=1, flex=4),
        ]

    def _lifecycle(self, row: CatalogueRow) -> Cell:
        shown = face(LIFECYCLE, row.lifecycle)
        return shown.text, shown.tone

    def _price(self, row: CatalogueRow) -> Cell:
        return "" if row.cents_per_hour is None else money(row.cents_per_hour)

    def _use_when(self, row: CatalogueRow) -> Cell:
        if row.lifecycle in ("blocked", "deprecated") and (row.reason or row.successor):
            instead = f"use {row.successor}" if row.successor else ""
            return ": ".join(filter(None, (instead, row.reason))), "warn"
        return row.use_when or row.summary

    def rows_of(self, data: CataloguePage) -> list[CatalogueRow | Heading]:
        """Kind by kind, as the server ordered them."""
        rows: list[CatalogueRow | Heading] = []
        for kind, title in KINDS.items():
            items = [row for row in data.items if row.kind == kind]
            if items and self.kind in ("", kind):
                rows += [Heading(f"{title} ({len(items)})"), *items]
        return rows

    def key(self, row: CatalogueRow) -> str:
        """Its id."""
        return row.id

    def text(self, row: CatalogueRow) -> str:
        """Also what it is for."""
        return f"{super().text(row)} {row.id} {row.use_when} {row.summary} {row.owner}"

    def display_data(self, data: CataloguePage) -> None:
        """Also the warning; cards are read again."""
        self.cards.clear()
        super().display_data(data)
        warning = self.query_one("#warning", Static)
        warning.display = bool(data.warning)
        warning.update(content(("▲ ", "$warning"), data.warning))

    def nothing(self, data: CataloguePage) -> Content | None:
        """There is nothing to ask for."""
        if data.items:
            return None
        return faces.empty("The catalogue is empty.", (("new", "propose something"), ("refresh", "read it again")))

    @on(VirtualTable.Moved)
    def _other_row(self) -> None:
        row = self.row
        if row is None:
            return
        sheet = self.query_one("#card", Sheet)
        if known := self.cards.get(row.id):
            sheet.show(card(known, self.session))
        else:
            sheet.show(row_card(row))
            if self.session.live and sheet.display:
                self._read_card(row.id)

    @work(exclusive=True, group="card", exit_on_error=False)
    async def _read_card(self, id: str) -> None:
        import asyncio

        await asyncio.sleep(PAUSE_SECONDS)
        portal = self.session.portal
        if portal is None:
            return
        try:
            self.cards[id] = await portal.catalogue.show(id)
        except Problem:  # the line's own words stay; opening the card says what is wrong
            return
        if self.is_mounted and self.row is not None and self.row.id == id:
            self.query_one("#card", Sheet).show(card(self.cards[id], self.session))

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.app.open_page("catalogue", message.key)

    def act_scope(self) -> None:
        """Show the next kind."""
        names = ["", *KINDS]
        self.kind = names[(names.index(self.kind) + 1) % len(names)]
        if self.data is not None:
            self.take(self.data)

    def why_not(self, act: str) -> str:
        """A blocked offer cannot be asked for."""
        if act == "new" and self.row is not None and self.row.lifecycle == "blocked":
            return f"it is blocked: {self.row.reason or 'ask its owner'}"
        if act == "advise" and self.row is not None and advice_for(self.row.kind, "") is None:
            return NO_ADVICE
        if act == "notify" and (self.row is None or self.row.kind != "compute"):
            return NOTHING
        return super().why_not(act)

    def act_advise(self) -> None:
        """Describe a workload or a project, and see what suits."""
        row = self.row
        found = advice_for(row.kind, row.id) if row is not None else advice_for("compute", "")
        if found is not None:
            advise(self.app, found[0], {}, found[1])

    def act_notify(self) -> None:
        """Be told when there is room for it."""
        if self.row is not None:
            watch(self, WatchWish(self.row.id))

    def act_new(self) -> None:
        """Ask for what the cursor is on, or for something else."""
        kind, answers = wish_for(self.row.kind, self.row.id) if self.row is not None else ("", {})
        choose_kind(self.app, answers, kind)


NO_ADVICE = "there is advice on compute and on workspaces, not on this"


def advice_for(kind: str, id: str) -> tuple[str, dict[str, str]] | None:
    """What one can be advised on from something of the catalogue, and the answers that it gives already."""
    return {"compute": ("compute", {}), "template": ("topology", {"template": id})}.get(kind)


def wish_for(kind: str, id: str) -> tuple[str, dict[str, str]]:
    """The kind of request and the first answer for something of the catalogue."""
    return {
        "template": ("project", {"template": id}),
        "compute": ("compute", {"type": id}),
        "environment": ("environment", {"base": id}),
    }.get(kind, ("", {}))
