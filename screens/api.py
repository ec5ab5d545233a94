"""What the screens ask of a portal server, one method per route; raises Problem and nothing else."""

from __future__ import annotations  # the types are for readers and checkers; importing them would cost the first paint

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Protocol

from screens.api_models import ModelsApi
from screens.api_people import PeopleApi

if TYPE_CHECKING:
    from portal.contract.advice import ComputeAdvice, TopologyAdvice
    from portal.contract.audit import AuditPage, ChainState
    from portal.contract.catalogue import CatalogueItem, CataloguePage
    from portal.contract.events import Event
    from portal.contract.home import Home
    from portal.contract.operations import JournalRow
    from portal.contract.people.people import Me
    from portal.contract.plan import Files, Preview
    from portal.contract.problem import Problem
    from portal.contract.projects import Project, ProjectPage
    from portal.contract.requests import (
        Draft,
        Form,
        KindRow,
        Proposing,
        Request,
        RequestPage,
        SecondLook,
        Submission,
        Vote,
    )
    from portal.contract.resources import AskedSeveral, ResourcePage, Several
    from portal.contract.server import ServerStatus
    from portal.contract.together import Decided, Together
    from portal.contract.values import Json


class Api(ModelsApi, PeopleApi, Protocol):
    """A portal server as one person sees it."""

    async def close(self) -> None:
        """Let the connection go."""

    def tell_unknown(self, told: Callable[[Problem], None]) -> None:
        """Tell when the server knows its person no more."""

    async def status(self) -> ServerStatus:
        """Which server this is, and its time."""

    async def me(self) -> Me:
        """Who is asking, and in the demo whom one can be."""

    def events(self) -> AsyncIterator[Event | None]:
        """What changes from now on; None when the connection was lost."""

    async def home(self, looks: bool = True) -> Home:
        """What needs the person now; `looks` False where it is not shown, only counted."""

    async def mark_seen(self, number: int) -> Home:
        """Remember that changes up to this number were seen."""

    async def catalogue(self, text: str = "", kind: str = "") -> CataloguePage:
        """What may be asked for."""

    async def catalogue_item(self, id: str) -> CatalogueItem:
        """The card of one item."""

    async def advise(self, topic: str, words: dict[str, Json]) -> ComputeAdvice | TopologyAdvice:
        """What suits a described workload (`compute`) or project (`topology`)."""

    async def advice_form(self, topic: str, words: dict[str, Json]) -> Form:
        """The words that the advisor understands, as a form."""

    async def kinds(self) -> tuple[KindRow, ...]:
        """The kinds of request."""

    async def form(self, kind: str, spec: dict[str, Json], request: str = "") -> Form:
        """The form of a kind for what is answered so far."""

    async def preview(self, kind: str, spec: dict[str, Json], request: str = "") -> Preview:
        """What a wish would become."""

    async def files(self, kind: str, spec: dict[str, Json]) -> Files:
        """The tree of files a wish would become."""

    async def drafts(self) -> tuple[Draft, ...]:
        """The person's drafts."""

    async def save_draft(self, kind: str, spec: dict[str, Json], id: str | None, request: str | None) -> Draft:
        """Keep a wish that is not submitted."""

    async def drop_draft(self, id: str) -> None:
        """Forget a draft."""

    async def submit(self, submission: Submission, key: str) -> Request:
        """Ask for it."""

    async def postpone(self, resource: str, hours: int) -> Request:
        """Put the end of a lease off by some hours."""

    async def requests(
        self,
        scope: str,
        text: str = "",
        state: str = "",
        kind: str = "",
        project: str = "",
        cursor: str | None = None,
        limit: int = 200,
    ) -> RequestPage:
        """A page of requests: `mine`, `team`, `all` or `inbox`."""

    async def request(self, id: str) -> Request:
        """Everything about one request."""

    async def edit(self, id: str, spec: dict[str, Json], key: str) -> Request:
        """Make a new revision."""

    async def vote(self, id: str, vote: Vote, key: str) -> Request:
        """Approve, deny, ask or say something."""

    async def approve_together(self, wish: Together, key: str) -> Decided:
        """Approve several that are alike, each exactly as it was shown."""

    async def undo_vote(self, id: str, key: str) -> Request:
        """Take one's standing vote back."""

    async def withdraw(self, id: str, reason: str, key: str) -> Request:
        """Take one's request back."""

    async def ask_again(self, id: str, spec: dict[str, Json] | None, key: str) -> Request:
        """Ask anew for what came to nothing, with the same answers or with these."""

    async def propose(self, id: str, proposing: Proposing, key: str) -> Request:
        """Say what one would rather agree to."""

    async def accept(self, id: str, number: int, key: str) -> Request:
        """Make a counter-proposal one's own wish."""

    async def decline(self, id: str, number: int, reason: str, key: str) -> Request:
        """Keep to one's own wish."""

    async def retry(self, id: str, key: str) -> Request:
        """Let a stuck operation try again."""

    async def give_up(self, id: str, key: str) -> Request:
        """Undo a stuck operation."""

    async def explain(self, id: str, reason: str, key: str) -> Request:
        """Say afterwards why something was rolled back."""

    async def second_look(self, id: str, look: SecondLook, key: str) -> Request:
        """Say, as a second person, whether a break-glass was right."""

    async def journal(self, id: str, after: int) -> tuple[JournalRow, ...]:
        """The lines of an operation's record after a number."""

    async def projects(
        self,
        text: str = "",
        sort: str = "name",
        descending: bool = False,
        group: str = "",
        cursor: str | None = None,
        limit: int = 200,
    ) -> ProjectPage:
        """A page of the inventory with totals."""

    async def project(self, name: str) -> Project:
        """Everything of one project."""

    async def resources(
        self, scope: str = "found", text: str = "", cursor: str | None = None, limit: int = 200
    ) -> ResourcePage:
        """A page of what is there: found, leased or all."""

    async def ask_for_several(self, wishes: Several, key: str) -> AskedSeveral:
        """One request for each wish, and what came of each."""

    async def export_projects(self, format: str) -> str:
        """The inventory as text: csv, json, markdown or catalog-info."""

    async def audit(
        self,
        person: str = "",
        project: str = "",
        kind: str = "",
        subject: str = "",
        cursor: str | None = None,
        limit: int = 200,
    ) -> AuditPage:
        """A page of the audit, newest first."""

    async def verify_audit(self) -> ChainState:
        """Whether the chain of the audit holds."""

    async def export_audit(self) -> str:
        """The audit as JSON lines, with what proves it."""
