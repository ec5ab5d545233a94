"""Found: what is in Azure and was not made here, and what has a lease; marked rows are asked for in one go."""

from typing import ClassVar

from textual import on, work
from textual.content import Content

from portal.client import PortalClient
from portal.contract.problem import Problem, ProblemBody
from portal.contract.resources import AskedSeveral, ResourcePage, ResourceRow, Several
from screens.keys import screen_bindings
from screens.requests.asking import ask_for
from screens.requests.votes import key
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.paged import PagedScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import Part, age, money, until
from screens.words import REQUEST, RESOURCE, face

SCOPES = {"found": "found, not made here", "leased": "with a lease", "all": "everything"}
KINDS = {"adopt": "adopt", "extend": "extension", "decommission": "decommission"}
"""The kind of request that each act asks for; a row says under the same name why it cannot be had."""


class FoundScreen(PagedScreen[ResourcePage, ResourceRow]):
    """What is there, and what may be asked for about it."""

    PLACE = "projects"
    WATCHES = ("request.", "operation.", "resource.", "lease.", "observations.")
    FOOTER: ClassVar[tuple[str, ...]] = ("mark", "adopt", "extend", "decommission", "scope", "filter")
    BINDINGS = screen_bindings(("adopt", "extend", "decommission", "scope"))

    def __init__(self, scope: str = "found") -> None:
        super().__init__()
        self.scope = scope

    async def page(self, portal: PortalClient, cursor: str | None, text: str = "") -> ResourcePage:
        """Read a page of what is there."""
        return await portal.resources.listing(self.scope, text, cursor)

    def crumbs(self) -> tuple[str, ...]:
        """Which of it, and what it costs."""
        if self.data is None:
            return ("Projects", "What is there")
        unknown = f", {self.data.unpriced} of unknown cost" if self.data.unpriced else ""
        total = f"{self.data.total} · {money(self.data.monthly_cents)} a month{unknown}"
        return ("Projects", f"What is there: {SCOPES[self.scope]}", total)

    def columns(self) -> list[TableColumn[ResourceRow]]:
        """What it is, where, whose, what it costs, and whether anybody uses it."""
        now = self.session.now
        return [
            TableColumn("Name", lambda row: (row.label, "strong"), 14, flex=3, most=34, order=lambda row: row.label),
            TableColumn("Kind", _kind, 9, rank=3, flex=1, most=18, order=_kind),
            TableColumn("Size", lambda row: row.size.removeprefix("Standard_") or "–", 8, rank=6, flex=1, most=18),
            TableColumn("Workspace", lambda row: row.workspace, 12, rank=5, flex=2, most=24, order=_where),
            TableColumn("Project", _project, 9, rank=1, flex=2, most=24, order=lambda row: row.project or row.guess),
            TableColumn("Owner", self._owner, 8, rank=2, flex=1, most=16, order=lambda row: row.owner),
            TableColumn("State", _state, 11, flex=3, most=22, order=lambda row: row.state),
            TableColumn("Month", _month, 9, align="right", order=lambda row: row.monthly_cents or 0),
            TableColumn("Used", lambda row: age(row.used_at, now()) if row.used_at else ("?", "warn"), 5, rank=1,
                   align="right", order=lambda row: row.used_at or ""),
            TableColumn("Lease", lambda row: until(row.lease_until, now()) if row.lease_until else "–", 8, rank=4,
                   flex=1, most=14, order=lambda row: row.lease_until or "9"),
            TableColumn("Asked", lambda row: row.asked or "", 5, rank=4),
        ]  # fmt: skip

    def _owner(self, row: ResourceRow) -> Cell:
        return self.session.short(row.owner) if row.owner else ("▲ nobody", "bad")

    def rows_of(self, data: ResourcePage) -> list[ResourceRow | Heading]:
        """The rows as the server gave them: what can be adopted first, the dearest first."""
        return list(data.items)

    def key(self, row: ResourceRow) -> str:
        """Its id in Azure."""
        return row.id

    def nothing(self, data: ResourcePage) -> Content | None:
        """Nothing of it is there, or nobody has looked yet."""
        if data.items:
            return None
        if data.observed_at is None:
            return faces.empty("Azure was not looked at yet, so nothing can be said.", (("refresh", "read again"),))
        why = {"found": "All that is in Azure was made here or is managed.", "leased": "Nothing has a lease."}
        return faces.empty(why.get(self.scope, "There is nothing."), (("scope", "look at the rest"), ("back", "back")))

    def chosen(self) -> list[ResourceRow]:
        """The marked rows, or the one under the cursor."""
        if self.data is not None and self.table.marks:
            return [row for row in self.data.items if row.id in self.table.marks]
        return [self.row] if self.row is not None else []

    def why_not(self, act: str) -> str:
        """Of one row its own reason; of several none, as each is refused by itself, unless all would be."""
        if reason := super().why_not(act):
            return reason
        if act in KINDS:
            rows = self.chosen()
            reasons = [str(getattr(row, KINDS[act])) for row in rows]
            return "there is nothing under the cursor" if not rows else reasons[0] if all(reasons) else ""
        return ""

    def act_adopt(self) -> None:
        """Ask that what was found is managed."""
        self._begin("adopt")

    def act_extend(self) -> None:
        """Ask that it stays longer."""
        self._begin("extend")

    def act_decommission(self) -> None:
        """Ask that it ends."""
        self._begin("decommission")

    def _begin(self, act: str) -> None:
        """One opens its form; several are asked for at once, with what their forms would fill in."""
        rows, kind = self.chosen(), KINDS[act]
        if len(rows) == 1:
            ask_for(self.app, kind, {"resource": rows[0].label})
            return
        from screens.dialogs import Confirm, TypeName

        said: list[Part] = [_line(row, kind) for row in rows]

        def then(sure: bool | None) -> None:
            if sure:
                self._ask_for_all(kind, rows)

        title = f"Ask for {kind} of these {len(rows)}?"
        if act == "decommission":
            self.app.push_screen(TypeName(title, said, "Ask", f"end {len(rows)}"), then)
        else:
            self.app.push_screen(Confirm(title, said, "Ask"), then)

    @work(group="send", exit_on_error=False)
    async def _ask_for_all(self, kind: str, rows: list[ResourceRow]) -> None:
        portal = self.session.portal
        wishes = Several(kind, tuple({"resource": row.label} for row in rows))
        try:
            if portal is None:
                raise Problem(0, "there is no connection", todo="try again in a moment")
            made = await portal.resources.ask_for_several(wishes, key())
        except Problem as problem:
            self.say(problem.line(), "error")
        else:
            self.table.clear_marks()
            self._tell(kind, made)
        self.load()

    def _tell(self, kind: str, made: AskedSeveral) -> None:
        """What came of each, one by one; a request opens."""
        from screens.choosing.chooser import ChooserItem, choose

        refused = sum(1 for one in made.items if one.problem is not None)
        rows = [
            ChooserItem(one.request, f"{one.request} {one.about}", f"{face(REQUEST, one.state).word}; {one.policy}")
            if one.problem is None
            else ChooserItem("", f"✗ {one.about}", why_not=_refused(one.problem))
            for one in made.items
        ]
        title = f"{kind}: {len(rows) - refused} asked for, {refused} refused"
        choose(self.app, title, rows, lambda choice: self.app.open_page("request", choice.id))

    def act_scope(self) -> None:
        """Show the next scope."""
        names = list(SCOPES)
        self.scope = names[(names.index(self.scope) + 1) % len(names)]
        self.wanted = 0
        self.table.clear_marks()
        self.tell_bars()
        self.load_other()

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        row = next((one for one in self.data.items if one.id == message.key), None) if self.data else None
        if row is not None and row.project:
            self.app.open_page("project", row.project)
        elif row is not None:
            self.say("it belongs to no project yet; its keys are in the last line")


def _refused(problem: ProblemBody) -> str:
    """Why, in few words: what was wrong, and not what kind of fault it is."""
    return "; ".join(one.what for one in problem.complaints) or problem.detail or problem.title


def _where(row: ResourceRow) -> str:
    return row.workspace


def _kind(row: ResourceRow) -> str:
    return row.kind.replace("_", " ")


def _project(row: ResourceRow) -> Cell:
    return row.project or ((f"{row.guess}?", "dim") if row.guess else "–")


def _state(row: ResourceRow) -> Cell:
    shown = face(RESOURCE, row.state)
    return shown.text, shown.tone


def _month(row: ResourceRow) -> Cell:
    return ("?", "warn") if row.monthly_cents is None else money(row.monthly_cents)


def _line(row: ResourceRow, kind: str) -> str:
    why = str(getattr(row, kind))
    whose = row.project or (f"{row.guess}, by {row.guessed_by}" if row.guess else "no project")
    return f"{row.label}  {whose}" + (f"  ▲ will be refused: {why}" if why else "")
