"""One request: when it is ready, what to do now; then what happens, what is missing, and everything it was made of."""

from textual import getters, work
from textual.app import ComposeResult

from portal.client import PortalClient
from portal.contract.operations import JournalRow
from portal.contract.requests import Request
from portal.contract.states import AGAIN
from screens.keys import screen_bindings
from screens.projects.leases import HOURS, Leased, ask_longer
from screens.requests import request_sections as sections
from screens.requests.again import NOT_OVER, again
from screens.requests.asking import ask_for, for_project
from screens.requests.operation_sections import journal, operation, ready_card
from screens.requests.request_head import RequestHead
from screens.requests.votes import RequestScreen, key
from screens.sheet import Sheet

KEPT_LINES = 200


class RequestDetail(RequestScreen[Request]):
    """Everything of one request, followed live while it runs."""

    PLACE = "requests"
    BINDINGS = screen_bindings(("like_this", "again", "extend", "postpone"))

    sheet = getters.query_one("#sheet", Sheet)

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.lines: tuple[JournalRow, ...] = ()

    @property
    def FOOTER(self) -> tuple[str, ...]:  # type: ignore[override]
        """What one can do in its state."""
        if self.data is None:
            return ("copy",)
        state, operation = self.data.state, self.data.operation
        mine = self.session.me is not None and self.data.requester == self.session.me.person.id
        if state == "running" and operation is not None and operation.state == "stuck":
            return ("retry", "give_up", "message", "copy")
        if state in ("ready", "ready_with_differences"):
            return ("copy_all", "browse", "extend", "like_this", "copy", "new")
        if state in ("in_review", "approved"):
            if any(one.state == "open" for one in self.data.proposals):
                return ("accept", "decline", "message", "edit", "withdraw", "copy")
            own = ("message", "edit", "withdraw", "copy")
            others = ("approve", "deny", "message", "edit", "undo", "copy")
            return own if mine else others
        if state in AGAIN:
            return ("again" if mine else "like_this", "copy_all", "copy")
        return ("like_this", "copy_all", "new")

    def crumbs(self) -> tuple[str, ...]:
        """The request's id."""
        return ("Requests", self.id_shown)

    def body(self) -> ComposeResult:
        """The head stays, the sheet scrolls."""
        yield RequestHead()
        yield Sheet(id="sheet")

    async def fetch(self, portal: PortalClient) -> Request:
        """Read the request, and what its operation wrote since."""
        request = await portal.requests.show(self.id_shown)
        if request.operation is not None:
            last = self.lines[-1].number if self.lines else 0
            self.lines = (*self.lines, *await portal.requests.journal(self.id_shown, last))[-KEPT_LINES:]
        return request

    def display_data(self, data: Request) -> None:
        """The ready card first; else how far it is and what is missing."""
        self.query_one(RequestHead).tell(data, self.session)
        self.sheet.show(
            (
                ready_card(data.card),
                operation(data.operation, self.session),
                sections.difference(data),
                sections.effects(data.plan),
                sections.cost(data.plan, data.context.get("budget")),
                sections.timeline(data, self.session),
                journal(self.lines),
            ),
            (
                sections.proposals(data, self.session),
                sections.deciders(data, self.session),
                sections.reviews(data, self.session),
                sections.rules(data.policy),
                sections.facts(data.plan, self.session),
                sections.assumed(data),
                sections.answers(data),
                sections.refused_acts(data),
            ),
        )

    def why_not(self, act: str) -> str:
        """Only what was made and still stands can stay longer."""
        if act in ("extend", "postpone") and not self._leased():
            return "it made nothing with a lease of its own"
        if act == "again" and self.data is not None and self.data.state not in AGAIN:
            return NOT_OVER
        return super().why_not(act)

    def _leased(self) -> list[Leased]:
        asked = self.data
        if asked is None or asked.kind != "compute" or asked.state not in ("ready", "ready_with_differences"):
            return []
        return [Leased(one.name, one.name, "") for one in asked.plan.effects if one.kind == "compute"]

    def act_extend(self) -> None:
        """Let what it made stay longer."""
        ask_longer(self, self._leased())

    def act_postpone(self) -> None:
        """Put the end of what it made off by two hours."""
        ask_longer(self, self._leased(), HOURS)

    @work(group="send", exit_on_error=False)
    async def act_again(self) -> None:
        """Ask anew for what came to nothing, or open the request that does."""
        if self.data is not None:
            await again(self, self.data, key())

    def act_new(self) -> None:
        """Ask for something, for the same project."""
        ask_for(self.app, "", for_project(str(self.data.spec.get("project", ""))) if self.data is not None else {})

    def act_like_this(self) -> None:
        """Open the form with all its answers."""
        if self.data is not None:
            ask_for(self.app, self.data.kind, dict(self.data.spec))

    def tick(self) -> None:
        """Elapsed times grow while it runs."""
        super().tick()
        if self.data is not None and self.data.state in ("running", "approved"):
            self.display_data(self.data)
