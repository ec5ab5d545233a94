"""Home: what needs me now."""

from textual import on
from textual.content import Content

from portal.client import PortalClient
from screens.home.home_line import HomeLine, HomeView
from screens.keys import screen_bindings
from screens.models.owing import NOTHING, REASON, REVIEW, say_owed
from screens.projects.leases import HOURS, NO_LEASE, Leased, ask_longer
from screens.tables import faces
from screens.tables.columns import Cell, TableColumn
from screens.tables.lists import ListScreen
from screens.tables.rows import Heading
from screens.tables.table import VirtualTable
from screens.text import age, until


class HomeScreen(ListScreen[HomeView, HomeLine]):
    """One list over everything that needs the person: it waits, is mine, runs, or has changed."""

    PLACE = "home"
    REMEMBERED = HomeView
    BINDINGS = screen_bindings(("extend", "postpone", "explain"))

    @property
    def FOOTER(self) -> tuple[str, ...]:  # type: ignore[override]
        """What one can do with the line."""
        return ("open", "new", "explain" if self._owed() else "extend", "filter", "goto", "act_as")

    async def fetch(self, portal: PortalClient) -> HomeView:
        """Read what needs the person."""
        from screens.home.home_lines import home_view

        return home_view(await portal.home.show(), self.session)

    def crumbs(self) -> tuple[str, ...]:
        """What needs me now."""
        return ("Home",)

    def columns(self) -> list[TableColumn[HomeLine]]:
        """One set of columns for every section."""
        return [
            TableColumn("", lambda line: (line.sign, line.tone), 1),
            TableColumn("What", lambda line: (line.subject, "strong"), 9, flex=1, most=14),
            TableColumn("", lambda line: line.text, 22, flex=4, runs_on=True),
            TableColumn("", lambda line: (line.state, line.tone), 10, flex=2, most=30, rank=1, runs_on=True),
            TableColumn("Who", lambda line: line.who, 12, flex=2, most=28, rank=2),
            TableColumn("Since", self._age, 8, rank=1, align="right"),
        ]

    def _age(self, line: HomeLine) -> Cell:
        now = self.session.now()
        return until(line.until, now) if line.until else age(line.since, now) if line.since else ""

    def rows_of(self, data: HomeView) -> list[HomeLine | Heading]:
        """The sections, each below its heading."""
        self.app.link.counted(data.counts)
        if not self.remembered:
            self.app.link.newest, self.app.link.newest_notice = data.newest, data.newest_notice
        return [line if line.key else Heading(line.text) for line in data.lines]

    def on_screen_suspend(self) -> None:
        """Whoever looks elsewhere has seen what they were told."""
        if self.is_mounted and self.app.link.newest_notice:
            self.stale = True
            self.run_worker(self.app.link.mark_told(), exit_on_error=False)

    def key(self, row: HomeLine) -> str:
        """Section and subject, because one thing may stand in two sections."""
        return row.key

    def nothing(self, data: HomeView) -> Content | None:
        """Nothing needs the person."""
        if data.lines:
            return None
        return faces.empty(
            "Nothing waits for you, and nothing of yours runs.",
            (
                ("new", "ask for something"),
                ("go_catalogue", "look at what may be asked for"),
                ("go_projects", "see the projects"),
            ),
        )

    @on(VirtualTable.Opened)
    def _opened(self) -> None:
        line = self.row
        if line is not None and line.page:
            if line.page == "place":
                self.app.go(line.subject_id)
            else:
                self.app.open_page(line.page, line.subject_id)

    def why_not(self, act: str) -> str:
        """Only a lease can be made longer."""
        if act in ("extend", "postpone") and not self._leased():
            return "this line is no lease" if self.row is not None else NO_LEASE
        if act == "explain" and not self._owed():
            return NOTHING
        return super().why_not(act)

    def _owed(self) -> tuple[str, str] | None:
        """The request under the cursor about which this person owes words, and which words."""
        section, _, rest = (self.row.key if self.row is not None else "").partition(" ")
        what, _, request = rest.partition(" ")
        return (request, what) if section == "a" and what in (REASON, REVIEW) else None

    def act_explain(self) -> None:
        """Say what is owed."""
        if owed := self._owed():
            say_owed(self, *owed)

    def _leased(self) -> list[Leased]:
        line = self.row
        if line is None or not line.key.startswith("l "):
            return []
        return [Leased(line.key.removeprefix("l "), line.subject, line.until)]

    def act_extend(self) -> None:
        """Let it stay longer."""
        ask_longer(self, self._leased())

    def act_postpone(self) -> None:
        """Put its end off by two hours."""
        ask_longer(self, self._leased(), HOURS)

    def act_copy(self) -> None:
        """Copy the id of what the cursor is on."""
        if self.row is not None:
            self.app.copy(self.row.subject_id, "id")
        else:
            super().act_copy()
