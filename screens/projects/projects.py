"""Projects: the inventory, with totals that tie out with its rows."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from portal.client import PortalClient
from portal.contract.projects import ProjectGroup, ProjectPage, ProjectRow
from screens.keys import screen_bindings
from screens.requests.asking import ask_for, choose_kind, for_project
from screens.requests.request_columns import waiting_cell
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.paged import PagedScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import age, bar, content, count, money
from screens.words import PHASE, face

GROUPS = {"": "not grouped", "unit": "by unit", "phase": "by phase", "owner": "by owner", "template": "by template"}
SORTS = {
    "Project": "name",
    "Unit": "unit",
    "Phase": "phase",
    "Owner": "owner",
    "Template": "template",
    "Committed": "cost",
    "Prod": "models",
    "Active": "activity",
}
"""The server's word for each column that it can sort by."""


class ProjectsScreen(PagedScreen[ProjectPage, ProjectRow]):
    """One line a project."""

    PLACE = "projects"
    REMEMBERED = ProjectPage
    SORTED_BY_SERVER = True
    WATCHES = ("request.", "operation.", "resource.", "lease.", "observations.")
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "found", "filter", "order", "export", "new")
    BINDINGS = screen_bindings(("export", "found", "hand_over"))
    DEFAULT_CSS = "ProjectsScreen #totals { height: auto; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.group = ""
        self.sort = "name"

    async def page(self, portal: PortalClient, cursor: str | None, text: str = "") -> ProjectPage:
        """Read a page of the inventory; its totals are of all that match."""
        return await portal.projects.listing(
            text, sort=self.sort, descending=self.descending, group=self.group, cursor=cursor
        )

    def body(self) -> ComposeResult:
        """Totals above the table."""
        yield Static("", id="totals")
        yield from super().body()

    def columns(self) -> list[TableColumn[ProjectRow]]:
        """Name, who, how far, how much, and what is wrong."""
        session = self.session
        return [
            TableColumn("Project", lambda row: (row.name, "strong"), 14, flex=2, most=28, order=lambda row: row.name),
            TableColumn("Unit", lambda row: row.unit, 8, rank=3, flex=1, most=14, order=lambda row: row.unit),
            TableColumn("Phase", self._phase, 10, order=lambda row: row.phase),
            TableColumn("Owner", self._owner, 8, rank=1, flex=1, most=18, order=lambda row: row.owner),
            TableColumn("Template", self._template, 12, rank=5, flex=1, most=26, order=lambda row: row.template),
            TableColumn("Committed", self._spend, 10, align="right", order=lambda row: row.committed_cents),
            TableColumn("of budget", self._budget, 9, rank=4, order=_share),
            TableColumn(
                "Prod",
                self._prod,
                4,
                rank=6,
                align="right",
                order=lambda row: -1 if row.models_in_prod is None else row.models_in_prod,
            ),
            TableColumn("Waiting on", lambda row: waiting_cell(session, row.waiting_on), 10, rank=2, flex=1, most=24),
            TableColumn("Flags", lambda row: (", ".join(row.flags), "warn"), 6, rank=7, flex=2),
            TableColumn(
                "Active",
                lambda row: age(row.last_activity, session.now()),
                6,
                3,
                align="right",
                order=lambda row: row.last_activity,
            ),
        ]

    def _phase(self, row: ProjectRow) -> Cell:
        shown = face(PHASE, row.phase)
        return shown.text, shown.tone

    def _owner(self, row: ProjectRow) -> Cell:
        return ("▲ nobody", "bad") if row.orphan else self.session.short(row.owner)

    def _template(self, row: ProjectRow) -> Cell:
        behind = f" ▽{row.template_behind}" if row.template_behind else ""
        return f"{row.template} {row.template_version}{behind}", "warn" if behind else ""

    def _prod(self, row: ProjectRow) -> Cell:
        return ("?", "warn") if row.models_in_prod is None else str(row.models_in_prod or "–")

    def _spend(self, row: ProjectRow) -> Cell:
        return money(row.committed_cents), "bad" if row.committed_cents > row.budget_cents > 0 else ""

    def _budget(self, row: ProjectRow) -> Cell:
        share = _share(row)
        return ("–", "dim") if not row.budget_cents else (f"{bar(share, 4)} {share:>4.0%}", "bad" if share > 1 else "")

    def rows_of(self, data: ProjectPage) -> list[ProjectRow | Heading]:
        """All rows; grouped, each group below a line with its totals."""
        if not self.group or not data.groups:
            return list(data.items)
        rows: list[ProjectRow | Heading] = []
        for group in data.groups:
            rows.append(Heading(f"{self._called(group.value)} · {totals(group)}"))
            rows += [row for row in data.items if getattr(row, self.group) == group.value]
        return rows

    def _called(self, value: str) -> str:
        return self.session.name(value) if self.group == "owner" else value or "none"

    def key(self, row: ProjectRow) -> str:
        """Its name."""
        return row.name

    def display_data(self, data: ProjectPage) -> None:
        """Also the totals over all that match."""
        super().display_data(data)
        shown = f"the first {len(data.items)} are listed, / finds the others" if data.next else ""
        self.query_one("#totals", Static).update(content((totals(data.total), "b"), (f"  {shown}", "dim")))

    def nothing(self, data: ProjectPage) -> Content | None:
        """There is no project."""
        if data.items:
            return None
        keys = (
            ("new", "ask for the first project"),
            ("go_catalogue", "see the templates"),
            ("found", "see what is there"),
        )
        return faces.empty("There is no project yet.", keys)

    def act_order(self) -> None:
        """Choose what the rows are sorted and grouped by."""
        from screens.choosing.chooser import ChooserItem, choose

        columns = {column.title: column for column in self.table.columns if column.order}
        rows: list[ChooserItem | Heading] = [Heading("Sort"), ChooserItem("sort:", "as they come")]
        rows += [ChooserItem(f"sort:{title}", f"by {title.lower()}") for title in columns]
        rows += [Heading("Group"), *(ChooserItem(f"group:{id}", title) for id, title in GROUPS.items())]

        def then(choice: ChooserItem) -> None:
            what, _, id = choice.id.partition(":")
            if what == "sort":
                self.order_by(columns.get(id))
            else:
                self.group = id
                self.load_other()

        choose(self.app, "Order", rows, then)

    def order_by(self, column: TableColumn[ProjectRow] | None) -> None:
        """Sort here what is all here; else let the server sort, and read from the first page."""
        super().order_by(column)
        self.sort = SORTS.get(column.title, "name") if column else "name"
        if self.data is not None and self.cursor(self.data) is not None:
            self.wanted = 0
            self.load_other()

    def act_export(self) -> None:
        """Write the inventory to a file."""
        from screens.tables.exports import export_projects

        export_projects(self)

    def why_not(self, act: str) -> str:
        """There has to be a project to hand over."""
        return "there is no project here" if act == "hand_over" and self.row is None else super().why_not(act)

    def act_hand_over(self) -> None:
        """Give the project to somebody, or take it over when its owner left."""
        if self.row is not None:
            ask_for(self.app, "transfer", {"project": self.row.name})

    def act_found(self) -> None:
        """Show what was found in Azure."""
        self.app.open_page("found")

    def act_new(self) -> None:
        """Ask for a project, or for something for the one under the cursor."""
        choose_kind(self.app, for_project(self.row.name if self.row is not None else ""), "project")

    @on(VirtualTable.Opened)
    def _opened(self, message: VirtualTable.Opened) -> None:
        self.app.open_page("project", message.key)


def _share(row: ProjectRow) -> float:
    return row.committed_cents / row.budget_cents if row.budget_cents else 0.0


def totals(group: ProjectGroup) -> str:
    """A group in one line."""
    spent = f"{money(group.committed_cents)} of {money(group.budget_cents)} a month"
    serving = (
        "models in prod: not known"
        if group.models_in_prod is None
        else (f"{count(group.models_in_prod, 'model')} in prod")
    )
    return f"{count(group.projects, 'project')} · {spent} · {serving}"
