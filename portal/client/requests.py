"""Requests and what comes before them: kinds, forms, previews, drafts."""

from types import NoneType

from portal.client.caller import Routes, route
from portal.contract.operations import JournalRow
from portal.contract.plan import Files, Preview
from portal.contract.requests import (
    Answering,
    AskingAgain,
    Draft,
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


class RequestRoutes(Routes):
    """Requests: asking, looking, deciding."""

    async def kinds(self) -> tuple[KindRow, ...]:
        """The kinds of request there are."""
        return await self._c.get("/kinds", tuple[KindRow, ...])

    async def form(self, kind: str, spec: dict[str, Json], request: str = "") -> Form:
        """The form of a kind for what has been answered so far."""
        return await self._c.send("POST", route("kinds", kind, "form"), _answers(spec, request), Form)

    async def preview(self, kind: str, spec: dict[str, Json], request: str = "") -> Preview:
        """What a wish would become, in the name of that request's requester if one is named; nothing is stored."""
        return await self._c.send("POST", route("kinds", kind, "preview"), _answers(spec, request), Preview)

    async def files(self, kind: str, spec: dict[str, Json]) -> Files:
        """The tree of files that a wish would render."""
        return await self._c.send("POST", route("kinds", kind, "files"), {"spec": spec}, Files)

    async def submit(self, submission: Submission, key: str | None = None) -> Request:
        """Ask for something: freezes the first revision."""
        return await self._c.send("POST", "/requests", submission, Request, key)

    async def listing(
        self,
        scope: str = "mine",
        state: str = "",
        kind: str = "",
        project: str = "",
        text: str = "",
        cursor: str | None = None,
        limit: int = 50,
    ) -> RequestPage:
        """A page of requests, newest first; `scope` is mine, team, all or inbox."""
        return await self._c.get(
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

    async def show(self, id: str) -> Request:
        """Everything about one request."""
        return await self._c.get(route("requests", id), Request)

    async def edit(self, id: str, spec: dict[str, Json], key: str | None = None) -> Request:
        """Make a new revision, which has no approvals."""
        return await self._c.send("PUT", route("requests", id), {"spec": spec}, Request, key)

    async def vote(self, id: str, vote: Vote, key: str | None = None) -> Request:
        """Approve, deny, question or comment on the digest that was shown."""
        return await self._c.send("POST", route("requests", id, "votes"), vote, Request, key)

    async def approve_together(self, wish: Together, key: str | None = None) -> Decided:
        """Approve several that are alike, each exactly as it was shown."""
        return await self._c.send("POST", "/requests/votes", wish, Decided, key)

    async def undo(self, id: str, key: str | None = None) -> Request:
        """Take one's standing vote back, while the request is in review or held."""
        return await self._c.send("POST", route("requests", id, "undo"), {}, Request, key)

    async def withdraw(self, id: str, reason: str = "", key: str | None = None) -> Request:
        """Take one's wish back."""
        return await self._c.send("POST", route("requests", id, "withdraw"), Note(reason), Request, key)

    async def ask_again(self, id: str, spec: dict[str, Json] | None = None, key: str | None = None) -> Request:
        """Ask anew for what came to nothing, with the same answers or with these."""
        return await self._c.send("POST", route("requests", id, "again"), AskingAgain(spec), Request, key)

    async def propose(self, id: str, proposing: Proposing, key: str | None = None) -> Request:
        """Say what one would rather agree to."""
        return await self._c.send("POST", route("requests", id, "proposals"), proposing, Request, key)

    async def accept(self, id: str, number: int | None = None, key: str | None = None) -> Request:
        """Make a counter-proposal one's own wish; without a number the newest open one."""
        return await self._c.send("POST", route("requests", id, "proposals", "accept"), Answering(number), Request, key)

    async def decline(self, id: str, number: int | None = None, reason: str = "", key: str | None = None) -> Request:
        """Keep to one's own wish."""
        return await self._c.send(
            "POST", route("requests", id, "proposals", "decline"), Answering(number, reason), Request, key
        )

    async def retry(self, id: str, key: str | None = None) -> Request:
        """Let a stuck operation try its step again."""
        return await self._c.send("POST", route("requests", id, "retry"), {}, Request, key)

    async def give_up(self, id: str, key: str | None = None) -> Request:
        """Let a stuck operation undo what it made."""
        return await self._c.send("POST", route("requests", id, "give-up"), {}, Request, key)

    async def explain(self, id: str, reason: str, key: str | None = None) -> Request:
        """Say afterwards why something was rolled back."""
        return await self._c.send("POST", route("requests", id, "explanation"), Note(reason), Request, key)

    async def second_look(self, id: str, look: SecondLook, key: str | None = None) -> Request:
        """Say, as a second person, whether a break-glass was right."""
        return await self._c.send("POST", route("requests", id, "second-look"), look, Request, key)

    async def journal(self, id: str, after: int = 0) -> tuple[JournalRow, ...]:
        """The journal of a request's operation, from the row after number `after`."""
        return await self._c.get(route("requests", id, "journal"), tuple[JournalRow, ...], after=after)

    async def postpone(self, resource: str, hours: int = 2) -> Request:
        """Put the end of a resource's lease off by some hours; the resource is named by its name or its Azure id."""
        return await self._c.send("POST", "/resources/postpone", Postponement(resource, hours), Request)


class DraftRoutes(Routes):
    """Wishes that are not submitted."""

    async def listing(self) -> tuple[Draft, ...]:
        """One's own drafts, newest first."""
        return await self._c.get("/drafts", tuple[Draft, ...])

    async def save(self, kind: str, spec: dict[str, Json], id: str | None = None, request: str | None = None) -> Draft:
        """Keep a draft; `id` None makes a new one, `request` names the request that it edits."""
        body = {"kind": kind, "spec": spec, "request": request}
        return await self._c.send("PUT", route("drafts", id or "new"), body, Draft)

    async def drop(self, id: str) -> None:
        """Throw a draft away."""
        await self._c.send("DELETE", route("drafts", id), None, NoneType)


def _answers(spec: dict[str, Json], request: str) -> dict[str, Json]:
    return {"spec": spec, "request": request} if request else {"spec": spec}
