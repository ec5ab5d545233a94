"""One project: people, places, resources with their leases, requests, models."""

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult

from portal.client import PortalClient
from portal.contract.projects import DEPLOYERS, Duty, Project, TopologyDecision
from screens.frame import PortalScreen
from screens.keys import screen_bindings
from screens.projects.leases import HOURS, NO_LEASE, Leased, ask_longer, leased
from screens.requests.asking import ask_for
from screens.requests.request_columns import state_cell, waiting_cell
from screens.requests.request_sections import value_text
from screens.sheet import Section, Sheet
from screens.text import Part, ago, bar, columns, content, money, stack, until
from screens.words import PHASE, RESOURCE, STYLES, face


class ProjectDetail(PortalScreen[Project]):
    """Everything of one project."""

    PLACE = "projects"
    WATCHES = ("request.", "operation.", "resource.", "lease.", "observations.")
    FOOTER: ClassVar[tuple[str, ...]] = ("new", "extend", "copy_all", "list_requests", "hand_over", "browse")
    BINDINGS = screen_bindings(
        ("copy", "copy_all", "browse", "list_requests", "extend", "postpone", "hand_over", "adopt_whole")
    )

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.project_name = name

    async def fetch(self, portal: PortalClient) -> Project:
        """Read the project."""
        return await portal.projects.show(self.project_name)

    def crumbs(self) -> tuple[str, ...]:
        """The project's name."""
        return ("Projects", self.project_name)

    def body(self) -> ComposeResult:
        """One sheet."""
        yield Sheet(id="sheet")

    def display_data(self, data: Project) -> None:
        """Where it lives on the left, who answers for it on the right."""
        self.sheet.show(
            (self._head(data), self._stages(data), self._resources(data), self._requests(data)),
            (self._money(data), self._duties(data), self._models(data), self._more(data)),
        )

    def _head(self, data: Project) -> Section:
        shown = face(PHASE, data.phase)
        behind = f", {data.template_behind} behind" if data.template_behind else ""
        rows: list[Part] = [
            content((data.title or data.name, "b"), "  ", (shown.text, STYLES[shown.tone])),
            content(
                f"{data.unit} · owner {self.session.name(data.owner)} · {data.template} {data.template_version}{behind}"
            ),
        ]
        if data.orphan:
            rows.append(content(("▲ nobody answers for it: ", "$error"), data.orphan, (", t takes it over", "dim")))
        if data.repository:
            rows.append(
                content(
                    ("git clone ", "b"),
                    (data.repository, "b"),
                    (f"  at {data.commit[:10]}", "dim") if data.commit else "",
                )
            )
        if data.waiting_on:
            cell = waiting_cell(self.session, data.waiting_on)
            rows.append(
                content(
                    ("waiting on ", "dim"), cell if isinstance(cell, str) else cell[0], f" · {data.waiting_on.what}"
                )
            )
        return Section("", stack(rows))

    def _stages(self, data: Project) -> Section:
        rows: list[list[Part]] = [
            [
                (one.stage, "b"),
                one.branch or "–",
                one.workspace,
                ("shared" if one.shared else "own", "dim"),
                (one.region, "dim"),
            ]
            for one in data.stages
        ]
        return Section("Stages: branch and workspace", columns(rows))

    def _resources(self, data: Project) -> Section:
        rows: list[list[Part]] = []
        now = self.session.now()
        for one in data.resources:
            shown = face(RESOURCE, one.state)
            lease = f"ends {until(one.lease_until, now)}" if one.lease_until else "stays"
            found = " · found, not made here" if one.origin == "found" else ""
            seen = (f"seen {ago(one.observed_at, now)}{found}", "dim")
            if one.differences:
                seen = (f"▲ {one.differences[0]}", STYLES["warn"])
            name, state = (one.name, "b"), (shown.text, STYLES[shown.tone])
            rows.append([state, name, one.kind, one.stage, money(one.monthly_cents), lease, seen])
        return Section(f"Resources ({len(rows)})", columns(rows))

    def _requests(self, data: Project) -> Section:
        rows: list[list[Part]] = []
        for one in data.requests[:20]:
            cell = state_cell(one)
            text, tone = (cell, "") if isinstance(cell, str) else cell
            rows.append(
                [(one.id, "b"), one.title, (text, STYLES[tone]), (ago(one.updated_at, self.session.now()), "dim")]
            )
        return Section(f"Requests ({len(data.requests)})", columns(rows))

    def _money(self, data: Project) -> Section:
        share = data.committed_cents / data.budget_cents if data.budget_cents else 0.0
        style = STYLES["bad"] if share > 1 else STYLES["good"]
        text = content((bar(share, 20), style), f" {money(data.committed_cents)} of {money(data.budget_cents)} a month")
        return Section("Committed", text)

    def _duties(self, data: Project) -> Section:
        rows: list[list[Part]] = []
        for duty in data.duties:
            gap = (f"▲ {duty.gap}", "$warning") if duty.gap else ("", "")
            rows.append([duty.title or duty.activity, self._people(duty), gap])
        return Section("Who does what (A answers, R does, C is asked, I is told)", columns(rows))

    def _people(self, duty: Duty) -> str:
        letters = (("A", duty.accountable), ("R", duty.responsible), ("C", duty.consulted), ("I", duty.informed))
        return "  ".join(
            f"{letter} {', '.join(self.session.name(one) for one in people)}" for letter, people in letters if people
        )

    def _models(self, data: Project) -> Section:
        return Section("Models", content(", ".join(data.models)))

    def _more(self, data: Project) -> Section:
        facts = {
            "members": [self.session.name(one) for one in data.members],
            "cost centre": data.cost_centre,
            "who deploys": DEPLOYERS.get(data.executor, data.executor),
            "workspaces": _decision(data.topology),
            "data": data.data_classification,
            "managed": "" if data.origin != "found" else "no, found; M makes it managed",
            "made by": data.request or data.origin,
            **data.tags,
        }
        rows: list[list[Part]] = [[(name, "dim"), value_text(value)] for name, value in facts.items() if value]
        return Section("More", columns(rows))

    def why_not(self, act: str) -> str:
        """A page needs an address, a copy of the clone line needs a repository."""
        if act == "browse" and not self._links():
            return "it has no page in the browser"
        if act == "copy_all" and not (self.data and self.data.repository):
            return "it has no repository"
        if act == "adopt_whole" and self.data is not None and self.data.origin != "found":
            return "it is managed already"
        if act in ("extend", "postpone") and not self._leased():
            return NO_LEASE
        return super().why_not(act)

    def _links(self) -> list[tuple[str, str]]:
        if self.data is None:
            return []
        links = [("repository", self.data.repository)] if self.data.repository.startswith("http") else []
        links += [(f"studio, {one.stage}", one.studio_url) for one in self.data.stages if one.studio_url]
        return links + [(one.name, one.url) for one in self.data.resources if one.url]

    def act_copy(self) -> None:
        """Copy the name."""
        self.app.copy(self.project_name, "name")

    def act_copy_all(self) -> None:
        """Copy the line that clones it."""
        if self.data is not None:
            self.app.copy(f"git clone {self.data.repository}", "clone line")

    def act_browse(self) -> None:
        """Open one of its pages."""
        from screens.choosing.browse import browse

        browse(self.app, self._links())

    def _leased(self) -> list[Leased]:
        return leased(self.data.resources) if self.data is not None else []

    def act_extend(self) -> None:
        """Let one of its resources stay longer."""
        ask_longer(self, self._leased())

    def act_postpone(self) -> None:
        """Put the end of one of its leases off by two hours."""
        ask_longer(self, self._leased(), HOURS)

    def label(self, act: str) -> str:
        """What nobody answers for is taken, not given."""
        return "take over" if act == "hand_over" and self.data and self.data.orphan else super().label(act)

    def act_hand_over(self) -> None:
        """Give it to somebody, or take it."""
        ask_for(self.app, "transfer", {"project": self.project_name})

    def act_list_requests(self) -> None:
        """Choose one of its requests and open it."""
        from screens.choosing.chooser import ChooserItem, choose

        rows = [
            ChooserItem(one.id, f"{one.id} {one.title}", one.state) for one in (self.data.requests if self.data else ())
        ]
        choose(
            self.app, f"Requests of {self.project_name}", rows, lambda choice: self.app.open_page("request", choice.id)
        )

    def act_adopt_whole(self) -> None:
        """Ask that it is managed, with its repository and workspaces."""
        ask_for(self.app, "adopt", {"what": "project", "name": self.project_name})

    def act_new(self) -> None:
        """Ask for something for this project."""
        ask_for(self.app, "", {"project": self.project_name})


def _decision(made: TopologyDecision | None) -> str:
    """The workspaces it took, and what was advised where that is something else."""
    if made is None:
        return ""
    if not made.advised or made.chosen == made.advised:
        return f"{made.chosen}, as advised" if made.advised else made.chosen
    return f"{made.chosen}; advised were {made.advised}: {made.reason}"
