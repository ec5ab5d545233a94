"""Refuses bodies that are too large before they are read into memory."""

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.contract.limits import BODY_BYTES
from portal.contract.problem import Problem


class TooLarge(Exception):
    """More came in than may."""


class BodyLimit:
    """An ASGI application around another, which stops a body at its limit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        taken = 0
        begun = False

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > BODY_BYTES:
                raise TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        try:
            if declared.isdigit() and int(declared) > BODY_BYTES:
                raise TooLarge
            await self._app(scope, limited, watched)
        except TooLarge:
            if not begun:
                await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    from starlette.responses import JSONResponse

    title = f"that is more than {BODY_BYTES // 1024} KiB"
    problem = Problem(413, title, "a request of the portal is small", "send less", "too-large")
    document: dict[str, Any] = problem.document()
    await JSONResponse(document, 413, media_type="application/problem+json")(scope, receive, send)
