"""Events to everybody who watches: one reader looks when it is notified, and fans out; each resumes where it was."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool

from portal.contract.events import PRESENCE, Event
from portal.records.events import BATCH, after, newest
from portal.server.presence import OpenTerminals
from portal.store.connections import Database
from portal.store.notifier import EVENTS

LOG = logging.getLogger(__name__)
KEEPALIVE_SECONDS = 15.0
LONGEST_PAUSE_SECONDS = 5.0
"""Between two looks at a store that cannot be read."""
SHORTEST_PAUSE_SECONDS = 0.01
"""Between two looks, however often it is notified."""


class Streams:
    """The watchers of one server."""

    def __init__(self, poll_seconds: float) -> None:
        self._poll_seconds = max(poll_seconds, 0.01)
        self._moved = asyncio.Condition()
        self._newest = 0
        self._watching = 0
        self._leaving = False
        self._notified = asyncio.Event()
        self._end_hearing: Callable[[], None] = lambda: None
        self._task: asyncio.Task[None] | None = None
        self._database: Database | None = None
        self._presence: OpenTerminals | None = None
        self._open: dict[str, tuple[str, ...]] = {}
        """Who has what open, as it was told last."""

    def anybody(self) -> bool:
        """Whether somebody is watching."""
        return self._watching > 0

    def count(self) -> int:
        """How many are watching."""
        return self._watching

    def start(self, database: Database, presence: OpenTerminals | None = None) -> None:
        """Begins to look for new events: whenever something was committed, and now and then by itself."""
        self._database, self._presence = database, presence
        loop = asyncio.get_running_loop()

        def hear(_kind: str = "") -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it whoever watched
                loop.call_soon_threadsafe(self._notified.set)

        self._end_hearing = database.notifier.listen(EVENTS, hear)
        if presence is not None:
            presence.tell(hear)
        self._task = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Ends every stream."""
        self._leaving = True
        self._end_hearing()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        async with self._moved:
            self._moved.notify_all()

    async def _look(self) -> None:
        assert self._database is not None
        pause = self._poll_seconds
        while True:
            self._notified.clear()
            rest: Callable[[float], Awaitable[None]] = self._rest
            try:
                number = await run_in_threadpool(newest, self._database)
                pause = self._poll_seconds
            except Exception:  # a store that cannot be read now may be read at a later look
                pause = min(pause * 2, max(LONGEST_PAUSE_SECONDS, self._poll_seconds))
                LOG.exception("looking for new events failed; the next look follows in %.1f s", pause)
                number, rest = self._newest, asyncio.sleep
            opened = self._presence.now() if self._presence else {}
            if number != self._newest or opened != self._open:
                async with self._moved:
                    self._newest, self._open = number, opened
                    self._moved.notify_all()
            await rest(pause)

    async def _rest(self, seconds: float) -> None:
        """Until it is notified, at most so long."""
        await asyncio.sleep(SHORTEST_PAUSE_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._notified.wait()

    async def follow(self, number: int | None, lasts: Callable[[], bool] = lambda: True) -> AsyncGenerator[bytes, None]:
        """Server-sent events after `number`; None begins with what comes next. `lasts` is asked every 15 s."""
        assert self._database is not None
        self._watching += 1
        asked_at = asyncio.get_running_loop().time()
        try:
            if number is None:
                number = await run_in_threadpool(newest, self._database)
            # An id without data: whoever is cut off before the first event comes back to just after this one.
            yield f": at {number}\nid: {number}\n\n".encode()
            known: dict[str, tuple[str, ...]] = {}
            while not self._leaving:
                if (now := asyncio.get_running_loop().time()) - asked_at >= KEEPALIVE_SECONDS:
                    asked_at = now
                    if not await run_in_threadpool(lasts):
                        return
                found = await run_in_threadpool(after, self._database, number)
                for event in found:
                    number = event.number
                    yield _line(event)
                opened = self._open
                for subject in sorted(known.keys() | opened.keys()):
                    if known.get(subject) != opened.get(subject):
                        yield _told(subject, opened.get(subject, ()))
                known = opened
                if len(found) < BATCH and not await self._wait(number, opened):
                    yield b": still here\n\n"
        finally:
            self._watching -= 1

    async def _wait(self, number: int, opened: dict[str, tuple[str, ...]]) -> bool:
        """Waits for something newer than `number`, or other things open; False when nothing came for a while."""
        try:
            async with asyncio.timeout(KEEPALIVE_SECONDS), self._moved:
                await self._moved.wait_for(lambda: self._newest > number or self._open != opened or self._leaving)
        except TimeoutError:
            return False
        return True


def _line(event: Event) -> bytes:
    return f"id: {event.number}\nevent: {event.kind}\ndata: {json.dumps(asdict(event))}\n\n".encode()


def _told(subject: str, people: tuple[str, ...]) -> bytes:
    """Without an id: where somebody comes back to does not depend on it."""
    told = Event(0, PRESENCE, subject, "", {"people": list(people)})
    return f"event: {PRESENCE}\ndata: {json.dumps(asdict(told))}\n\n".encode()
