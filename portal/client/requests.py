"""Requests: asking, looking, deciding."""

from portal.client.caller import Caller, route
from portal.contract.operations import JournalRow
from portal.contract.plan import Files, Preview
from portal.contract.requests import (
    Answering,
    AskingAgain,
    Form,
    KindRow,
    Note,
    Postponement,
    Proposing,
    Request,
    RequestPage,
    SecondLook,
    Submission,
    Vote,
)
from portal.contract.together import Decided, Together
from portal.contract.values import Json


async def kinds(c: Caller) -> tuple[KindRow, ...]:
    """The kinds of request there are."""
    return await c.get("/kinds", tuple[KindRow, ...])


async def form(c: Caller, kind: str, spec: dict[str, Json], request: str = "") -> Form:
    """The form of a kind for what has been answered so far."""
    return await c.send("POST", route("kinds", kind, "form"), _answers(spec, request), Form)


async def preview(c: Caller, kind: str, spec: dict[str, Json], request: str = "") -> Preview:
    """What a wish would become, in the name of that request's requester if one is named; nothing is stored."""
    return await c.send("POST", route("kinds", kind, "preview"), _answers(spec, request), Preview)


def _answers(spec: dict[str, Json], request: str) -> dict[str, Json]:
    return {"spec": spec, "request": request} if request else {"spec": spec}


async def files(c: Caller, kind: str, spec: dict[str, Json]) -> Files:
    """The tree of files that a wish would render."""
    return await c.send("POST", route("kinds", kind, "files"), {"spec": spec}, Files)


async def submit(c: Caller, submission: Submission, key: str | None = None) -> Request:
    """Ask for something: freezes the first revision."""
    return await c.send("POST", "/requests", submission, Request, key)


async def listing(
    c: Caller,
    scope: str = "mine",
    state: str = "",
    kind: str = "",
    project: str = "",
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> RequestPage:
    """A page of requests, newest first; `scope` is mine, team, all or inbox."""
    return await c.get(
        "/requests",
        RequestPage,
        scope=scope,
        state=state,
        kind=kind,
        project=project,
        text=text,
        cursor=cursor,
        limit=limit,
    )


async def show(c: Caller, id: str) -> Request:
    """Everything about one request."""
    return await c.get(route("requests", id), Request)


async def edit(c: Caller, id: str, spec: dict[str, Json], key: str | None = None) -> Request:
    """Make a new revision, which has no approvals."""
    return await c.send("PUT", route("requests", id), {"spec": spec}, Request, key)


async def vote(c: Caller, id: str, vote: Vote, key: str | None = None) -> Request:
    """Approve, deny, question or comment on the digest that was shown."""
    return await c.send("POST", route("requests", id, "votes"), vote, Request, key)


async def approve_together(c: Caller, wish: Together, key: str | None = None) -> Decided:
    """Approve several that are alike, each exactly as it was shown."""
    return await c.send("POST", "/requests/votes", wish, Decided, key)


async def undo(c: Caller, id: str, key: str | None = None) -> Request:
    """Take one's standing vote back, while the request is in review or held."""
    return await c.send("POST", route("requests", id, "undo"), {}, Request, key)


async def withdraw(c: Caller, id: str, reason: str = "", key: str | None = None) -> Request:
    """Take one's wish back."""
    return await c.send("POST", route("requests", id, "withdraw"), Note(reason), Request, key)


async def ask_again(c: Caller, id: str, spec: dict[str, Json] | None = None, key: str | None = None) -> Request:
    """Ask anew for what came to nothing, with the same answers or with these."""
    return await c.send("POST", route("requests", id, "again"), AskingAgain(spec), Request, key)


async def propose(c: Caller, id: str, proposing: Proposing, key: str | None = None) -> Request:
    """Say what one would rather agree to."""
    return await c.send("POST", route("requests", id, "proposals"), proposing, Request, key)


async def accept(c: Caller, id: str, number: int | None = None, key: str | None = None) -> Request:
    """Make a counter-proposal one's own wish; without a number the newest open one."""
    return await c.send("POST", route("requests", id, "proposals", "accept"), Answering(number), Request, key)


async def decline(c: Caller, id: str, number: int | None = None, reason: str = "", key: str | None = None) -> Request:
    """Keep to one's own wish."""
    return await c.send("POST", route("requests", id, "proposals", "decline"), Answering(number, reason), Request, key)


async def retry(c: Caller, id: str, key: str | None = None) -> Request:
    """Let a stuck operation try its step again."""
    return await c.send("POST", route("requests", id, "retry"), {}, Request, key)


async def give_up(c: Caller, id: str, key: str | None = None) -> Request:
    """Let a stuck operation undo what it made."""
    return await c.send("POST", route("requests", id, "give-up"), {}, Request, key)


async def explain(c: Caller, id: str, reason: str, key: str | None = None) -> Request:
    """Say afterwards why something was rolled back."""
    return await c.send("POST", route("requests", id, "explanation"), Note(reason), Request, key)


async def second_look(c: Caller, id: str, look: SecondLook, key: str | None = None) -> Request:
    """Say, as a second person, whether a break-glass was right."""
    return await c.send("POST", route("requests", id, "second-look"), look, Request, key)


async def journal(c: Caller, id: str, after: int = 0) -> tuple[JournalRow, ...]:
    """The journal of a request's operation, from the row after number `after`."""
    return await c.get(route("requests", id, "journal"), tuple[JournalRow, ...], after=after)


async def postpone(c: Caller, resource: str, hours: int = 2) -> Request:
    """Put the end of a resource's lease off by some hours; the resource is named by its name or its Azure id."""
    return await c.send("POST", "/resources/postpone", Postponement(resource, hours), Request)
