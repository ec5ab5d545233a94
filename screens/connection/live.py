"""The screens' view of a real portal server, through `portal.client`. Imported after the first paint only."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from portal.client import (
    advice,
    audit,
    catalogue,
    drafts,
    events,
    home,
    people,
    projects,
    requests,
    resources,
    server,
)
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
from portal.contract.requests import Draft, Form, KindRow, Proposing, Request, RequestPage, SecondLook, Submission, Vote
from portal.contract.resources import AskedSeveral, ResourcePage, Several
from portal.contract.server import ServerStatus
from portal.contract.together import Decided, Together
from portal.contract.values import Json
from screens.connection.late import LateConnection
from screens.connection.live_models import LiveModels
from screens.connection.live_people import LivePeople

PAINT_SECONDS = 0.1
"""The first live rows are painted before httpx is imported, which would take the processor from them."""


@dataclass
class FirstLook:
    """What was asked over the standard library's HTTP, so that live rows need not wait for httpx to be imported."""

    status: ServerStatus
    me: Me
    home: Home


class LiveApi(LiveModels, LivePeople):
    """One method per route, over one connection (see `screens.api.Api`)."""

    def __init__(self, connection: LateConnection, first: FirstLook) -> None:
        self._c = connection
        self._first: FirstLook | None = first

    async def close(self) -> None:
        """Let the connection go."""
        await self._c.close()

    def tell_unknown(self, told: Callable[[Problem], None]) -> None:
        """Tell when the server knows its person no more."""
        self._c.unknown = told

    async def status(self) -> ServerStatus:
        """Which server this is, and its time."""
        if self._first is not None:
            return self._first.status
        return await server.status(self._c)

    async def me(self) -> Me:
        """Who is asking."""
        if self._first is not None:
            return self._first.me
        return await people.me(self._c)

    async def events(self) -> AsyncIterator[Event | None]:
        """What changes; None when the connection was lost."""
        await asyncio.sleep(PAINT_SECONDS)
        await self._c.opened()
        yield Event(0, events.RESTORED, "", "")  # what happened since the first look is read again
        async for event in events.stream(self._c, None):
            yield event

    async def home(self, looks: bool = True) -> Home:
        """What needs the person now."""
        if self._first is not None:
            first, self._first = self._first, None
            return first.home
        return await home.show(self._c, looks)

    async def mark_seen(self, number: int) -> Home:
        """Changes up to this number were seen."""
        return await home.mark_seen(self._c, number)

    async def catalogue(self, text: str = "", kind: str = "") -> CataloguePage:
        """What may be asked for."""
        return await catalogue.listing(self._c, text, kind)

    async def catalogue_item(self, id: str) -> CatalogueItem:
        """The card of one item."""
        return await catalogue.show(self._c, id)

    async def advise(self, topic: str, words: dict[str, Json]) -> ComputeAdvice | TopologyAdvice:
        """What suits."""
        return await (advice.compute(self._c, words) if topic == "compute" else advice.topology(self._c, words))

    async def advice_form(self, topic: str, words: dict[str, Json]) -> Form:
        """The words of the advisor."""
        asked = advice.compute_form if topic == "compute" else advice.topology_form
        return await asked(self._c, words)

    async def kinds(self) -> tuple[KindRow, ...]:
        """The kinds of request."""
        return await requests.kinds(self._c)

    async def form(self, kind: str, spec: dict[str, Json], request: str = "") -> Form:
        """The form of a kind."""
        return await requests.form(self._c, kind, spec, request)

    async def preview(self, kind: str, spec: dict[str, Json], request: str = "") -> Preview:
        """What a wish would become."""
        return await requests.preview(self._c, kind, spec, request)

    async def files(self, kind: str, spec: dict[str, Json]) -> Files:
        """The tree of files."""
        return await requests.files(self._c, kind, spec)

    async def drafts(self) -> tuple[Draft, ...]:
        """The person's drafts."""
        return await drafts.listing(self._c)

    async def save_draft(self, kind: str, spec: dict[str, Json], id: str | None, request: str | None) -> Draft:
        """Keep a draft."""
        return await drafts.save(self._c, kind, spec, id, request)

    async def drop_draft(self, id: str) -> None:
        """Forget a draft."""
        await drafts.drop(self._c, id)

    async def submit(self, submission: Submission, key: str) -> Request:
        """Ask for it."""
        return await requests.submit(self._c, submission, key)

    async def postpone(self, resource: str, hours: int) -> Request:
        """Put the end of a lease off."""
        return await requests.postpone(self._c, resource, hours)

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
        """A page of requests."""
        return await requests.listing(self._c, scope, state, kind, project, text, cursor, limit)

    async def request(self, id: str) -> Request:
        """Everything about one request."""
        return await requests.show(self._c, id)

    async def edit(self, id: str, spec: dict[str, Json], key: str) -> Request:
        """Make a new revision."""
        return await requests.edit(self._c, id, spec, key)

    async def vote(self, id: str, vote: Vote, key: str) -> Request:
        """Approve, deny, ask or say something."""
        return await requests.vote(self._c, id, vote, key)

    async def approve_together(self, wish: Together, key: str) -> Decided:
        """Approve several that are alike."""
        return await requests.approve_together(self._c, wish, key)

    async def undo_vote(self, id: str, key: str) -> Request:
        """Take one's vote back."""
        return await requests.undo(self._c, id, key)

    async def withdraw(self, id: str, reason: str, key: str) -> Request:
        """Take one's request back."""
        return await requests.withdraw(self._c, id, reason, key)

    async def ask_again(self, id: str, spec: dict[str, Json] | None, key: str) -> Request:
        """Ask anew for what came to nothing."""
        return await requests.ask_again(self._c, id, spec, key)

    async def propose(self, id: str, proposing: Proposing, key: str) -> Request:
        """Say what one would rather agree to."""
        return await requests.propose(self._c, id, proposing, key)

    async def accept(self, id: str, number: int, key: str) -> Request:
        """Make a counter-proposal one's own wish."""
        return await requests.accept(self._c, id, number, key)

    async def decline(self, id: str, number: int, reason: str, key: str) -> Request:
        """Keep to one's own wish."""
        return await requests.decline(self._c, id, number, reason, key)

    async def retry(self, id: str, key: str) -> Request:
        """Let a stuck operation try again."""
        return await requests.retry(self._c, id, key)

    async def give_up(self, id: str, key: str) -> Request:
        """Undo a stuck operation."""
        return await requests.give_up(self._c, id, key)

    async def explain(self, id: str, reason: str, key: str) -> Request:
        """Say afterwards why."""
        return await requests.explain(self._c, id, reason, key)

    async def second_look(self, id: str, look: SecondLook, key: str) -> Request:
        """Say whether a break-glass was right."""
        return await requests.second_look(self._c, id, look, key)

    async def journal(self, id: str, after: int) -> tuple[JournalRow, ...]:
        """Lines of an operation's record."""
        return await requests.journal(self._c, id, after)

    async def projects(
        self,
        text: str = "",
        sort: str = "name",
        descending: bool = False,
        group: str = "",
        cursor: str | None = None,
        limit: int = 200,
    ) -> ProjectPage:
        """A page of the inventory."""
        return await projects.listing(
            self._c, text, sort=sort, descending=descending, group=group, cursor=cursor, limit=limit
        )

    async def project(self, name: str) -> Project:
        """Everything of one project."""
        return await projects.show(self._c, name)

    async def resources(
        self, scope: str = "found", text: str = "", cursor: str | None = None, limit: int = 200
    ) -> ResourcePage:
        """A page of what is there."""
        return await resources.listing(self._c, scope, text, cursor, limit)

    async def ask_for_several(self, wishes: Several, key: str) -> AskedSeveral:
        """One request for each wish."""
        return await resources.ask_for_several(self._c, wishes, key)

    async def export_projects(self, format: str) -> str:
        """The inventory as text."""
        return await projects.export(self._c, format)

    async def audit(
        self,
        person: str = "",
        project: str = "",
        kind: str = "",
        subject: str = "",
        cursor: str | None = None,
        limit: int = 200,
    ) -> AuditPage:
        """A page of the audit."""
        return await audit.listing(self._c, person, project, kind, subject, cursor, limit)

    async def verify_audit(self) -> ChainState:
        """Whether the chain holds."""
        return await audit.verify(self._c)

    async def export_audit(self) -> str:
        """The audit as JSON lines."""
        return await audit.export(self._c)
