"""Who is there: requests in flight and event streams, so that a private server knows when it may leave."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Attendance:
    """An ASGI application around another that counts who is being served, and ends streams when the server leaves."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._leaving = asyncio.Event()
        self.open = 0
        """Requests in flight; an open event stream is one."""
        self.served = 0
        """Requests that came in so far."""
        self.fault: Exception | None = None
        """Why the application did not start, if it did not."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the application's lifespan."""
        if scope["type"] != "http":
            try:
                await self._app(scope, receive, send)
            except Exception as fault:
                self.fault = fault
                raise
            return
        self.open += 1
        self.served += 1
        try:
            await self._serve(scope, receive, send)
        finally:
            self.open -= 1

    def leave(self) -> None:
        """Tell every open stream that its reader is gone, so that the server need not wait for it."""
        self._leaving.set()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        heard_all, answering = False, False

        async def hear() -> Message:
            nonlocal heard_all
            if not heard_all:
                message = await receive()
                heard_all = message["type"] == "http.disconnect" or not message.get("more_body", False)
                return message
            return await self._disconnect(receive)

        async def say(message: Message) -> None:
            nonlocal answering
            answering = message["type"] == "http.response.start" or bool(message.get("more_body", False))
            await send(message)

        await self._app(scope, hear, say)
        if answering and self._leaving.is_set():
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _disconnect(self, receive: Receive) -> Message:
        """What the client does next, or its parting when the server leaves first."""
        parting = asyncio.ensure_future(self._leaving.wait())
        heard = asyncio.ensure_future(receive())
        try:
            await asyncio.wait((parting, heard), return_when=asyncio.FIRST_COMPLETED)
            return heard.result() if heard.done() else {"type": "http.disconnect"}
        finally:
            parting.cancel()
            heard.cancel()


class Idleness:
    """How long nothing has been going on; told the time, it never asks for it."""

    def __init__(self, seconds: float, now: float) -> None:
        self._seconds = seconds
        self._since = now

    def is_over(self, now: float, busy: bool) -> bool:
        """Whether nothing went on for long enough, with what is known at this moment."""
        if busy:
            self._since = now
        return not busy and now - self._since >= self._seconds


async def leave_when_idle(
    seconds: float, attendance: Attendance, running: Callable[[], int], leave: Callable[[], None], pause: float = 1.0
) -> None:
    """Look every `pause` seconds; call `leave` after `seconds` in which nobody came, nobody stayed and nothing ran."""
    loop = asyncio.get_running_loop()
    idleness, served = Idleness(seconds, loop.time()), attendance.served
    while True:
        await asyncio.sleep(pause)
        busy = attendance.open > 0 or attendance.served != served or await asyncio.to_thread(running) > 0
        served = attendance.served
        if idleness.is_over(loop.time(), busy):
            leave()
            return
