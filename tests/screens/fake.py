"""A portal server that lives in the test: a connection that answers the client's routes from plain lists."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import Any, TypeVar, get_origin

from portal.contract.advice import ComputeAdvice, TopologyAdvice
from portal.contract.audit import AuditPage, ChainState
from portal.contract.catalogue import CatalogueItem, CataloguePage, QuotaHolder
from portal.contract.events import Event
from portal.contract.home import Home
from portal.contract.models.board import Board
from portal.contract.models.gates import EvidenceRow, Signature
from portal.contract.models.page import ModelDiff, ModelPage
from portal.contract.people.delegations import Delegation, DelegationWish
from portal.contract.people.notices import PORTAL, TOPICS, NoticeList, NoticeWish
from portal.contract.people.people import Me
from portal.contract.people.watches import Watch, WatchWish
from portal.contract.plan import Files, Preview
from portal.contract.problem import Problem, conflict, not_found
from portal.contract.projects import Project, ProjectGroup, ProjectPage
from portal.contract.requests import (
    AskingAgain,
    Draft,
    Form,
    KindRow,
    Postponement,
    Request,
    RequestPage,
    RequestRow,
    Review,
    Submission,
    Vote,
)
from portal.contract.resources import AskedSeveral, ResourcePage, Several
from portal.contract.together import Decided, DecidedOne, Together
from portal.contract.values import Json
from portal.settings import Settings
from tests.screens import made
from tests.screens.fake_routes import answered

Answer = TypeVar("Answer")
NO_PROJECTS = ProjectPage((), None, ProjectGroup("", 0, 0, 0, 0))


class FakePortal:
    """Answers from its fields, and remembers what it was asked to do."""

    def __init__(self, person: str = "maya") -> None:
        self.person = person
        self.done: list[tuple[str, ...]] = []
        self.rows: list[RequestRow] = []
        self.inbox: list[RequestRow] = []
        self.details: dict[str, Request] = {}
        self.journal = ()
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
        self.models = Board((), "", 0, 0, None, None)
        self.model_pages: dict[str, ModelPage] = {}
        self.model_diffs: dict[str, ModelDiff] = {}
        self.signed: list[tuple[str, str, Signature]] = []
        self.opened: list[str] = []
        """What this terminal said that it has open."""
        self.deputies: list[Delegation] = []
        self.refusal: Problem | None = None
        """What the next wish for a deputy is answered with."""
        self.wishes = [
            NoticeWish(topic, channel, channel == PORTAL, title)
            for topic in TOPICS
            for channel, title in ((PORTAL, "the portal's own list"), ("ops", "Operations in Teams"))
        ]
        self.problem: Problem | None = None
        self.readonly = False
        self.queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self.unknown: Callable[[Problem], None] = lambda problem: None
        self.numbers = self.looked = 0
        self.status = made.status()
        self.held = asyncio.Event()
        """While it is clear, a request, the kinds or a form is on its way and does not come."""
        self.held.set()

    # A connection, as the app opens and follows it

    async def opener(self, settings: Settings, person: str, say: Callable[[str], None]) -> "FakePortal":
        """What the app calls to connect."""
        if self.problem is not None:
            raise self.problem
        self.person = person or self.person
        return self

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        return await self._answer(
            "GET", path, answer, **{name: said for name, said in query.items() if said not in (None, "")}
        )

    async def text(self, path: str, **query: object) -> str:
        return f"projects as {query['format']}\n" if path == "/projects/export" else "{}\n"

    async def send(self, method: str, path: str, body: Any, answer: type[Answer], key: str | None = None) -> Answer:
        return await self._answer(method, path, answer, *([] if body is None else [body]))

    async def close(self) -> None: ...

    async def events(self) -> AsyncIterator[Event | None]:
        while True:
            yield await self.queue.get()

    def happens(self, kind: str, subject: str = "") -> None:
        """Tell the app that something changed."""
        self.numbers += 1
        self.queue.put_nowait(Event(self.numbers, kind, subject, made.before()))

    async def _answer(self, method: str, path: str, answer: type[Answer], *body: Any, **query: Any) -> Answer:
        if self.problem is not None:
            raise self.problem
        if path.startswith("/kinds"):
            await self.held.wait()
        known, ids = answered(method, path)
        found: Any = partial(known, self) if callable(known) else getattr(self, known)
        if isinstance(found, dict):
            if ids[-1] not in found:
                raise not_found("thing", ids[-1])
            found = found[ids[-1]]
        elif callable(found):
            found = found(*ids, *body, **query)
        found = await found if isawaitable(found) else found
        found = tuple(found) if isinstance(found, list) else found
        assert get_origin(answer) is tuple or isinstance(found, answer), f"{method} {path} answers {found!r}"
        return found  # type: ignore[no-any-return]

    # What is asked of it

    async def me(self) -> Me:
        return replace(made.me(self.person), readonly=self.readonly)

    def home(self, looks: bool = True) -> Home:
        self.looked += looks
        return replace(self.home_page, counts={**self.home_page.counts, "approvals": len(self.inbox)})

    def notices_seen(self, body: dict[str, int]) -> NoticeList:
        self.done.append(("told", str(body["number"])))
        self.home_page = replace(self.home_page, notices=(), counts={**self.home_page.counts, "home": 0})
        return NoticeList((), None, 0)

    def advise(self, topic: str, body: dict[str, Any]) -> ComputeAdvice | TopologyAdvice:
        self.advised.append((topic, dict(body["words"])))
        return self.advice[topic]

    def save_draft(self, id: str, body: dict[str, Any]) -> Draft:
        id = f"D-{len(self.saved) + 1}" if id == "new" else id
        draft = Draft(id, body["kind"], dict(body["spec"]), made.before(), body["request"])
        self.saved = [*(one for one in self.saved if one.id != draft.id), draft]
        return draft

    def drop_draft(self, id: str) -> None:
        self.saved = [one for one in self.saved if one.id != id]

    def submit(self, submission: Submission) -> Request:
        self.done.append(("submit", submission.kind))
        asked = made.request(77, kind=submission.kind, spec=submission.spec)
        self.details[asked.id] = asked
        return asked

    def postpone(self, wish: Postponement) -> Request:
        self.done.append(("postpone", wish.resource, str(wish.hours)))
        return made.request(
            78, kind="extension", title=f"{wish.resource} for {wish.hours} hours more", state="approved"
        )

    def requests(self, scope: str, text: str = "", cursor: str = "", limit: int = 0, **_: str) -> RequestPage:
        rows = self.inbox if scope == "inbox" else self.rows
        if text:
            rows = [row for row in rows if text.lower() in f"{row.id} {row.title}".lower()]
        start = int(cursor or 0)
        more = str(start + limit) if start + limit < len(rows) else None
        return RequestPage(tuple(rows[start : start + limit]), more, len(rows))

    async def request(self, id: str) -> Request:
        await self.held.wait()
        return self.asked_for(id)

    def vote(self, id: str, vote: Vote) -> Request:
        asked = self.asked_for(id)
        if vote.digest != asked.digest:
            raise conflict("the request has changed since you looked", "", "look again")
        self.votes.append((id, vote))
        review = Review(len(self.votes), self.person, vote.verdict, vote.reason, 1, asked.digest, made.before(), True)
        state = {"approve": "approved", "deny": "denied"}.get(vote.verdict, asked.state)
        asked = self.details[id] = replace(asked, reviews=(*asked.reviews, review), state=state)
        if vote.verdict in ("approve", "deny"):
            self.inbox = [row for row in self.inbox if row.id != id]
        return asked

    def approve_together(self, wish: Together) -> Decided:
        voted = [self.vote(one.request, Vote("approve", one.digest, wish.reason)) for one in wish.requests]
        return Decided(tuple(DecidedOne(one.id, one.state, "1 of 1") for one in voted))

    def ask_again(self, id: str, wish: AskingAgain) -> Request:
        self.done.append(("again", id, "as it was" if wish.spec is None else "changed"))
        asked = made.request(79, again_of=id)
        self.details |= {asked.id: asked, id: replace(self.details[id], asked_again=asked.id)}
        return asked

    def ask_for_several(self, wishes: Several) -> AskedSeveral:
        self.several.append(wishes)
        return self.asked

    def sign(self, name: str, version: str, signature: Signature) -> EvidenceRow:
        self.signed.append((name, version, signature))
        return EvidenceRow(
            "E-9", name, version, signature.artefact, "signoff", {}, "", "person", self.person, "", "", made.before(),
            made.before(),
        )  # fmt: skip

    def choose_notice(self, body: dict[str, Any]) -> list[NoticeWish]:
        topic, channel, wanted = body["topic"], body["channel"], body["wanted"]
        self.done.append(("choose", topic, channel, str(wanted)))
        self.wishes = [
            replace(one, wanted=wanted, chosen=True) if (one.topic, one.channel) == (topic, channel) else one
            for one in self.wishes
        ]
        return self.wishes

    def watch(self, wish: WatchWish) -> Watch:
        self.done.append(("watch", wish.type, wish.project))
        holder = QuotaHolder("gpu-fraud", "fraud", "tom", 48, made.after(days=2))
        return Watch(
            "W-1", wish.type, wish.nodes, wish.project, wish.stage, "westeurope", "T4", wish.priority, 4, 64, 64,
            made.before(minutes=1), None, made.before(), (holder,),
        )  # fmt: skip

    def delegate(self, wish: DelegationWish) -> Delegation:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        one = Delegation(
            len(self.deputies) + 1, self.person, wish.delegate, made.before(), made.after(days=4), wish.reason,
            wish.kinds, True,
        )  # fmt: skip
        self.done.append(("delegate", wish.delegate, wish.since, wish.until, wish.reason, ",".join(wish.kinds)))
        self.deputies.append(one)
        return one

    def end_delegation(self, number: str) -> None:
        self.done.append(("end", number))
        self.deputies = [one for one in self.deputies if str(one.number) != number]

    def did(self, what: str, id: str, *said: str) -> Request:
        """Remember what was done to a request, and show it."""
        self.done.append((what, id, *said))
        return self.asked_for(id)

    def noted(self, answer: Answer, *what: str) -> Answer:
        """Remember what was done, and answer."""
        self.done.append(what)
        return answer

    def asked_for(self, id: str) -> Request:
        """A request. Raises Problem."""
        if id not in self.details:
            raise not_found("request", id)
        return self.details[id]
