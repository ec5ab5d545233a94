"""Requests: asking, looking, deciding."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Query

from portal.contract.limits import LINE_LENGTH, PAGE
from portal.contract.operations import JournalRow
from portal.contract.requests import (
    Answering,
    AskingAgain,
    Note,
    Proposing,
    Request,
    RequestPage,
    SecondLook,
    Submission,
    Vote,
)
from portal.contract.together import Decided, Together
from portal.contract.values import Json
from portal.records.operations.journal import journal_of
from portal.records.requests.numbers import existing, number_of
from portal.server.authentication import LARGEST, InPortal, Key, Who
from portal.server.presence import InPresence
from portal.services.operations import operations
from portal.services.requests import afterwards, batch_decisions, counter_proposals, lists, requests, reviews, views
from portal.services.requests.again import ask_again

router = APIRouter()


@router.post("/requests", status_code=202)
def submit(portal: InPortal, who: Who, key: Key, wish: Submission) -> Request:
    """Freezes the first revision of a new request."""
    portal.catalogue.refresh()
    made = requests.submit(portal.world, who.person, wish.kind, wish.spec, wish.draft, key)
    return views.show(portal.world, who.person, made)


@router.get("/requests")
def listing(
    portal: InPortal,
    who: Who,
    scope: str = "mine",
    state: str = "",
    kind: str = "",
    project: str = "",
    text: Annotated[str, Query(max_length=LINE_LENGTH)] = "",
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 50,
) -> RequestPage:
    """A page of requests, newest first."""
    return lists.listing(portal.world, who.person, scope, state, kind, project, text, cursor, limit)


@router.get("/requests/{request}")
def show(portal: InPortal, who: Who, presence: InPresence, request: str) -> Request:
    """Everything about one request."""
    shown = views.show(portal.world, who.person, request)
    return replace(shown, open_by=presence.of(shown.id, who.person.id))


@router.put("/requests/{request}")
def edit(
    portal: InPortal, who: Who, key: Key, request: str, spec: Annotated[dict[str, Json], Body(embed=True)]
) -> Request:
    """A new revision; votes on the one before are void."""
    portal.catalogue.refresh()
    requests.edit(portal.world, who.person, request, spec, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/votes")
def vote(portal: InPortal, who: Who, key: Key, request: str, cast: Vote) -> Request:
    """One person's vote on the digest that was shown to them."""
    said = (cast.verdict, cast.digest, cast.reason)
    reviews.vote(portal.world, who.person, request, *said, key, who.account, cast.code)
    return views.show(portal.world, who.person, request)


@router.post("/requests/votes")
def approve_together(portal: InPortal, who: Who, key: Key, wish: Together) -> Decided:
    """My approval of several requests that are alike, each by itself."""
    return Decided(batch_decisions.approve(portal.world, who.person, wish.requests, wish.reason, key, who.account))


@router.post("/requests/{request}/undo")
def undo(portal: InPortal, who: Who, key: Key, request: str) -> Request:
    """Takes my standing vote back."""
    reviews.vote(portal.world, who.person, request, "undo", None, "", key, who.account)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/withdraw")
def withdraw(portal: InPortal, who: Who, key: Key, request: str, note: Note) -> Request:
    """I do not want it any more."""
    requests.withdraw(portal.world, who.person, request, note.text, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/again", status_code=202)
def again(portal: InPortal, who: Who, key: Key, request: str, wish: AskingAgain) -> Request:
    """A new request for what came to nothing, linked with it."""
    portal.catalogue.refresh()
    made = ask_again(portal.world, who.person, request, wish.spec, key)
    return views.show(portal.world, who.person, made)


@router.post("/requests/{request}/proposals")
def propose(portal: InPortal, who: Who, key: Key, request: str, wish: Proposing) -> Request:
    """Another wish that somebody who decides would rather agree to."""
    portal.catalogue.refresh()
    counter_proposals.counter(portal.world, who.person, request, wish.spec, wish.reason, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/proposals/accept")
def accept(portal: InPortal, who: Who, key: Key, request: str, answer: Answering) -> Request:
    """The requester makes a counter-proposal their own wish."""
    portal.catalogue.refresh()
    counter_proposals.accept(portal.world, who.person, request, answer.number, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/proposals/decline")
def decline(portal: InPortal, who: Who, key: Key, request: str, answer: Answering) -> Request:
    """The requester keeps to their own wish."""
    counter_proposals.decline(portal.world, who.person, request, answer.number, answer.reason, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/retry")
def retry(portal: InPortal, who: Who, key: Key, request: str) -> Request:
    """Tries a stuck operation again."""
    operations.may_operate(portal.database, who.person, request)
    operations.retry(portal.database, number_of(request), who.person.id, portal.clock(), portal.mode, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/give-up")
def give_up(portal: InPortal, who: Who, key: Key, request: str) -> Request:
    """Gives a stuck operation up; what it made is undone."""
    operations.may_operate(portal.database, who.person, request)
    operations.give_up(portal.database, number_of(request), who.person.id, portal.clock(), portal.mode, once=key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/explanation")
def explain(portal: InPortal, who: Who, key: Key, request: str, note: Note) -> Request:
    """Says afterwards why something was rolled back."""
    afterwards.explain(portal.world, who.person, request, note.text, key)
    return views.show(portal.world, who.person, request)


@router.post("/requests/{request}/second-look")
def second_look(portal: InPortal, who: Who, key: Key, request: str, look: SecondLook) -> Request:
    """A second person's look at a break-glass."""
    afterwards.look(portal.world, who.person, request, look.agrees, look.reason, key)
    return views.show(portal.world, who.person, request)


@router.get("/requests/{request}/journal")
def journal(
    portal: InPortal, who: Who, request: str, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0
) -> tuple[JournalRow, ...]:
    """What its operation has written, after a number."""
    with portal.database.read() as connection:
        return journal_of(connection, existing(connection, request), after)
