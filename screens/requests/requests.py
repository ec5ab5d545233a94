"""Requests: mine, my team's, or all of them."""

from typing import ClassVar

from textual import on, work
from textual.content import Content

from portal.client import PortalClient
from portal.contract.problem import Problem
from portal.contract.requests import RequestPage, RequestRow
from screens.keys import screen_bindings
from screens.requests import request_columns
from screens.requests.again import again, why_not_again
from screens.requests.asking import ask_for, for_project
from screens.requests.votes import key
from screens.tables import faces
from screens.tables.columns import TableColumn
from screens.tables.paged import PAGE_ROWS, PagedScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.words import REQUEST, face

SCOPES = {"mine": "mine", "team": "my team's", "all": "all"}


class RequestsScreen(PagedScreen[RequestPage, RequestRow]):
    """The list of requests."""

    PLACE = "requests"
    REMEMBERED = RequestPage
    WATCHES = ("request.", "operation.")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "filter", "scope", "new", "order", "copy")
    BINDINGS = screen_bindings(("like_this", "again", "scope"))

    def __init__(self) -> None:
        super().__init__()
        self.scope = "mine"

    async def page(self, portal: PortalClient, cursor: str | None, text: str = "") -> RequestPage:
        """Read requests of the chosen scope."""
        return await portal.requests.listing(self.scope, text=text, cursor=cursor, limit=PAGE_ROWS)

    def crumbs(self) -> tuple[str, ...]:
        """Whose requests."""
        return ("Requests", SCOPES[self.scope])

    def columns(self) -> list[TableColumn[RequestRow]]:
        """The columns of every list of requests."""
        return request_columns.columns(self.session)

    def rows_of(self, data: RequestPage) -> list[RequestRow | Heading]:
        """The rows as the server gave them: newest first."""
        return list(data.items)

    def key(self, row: RequestRow) -> str:
        """Its id."""
        return row.id

    def text(self, row: RequestRow) -> str:
        """Also its kind, project and state in words."""
        return f"{super().text(row)} {row.kind} {row.project} {row.unit} {face(REQUEST, row.state).word}"

    def nothing(self, data: RequestPage) -> Content | None:
        """Nobody has asked for anything."""
        if data.items:
            return None
        whose = {"mine": "You have not asked for anything yet.", "team": "Nobody in your team has asked for anything."}
        return faces.empty(
            whose.get(self.scope, "Nobody has asked for anything yet."),
            (
                ("new", "ask for something"),
                ("scope", "look at others' requests"),
                ("go_catalogue", "see what may be asked for"),
            ),
        )

    def act_scope(self) -> None:
        """Show the next scope."""
        names = list(SCOPES)
        self.scope = names[(names.index(self.scope) + 1) % len(names)]
        self.wanted = 0
        self.tell_bars()
        self.load_other()

    def why_not(self, act: str) -> str:
        """What came to nothing can be asked for again, by its requester."""
        if reason := super().why_not(act):
            return reason
        if act == "like_this" and self.row is None:
            return "there is nothing under the cursor"
        me = self.session.me.person.id if self.session.me else ""
        return why_not_again(self.row, me) if act == "again" else ""

    @work(group="send", exit_on_error=False)
    async def act_again(self) -> None:
        """Ask anew for what the cursor is on."""
        portal, row = self.session.portal, self.row
        if portal is None or row is None:
            return
        try:
            asked = await portal.requests.show(row.id)
        except Problem as problem:
            self.say(problem.line(), "error")
        else:
            await again(self, asked, key())

    def act_new(self) -> None:
        """Ask for something, for the project of what the cursor is on."""
        ask_for(self.app, "", for_project(self.row.project if self.row else ""))

    @work(group="send", exit_on_error=False)
    async def act_like_this(self) -> None:
        """Open the form with all answers of what the cursor is on."""
        portal, row = self.session.portal, self.row
        if portal is None or row is None:
            return
        try:
            asked = await portal.requests.show(row.id)
        except Problem as problem:
            self.say(problem.line(), "error")
        else:
            ask_for(self.app, asked.kind, dict(asked.spec))

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.app.open_page("request", message.key)
