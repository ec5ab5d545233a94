"""Audit: who did what, when, on which digest."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from portal.client import PortalClient
from portal.contract.audit import AuditPage, AuditRow, ChainState
from portal.contract.problem import Problem
from screens.keys import screen_bindings
from screens.tables import faces
from screens.tables.columns import TableColumn
from screens.tables.paged import PAGE_ROWS, PagedScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import at, content, cut, grouped


class AuditScreen(PagedScreen[AuditPage, AuditRow]):
    """The acts, newest first, and whether their chain holds."""

    PLACE = "audit"
    REMEMBERED = AuditPage
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "filter", "verify", "export", "copy")
    BINDINGS = screen_bindings(("verify", "export"))
    DEFAULT_CSS = "AuditScreen #chain { height: 1; padding: 0 1; }"

    async def page(self, portal: PortalClient, cursor: str | None, text: str = "") -> AuditPage:
        """Read acts; words of the filter are a person, a project or a request."""
        if text.lower().startswith("r-"):
            return await portal.audit.listing(subject=text.upper(), cursor=cursor, limit=PAGE_ROWS)
        if text in self.session.names:
            return await portal.audit.listing(person=text, cursor=cursor, limit=PAGE_ROWS)
        return await portal.audit.listing(project=text, cursor=cursor, limit=PAGE_ROWS)

    def body(self) -> ComposeResult:
        """The state of the chain above the table."""
        yield Static("", id="chain")
        yield from super().body()

    def columns(self) -> list[TableColumn[AuditRow]]:
        """When, who, what, on which digest."""
        return [
            TableColumn(
                "No.", lambda row: (grouped(row.number), "dim"), 7, rank=2, align="right", order=lambda row: row.number
            ),
            TableColumn("When (UTC)", lambda row: at(row.at), 16, order=lambda row: row.at),
            TableColumn(
                "Who", lambda row: self.session.short(row.actor), 8, flex=1, most=18, order=lambda row: row.actor
            ),
            TableColumn("Act", lambda row: (row.act, "strong"), 12, flex=1, most=24, order=lambda row: row.act),
            TableColumn("Subject", lambda row: row.subject, 8, flex=1, most=24, order=lambda row: row.subject),
            TableColumn("Kind", lambda row: row.kind, 10, rank=4, order=lambda row: row.kind),
            TableColumn(
                "Project", lambda row: row.project or "–", 8, rank=3, flex=1, most=24, order=lambda row: row.project
            ),
            TableColumn("Digest", lambda row: (cut(row.digest, 13) or "–", "dim"), 13, rank=5),
            TableColumn("Mode", lambda row: (row.mode, "dim"), 4, rank=6),
        ]

    def rows_of(self, data: AuditPage) -> list[AuditRow | Heading]:
        """As they come."""
        return list(data.items)

    def key(self, row: AuditRow) -> str:
        """Its number."""
        return str(row.number)

    def text(self, row: AuditRow) -> str:
        """Also the person's id and the whole digest."""
        return f"{super().text(row)} {row.actor} {row.digest}"

    def display_data(self, data: AuditPage) -> None:
        """Also check the chain, once at first and then when asked."""
        first = not self.query_one("#chain", Static).content
        super().display_data(data)
        if first and self.session.live:
            self.act_verify()

    def nothing(self, data: AuditPage) -> Content | None:
        """Nobody has done anything."""
        return (
            None
            if data.items
            else faces.empty("Nobody has done anything yet.", (("go_catalogue", "begin with the catalogue"),))
        )

    def why_not(self, act: str) -> str:
        """The chain is at the server, and not for everybody."""
        if act in ("verify", "export") and self.problem is not None and self.problem.body.status == 403:
            return f"{self.problem.body.title}: {self.problem.body.detail}"
        return "connecting…" if act in ("verify", "export") and not self.session.live else super().why_not(act)

    @work(exclusive=True, group="verify", exit_on_error=False)
    async def act_verify(self) -> None:
        """Check the chain of hashes."""
        portal = self.session.portal
        if portal is None:
            return
        line = self.query_one("#chain", Static)
        line.update(content(("checking the chain…", "dim")))
        try:
            line.update(chain_line(await portal.audit.verify()))
        except Problem as problem:
            line.update(content(("▲ ", "$warning"), f"the chain could not be checked: {problem.line()}"))

    def act_export(self) -> None:
        """Write the audit to a file, with what proves it."""
        from screens.tables.exports import write

        write(self, "audit.jsonl", lambda portal: portal.audit.export())

    @on(VirtualTable.Opened)
    def _opened(self) -> None:
        row = self.row
        if row is not None:
            self.app.open_page("act", row)


def chain_line(chain: ChainState) -> Content:
    """The state of the chain in one line."""
    if chain.ok:
        return content(
            ("✓ ", "$success"), f"verified up to {grouped(chain.verified_to)}", (f"  head {cut(chain.head, 17)}", "dim")
        )
    broken = f"the chain breaks at {grouped(chain.broken_at or 0)}: {chain.detail}"
    return content(("✗ ", "$error"), (broken, "b $error"), (f"  verified up to {grouped(chain.verified_to)}", "dim"))
