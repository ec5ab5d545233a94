"""A portal server that lives in the test: the same methods as the real one, answering from plain lists."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeVar

from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.audit import AuditPage, ChainState
from portal.contract.catalogue import CatalogueItem, CataloguePage
from portal.contract.events import Event
from portal.contract.home import Home
from portal.contract.operations import JournalRow
from portal.contract.people.people import Me
from portal.contract.plan import Files, Preview
from portal.contract.problem import Problem, conflict
from portal.contract.projects import Project, ProjectGroup, ProjectPage
from portal.contract.requests import (
    Draft,
    Form,
    KindRow,
    Proposing,
    Request,
    RequestPage,
    RequestRow,
    Review,
    SecondLook,
    Submission,
    Vote,
)
from portal.contract.resources import AskedSeveral, ResourcePage, Several
from portal.contract.server import ServerStatus
from portal.contract.together import Decided, DecidedOne, Together
from portal.contract.values import Json
from portal.settings import Settings
from tests.screens import made
from tests.screens.fake_home import FakeHome
from tests.screens.fake_models import FakeModels, found
from tests.screens.fake_people import FakePeople

Thing = TypeVar("Thing")
NO_PROJECTS = ProjectPage((), None, ProjectGroup("", 0, 0, 0, 0))


class FakePortal(FakeHome, FakeModels, FakePeople):
    """Answers from its fields, and remembers what it was asked to do."""

    def __init__(self, person: str = "maya") -> None:
        super().__init__()
        self.person = person
        self.rows: list[RequestRow] = []
        self.inbox: list[RequestRow] = []
        self.details: dict[str, Request] = {}
        self.home_page = Home((), (), (), (), (), {})
        self.catalogue_page = CataloguePage(())
        self.cards: dict[str, CatalogueItem] = {}
        self.project_page = NO_PROJECTS
        self.project_cards: dict[str, Project] = {}
        self.things = ResourcePage((), None, 0, 0, 0, None)
        self.several: list[Several] = []
        self.asked = AskedSeveral(())
        self.audit_page = AuditPage(())
        self.chain = ChainState(True, 0, "")
        self.advice: dict[str, ComputeAdvice | TopologyAdvice] = {}
        self.advice_forms: dict[str, Form] = {}
        self.advised: list[tuple[str, dict[str, Json]]] = []
        self.kind_rows: tuple[KindRow, ...] = ()
        self.forms: Callable[[str, dict[str, Json]], Form] = lambda kind, spec: Form(kind, kind, "", {"properties": {}})
        self.previews: Callable[[str, dict[str, Json]], Preview] = lambda kind, spec: Preview(
            kind, spec, {}, (), None, None
        )
        self.tree = Files("", (), ())
        self.saved: list[Draft] = []
        self.votes: list[tuple[str, Vote]] = []
        self.problem: Problem | None = None
        self.readonly = False
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self.numbers = self.looked = 0
        self.held = asyncio.Event()
        """While it is clear, a request is on its way and does not come."""
        self.held.set()

    async def opener(self, settings: Settings, person: str, say: Callable[[str], None]) -> "FakePortal":
        """What the app calls to connect."""
        if self.problem is not None:
            raise self.problem
        self.person = person or self.person
        return self

    def happens(self, kind: str, subject: str = "") -> None:
        """Tell the app that something changed."""
        self.numbers += 1
        self.queue.put_nowait(Event(self.numbers, kind, subject, made.before()))

    def _check(self) -> None:
        if self.problem is not None:
            raise self.problem

    async def close(self) -> None: ...

    def tell_unknown(self, told: Callable[[Problem], None]) -> None:
        self.unknown = told

    async def status(self) -> ServerStatus:
        self._check()
        return made.status()

    async def me(self) -> Me:
        return replace(made.me(self.person), readonly=self.readonly)

    async def events(self) -> AsyncIterator[Event | None]:
        while True:
            yield await self.queue.get()

    async def home(self, looks: bool = True) -> Home:
        self._check()
        self.looked += looks
        counts = {**self.home_page.counts, "approvals": len(self.inbox)}
        return replace(self.home_page, counts=counts)

    async def catalogue(self, text: str = "", kind: str = "") -> CataloguePage:
        self._check()
        return self.catalogue_page

    async def catalogue_item(self, id: str) -> CatalogueItem:
        return self._one(self.cards, "catalogue item", id)

    async def advise(self, topic: str, words: dict[str, Json]) -> ComputeAdvice | TopologyAdvice:
        self._check()
        self.advised.append((topic, dict(words)))
        return self.advice[topic]

    async def advice_form(self, topic: str, words: dict[str, Json]) -> Form:
        self._check()
        return self.advice_forms[topic]

    async def kinds(self) -> tuple[KindRow, ...]:
        return self.kind_rows

    async def form(self, kind: str, spec: dict[str, Json], request: str = "") -> Form:
        return self.forms(kind, spec)

    async def preview(self, kind: str, spec: dict[str, Json], request: str = "") -> Preview:
        return self.previews(kind, spec)

    async def files(self, kind: str, spec: dict[str, Json]) -> Files:
        return self.tree

    async def drafts(self) -> tuple[Draft, ...]:
        return tuple(self.saved)

    async def save_draft(self, kind: str, spec: dict[str, Json], id: str | None, request: str | None) -> Draft:
        draft = Draft(id or f"D-{len(self.saved) + 1}", kind, dict(spec), made.before(), request)
        self.saved = [*(one for one in self.saved if one.id != draft.id), draft]
        return draft

    async def drop_draft(self, id: str) -> None:
        self.saved = [one for one in self.saved if one.id != id]

    async def submit(self, submission: Submission, key: str) -> Request:
        self._check()
        self.done.append(("submit", submission.kind))
        asked = made.request(77, kind=submission.kind, spec=submission.spec)
        self.details[asked.id] = asked
        return asked

    async def postpone(self, resource: str, hours: int) -> Request:
        self._check()
        self.done.append(("postpone", resource, str(hours)))
        return made.request(78, kind="extension", title=f"{resource} for {hours} hours more", state="approved")

    async def requests(
        self, scope: str, text: str = "", state: str = "", kind: str = "", project: str = "",
        cursor: str | None = None, limit: int = 200,
    ) -> RequestPage:  # fmt: skip
        self._check()
        rows = self.inbox if scope == "inbox" else self.rows
        if text:
            rows = [row for row in rows if text.lower() in f"{row.id} {row.title}".lower()]
        start = int(cursor or 0)
        more = str(start + limit) if start + limit < len(rows) else None
        return RequestPage(tuple(rows[start : start + limit]), more, len(rows))

    async def request(self, id: str) -> Request:
        self._check()
        await self.held.wait()
        return self._one(self.details, "request", id)

    async def edit(self, id: str, spec: dict[str, Json], key: str) -> Request:
        self.done.append(("edit", id))
        return self._one(self.details, "request", id)

    async def vote(self, id: str, vote: Vote, key: str) -> Request:
        asked = self._one(self.details, "request", id)
        if vote.digest != asked.digest:
            raise conflict("the request has changed since you looked", "", "look again")
        self.votes.append((id, vote))
        review = Review(len(self.votes), self.person, vote.verdict, vote.reason, 1, asked.digest, made.before(), True)
        state = {"approve": "approved", "deny": "denied"}.get(vote.verdict, asked.state)
        asked = self.details[id] = replace(asked, reviews=(*asked.reviews, review), state=state)
        if vote.verdict in ("approve", "deny"):
            self.inbox = [row for row in self.inbox if row.id != id]
        return asked

    async def approve_together(self, wish: Together, key: str) -> Decided:
        voted = [await self.vote(one.request, Vote("approve", one.digest, wish.reason), key) for one in wish.requests]
        return Decided(tuple(DecidedOne(one.id, one.state, "1 of 1") for one in voted))

    async def undo_vote(self, id: str, key: str) -> Request:
        return self._did("undo", id)

    async def withdraw(self, id: str, reason: str, key: str) -> Request:
        return self._did("withdraw", id)

    async def ask_again(self, id: str, spec: dict[str, Json] | None, key: str) -> Request:
        self._check()
        self.done.append(("again", id, "as it was" if spec is None else "changed"))
        asked = made.request(79, again_of=id)
        self.details |= {asked.id: asked, id: replace(self.details[id], asked_again=asked.id)}
        return asked

    async def propose(self, id: str, proposing: Proposing, key: str) -> Request:
        self._check()
        self.done.append(("propose", id, str(proposing.spec.get("nodes")), proposing.reason))
        return self._one(self.details, "request", id)

    async def accept(self, id: str, number: int, key: str) -> Request:
        self._check()
        self.done.append(("accept", id, str(number)))
        return self._one(self.details, "request", id)

    async def decline(self, id: str, number: int, reason: str, key: str) -> Request:
        self._check()
        self.done.append(("decline", id, str(number), reason))
        return self._one(self.details, "request", id)

    async def retry(self, id: str, key: str) -> Request:
        return self._did("retry", id)

    async def give_up(self, id: str, key: str) -> Request:
        return self._did("give_up", id)

    async def explain(self, id: str, reason: str, key: str) -> Request:
        return self._did("explain", id, reason)

    async def second_look(self, id: str, look: SecondLook, key: str) -> Request:
        return self._did("second", id, look.reason, str(look.agrees))

    async def journal(self, id: str, after: int) -> tuple[JournalRow, ...]:
        return ()

    async def projects(
        self, text: str = "", sort: str = "name", descending: bool = False, group: str = "",
        cursor: str | None = None, limit: int = 200,
    ) -> ProjectPage:  # fmt: skip
        self._check()
        return self.project_page

    async def project(self, name: str) -> Project:
        return self._one(self.project_cards, "project", name)

    async def resources(
        self, scope: str = "found", text: str = "", cursor: str | None = None, limit: int = 200
    ) -> ResourcePage:
        self._check()
        return self.things

    async def ask_for_several(self, wishes: Several, key: str) -> AskedSeveral:
        self._check()
        self.several.append(wishes)
        return self.asked

    async def export_projects(self, format: str) -> str:
        return f"projects as {format}\n"

    async def audit(
        self,
        person: str = "",
        project: str = "",
        kind: str = "",
        subject: str = "",
        cursor: str | None = None,
        limit: int = 200,
    ) -> AuditPage:
        self._check()
        return self.audit_page

    async def verify_audit(self) -> ChainState:
        return self.chain

    async def export_audit(self) -> str:
        return "{}\n"

    def _did(self, what: str, id: str, *said: str) -> Request:
        self.done.append((what, id, *said))
        return self._one(self.details, "request", id)

    def _one(self, things: dict[str, Thing], what: str, id: str) -> Thing:
        self._check()
        return found(things, what, id)
