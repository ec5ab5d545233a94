"""Approvals: what waits for my decision, the easy ones first."""

from typing import ClassVar

from textual import on, work
from textual.content import Content

from portal.client import PortalClient
from portal.contract.problem import Problem, said
from portal.contract.requests import RequestPage, RequestRow
from portal.contract.together import Decided, Shown, Together, odd_ones
from screens.keys import screen_bindings
from screens.requests.request_columns import flags_cell, others_cell
from screens.requests.votes import key
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.lists import ListScreen
from screens.tables.paged import PAGE_ROWS
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import age, count, money


class ApprovalsScreen(ListScreen[RequestPage, RequestRow]):
    """The inbox, in two parts: one key each, and what needs thought."""

    PLACE = "approvals"
    REMEMBERED = RequestPage
    WATCHES = ("request.",)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "mark", "approve", "filter", "order")
    BINDINGS = screen_bindings(("approve",))

    async def fetch(self, portal: PortalClient) -> RequestPage:
        """Read what waits for the person."""
        return await portal.requests.listing("inbox", limit=PAGE_ROWS)

    def columns(self) -> list[TableColumn[RequestRow]]:
        """What a first look needs: what, who, where, how much, how far, how long."""
        now = self.session.now
        return [
            TableColumn("", self._sign, 1),
            TableColumn("Id", lambda row: (row.id, "strong"), 7, order=lambda row: row.id),
            TableColumn("What", lambda row: row.title or row.kind, 20, flex=6, order=lambda row: row.title.lower()),
            TableColumn(
                "Who",
                lambda row: self.session.short(row.requester),
                6,
                flex=1,
                most=14,
                order=lambda row: row.requester,
            ),
            TableColumn("Stage", lambda row: row.stage or "–", 5, rank=4, order=lambda row: row.stage),
            TableColumn(
                "Month", lambda row: money(row.monthly_cents), 9, align="right", order=lambda row: row.monthly_cents
            ),
            TableColumn("Votes", lambda row: row.approvals or "new", 6, rank=1, most=9, flex=1),
            TableColumn("Why thought", flags_cell, 11, rank=5, flex=2, most=30),
            TableColumn(
                "Since",
                lambda row: age(row.submitted_at, now()),
                5,
                1,
                align="right",
                order=lambda row: row.submitted_at,
            ),
            TableColumn("Also", lambda row: others_cell(self.session, row), 8, rank=3, flex=1, most=20),
        ]

    def _sign(self, row: RequestRow) -> Cell:
        return ("●", "good") if row.easy else ("▲", "warn")

    def rows_of(self, data: RequestPage) -> list[RequestRow | Heading]:
        """Easy ones, then by tier and age."""
        easy = sorted((row for row in data.items if row.easy), key=lambda row: row.submitted_at)
        hard = sorted((row for row in data.items if not row.easy), key=lambda row: row.submitted_at)
        hard.sort(key=lambda row: row.tier, reverse=True)
        rows: list[RequestRow | Heading] = []
        if easy:
            rows += [
                Heading(f"One look each ({len(easy)}): all rules pass, within budget, nothing assumed that matters"),
                *easy,
            ]
        if hard:
            rows += [Heading(f"Needs thought ({len(hard)}), by risk and age"), *hard]
        return rows

    def key(self, row: RequestRow) -> str:
        """Its id."""
        return row.id

    def nothing(self, data: RequestPage) -> Content | None:
        """Nothing waits."""
        if data.items:
            return None
        return faces.empty(
            "Nothing waits for your decision.",
            (
                ("go_requests", "see all requests"),
                ("go_home", "see what else needs you"),
                ("act_as", "be somebody who approves"),
            ),
        )

    def presence_changed(self, subject: str) -> None:
        """Say in its row who has it open."""
        self.table.repaint()

    def order_of_rows(self) -> list[str]:
        """The ids as they stand on the screen."""
        source = self.table.source
        keys = (source.key_at(at) for at in range(source.length()))
        return [key for key in keys if key is not None]

    def chosen(self) -> list[RequestRow]:
        """The marked rows, or the one under the cursor."""
        if self.data is not None and self.table.marks:
            return [row for row in self.data.items if row.id in self.table.marks]
        return [self.row] if self.row is not None else []

    def why_not(self, act: str) -> str:
        """From the list one approves only what needs no thought, and several only when they are alike."""
        if reason := super().why_not(act):
            return reason
        if act == "approve":
            return why_not_at_once(self.chosen())
        return ""

    def act_approve(self) -> None:
        """Approve the rows that are marked, each exactly as it is shown, and only after yes: some start at once."""
        from screens.dialogs import Confirm

        rows = self.chosen()

        said = [f"{row.id}  {row.title}  {money(row.monthly_cents)} a month" for row in rows]

        def then(sure: bool | None) -> None:
            if sure:
                self._approve(rows)

        what = f"Approve {rows[0].id}?" if len(rows) == 1 else f"Approve these {len(rows)} requests?"
        self.app.push_screen(Confirm(what, said, "Approve"), then)

    @work(group="send", exit_on_error=False)
    async def _approve(self, rows: list[RequestRow]) -> None:
        portal, shown = self.session.portal, tuple(Shown(row.id, row.digest) for row in rows)
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            decided = await portal.requests.approve_together(Together(shown), key())
        except Problem as problem:
            self.say(problem.line(), "error")
        else:
            self._tell(decided)
        self.table.clear_marks()
        self.load()

    def _tell(self, decided: Decided) -> None:
        done = [one.request for one in decided.items if one.problem is None]
        refused = [one.problem for one in decided.items if one.problem is not None]
        what = done[0] if len(done) == 1 else count(len(done), "request")
        if refused:
            self.say(f"{what} approved, then: {said(refused[0]).line()}", "error")
        else:
            self.say(f"{what} approved; its page takes it back with u")

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        ids = self.order_of_rows()
        self.app.open_page("decision", ids, ids.index(message.key))


def why_not_at_once(rows: list[RequestRow]) -> str:
    """Why these rows cannot be approved from the list, or ""."""
    if not rows:
        return "there is nothing under the cursor"
    for id, why in odd_ones(rows).items():
        return f"{id} {why} (⏎)"
    return ""
