"""Limits of a request: what is too large, or could not be kept as it came, is refused before anything looks at it."""

from collections.abc import Iterator
from urllib.parse import unquote_plus

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.contract.limits import BODY_BYTES
from portal.contract.plaintext import one_line
from portal.contract.problem import Complaint, Problem, bad_input
from portal.server.strict_json import read_strict

SENDING = ("POST", "PUT", "PATCH", "DELETE")


class Gone(Exception):
    """Whoever was sending has hung up."""


class RequestLimits:
    """ASGI middleware that lets in only calls of a sensible size that can be kept as they came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            _check_address(scope)
            body = await _body(scope, receive) if scope["method"] in SENDING else b""
            if body and _is_json(scope):
                read_strict(body)
        except Problem as problem:
            answer = JSONResponse(problem.document(), problem.body.status, media_type="application/problem+json")
            await answer(scope, receive, send)
        except Gone:
            return
        else:
            await self._app(scope, _again(body, receive), send)


def _check_address(scope: Scope) -> None:
    where = "address" if b"%00" in scope.get("raw_path", b"") or "\x00" in scope["path"] else ""
    for pair in scope["query_string"].split(b"&"):
        if not where and b"%00" in pair:
            where = one_line(unquote_plus(pair.partition(b"=")[0].decode("latin-1")))[:80] or "address"
    if where:
        complaint = Complaint(where, "holds a NUL character", "write it without")
        raise bad_input("an address holds no NUL", complaint, code="bad-form")


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The whole body. Raises Problem when it is too large, and Gone when it ends before it is whole."""
    declared = dict(scope["headers"]).get(b"content-length", b"")
    if declared.isdigit() and (len(declared) > 12 or int(declared) > BODY_BYTES):
        raise _too_large()
    parts, taken, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        taken += len(parts[-1])
        if taken > BODY_BYTES:
            raise _too_large()
        more = message.get("more_body", False)
    return b"".join(parts)


def _too_large() -> Problem:
    title = f"that is more than {BODY_BYTES // 1024} KiB"
    return Problem(413, title, "a request of the portal is small", "send less", "too-large")


def _is_json(scope: Scope) -> bool:
    told: bytes = dict(scope["headers"]).get(b"content-type", b"application/json")
    kind = told.partition(b";")[0].strip().lower()
    return kind.endswith((b"/json", b"+json"))


def _again(body: bytes, receive: Receive) -> Receive:
    """Tells the application what was read already, then whatever comes after it."""
    messages: Iterator[Message] = iter(({"type": "http.request", "body": body, "more_body": False},))

    async def told() -> Message:
        message = next(messages, None)
        return await receive() if message is None else message

    return told
