"""A connection that opens itself when it is first used, after the first live rows are painted."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from portal.client import events, wire
from portal.client.blocking import BlockingConnection
from portal.client.connection import UNKNOWN, Connection
from portal.contract.events import Event
from portal.contract.problem import Problem
from screens.connection.account import TerminalAccount

if TYPE_CHECKING:
    import httpx

log = logging.getLogger("portal.screens")
EARLY_SECONDS = 300.0
LOOK_SECONDS = 30.0
"""How often it is looked whether the token has to be renewed."""
PAINT_SECONDS = 0.1
"""The first live rows are painted before httpx is imported, which would take the processor from them."""

Answer = TypeVar("Answer")


class FirstLook(BlockingConnection):
    """Reads over the standard library's HTTP and keeps each answer, so that live rows need not wait for httpx."""

    def __init__(self, url: str, token: str, person: str | None, find_again: Callable[[], tuple[str, str]]) -> None:
        super().__init__(url, token, person, find_again)
        self.answers: dict[str, Any] = {}
        """What was read, by path."""

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        """Read something, and keep it. Raises Problem."""
        read = await super().get(path, answer, **query)
        self.answers[path] = read
        return read


class LateConnection(Connection):
    """A connection that imports httpx and opens itself when it is first used.

    `account` is whoever signed in; their token is renewed before it ends, and `unknown` hears when the server knows
    them no more. What the `first` look has read already is answered from there, once.
    """

    def __init__(
        self,
        url: str,
        token: str,
        person: str | None = None,
        find_again: Callable[[], tuple[str, str]] | None = None,
        account: TerminalAccount | None = None,
        first: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(url, token, person, find_again)
        self._first = first or {}
        self.unknown: Callable[[Problem], None] = lambda problem: None
        self._account = account
        self._opening: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None

    async def opened(self) -> None:
        """Wait until it is open."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
        await asyncio.shield(self._opening)

    async def close(self) -> None:
        """Let it go."""
        if self._renewing is not None:
            self._renewing.cancel()
        await self.__aexit__(None, None, None)

    async def get(self, path: str, answer: type[Answer], **query: object) -> Answer:
        """Read something. Raises Problem."""
        if path in self._first:
            known: Answer = self._first.pop(path)
            return known
        return await super().get(path, answer, **query)

    async def events(self) -> AsyncIterator[Event | None]:
        """What changes from now on; None when the connection was lost. Raises Problem."""
        await asyncio.sleep(PAINT_SECONDS)
        await self.opened()
        yield Event(0, events.RESTORED, "", "")  # what happened since the first look is read again
        async for event in events.stream(self, None):
            yield event

    async def look_again(self, refused: bool = False) -> bool:
        """Find the server anew; after a token was refused, take another one. Raises Problem."""
        if self._account is None or not refused:
            return await super().look_again(refused)
        self.token = await asyncio.to_thread(self._account.token, self.token)
        return True

    async def renew(self) -> None:
        """Renew the token when it ends soon; what cannot be renewed now is tried again, and told when it has ended."""
        if self._account is None or self._account.seconds_left() > EARLY_SECONDS:
            return
        try:
            self.token = await asyncio.to_thread(self._account.token)
        except Problem as problem:
            log.info("the token is not renewed: %s", problem.line())
            if problem.body.status == UNKNOWN:
                self.unknown(problem)

    async def _open(self) -> None:
        await asyncio.to_thread(__import__, "httpx")
        await self.__aenter__()
        if self._account is not None:
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.renew()

    async def _call(self, method: str, path: str, content: bytes = b"", key: str | None = None) -> "httpx.Response":
        await self.opened()
        try:
            answer = await super()._call(method, path, content, key)
        except Problem as problem:
            if problem.body.status == UNKNOWN:
                self.unknown(problem)
            raise
        if answer.status_code == UNKNOWN:
            self.unknown(wire.refusal(answer.status_code, answer.content))
        return answer
