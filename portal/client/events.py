"""What changed, as it happens."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from portal.client import wire
from portal.client.connection import UNKNOWN, Connection, plain_reason
from portal.contract.events import PRESENCE, Event
from portal.contract.plaintext import one_line
from portal.contract.problem import Problem

RESTORED = "connection.restored"
"""The kind of the event that says that the stream is back after it was lost; its number is the last one seen."""

POSITION = "connection.position"
"""Only in here: where a stream begins, so that nothing is missed when it is cut off before its first event."""

UNREADABLE = "connection.unreadable"
"""The kind of the event that stands for one that could not be read: something changed, and nobody knows what."""

LONGEST_NUMBER = 16
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 15.0
STEADY_SECONDS = 5.0
"""A stream that the server ended after so long is opened again at once: its token had ended, or the server leaves."""
SILENCE_SECONDS = 60.0
"""After so long without a sign of life the stream counts as lost; the server sends one every 15 s."""


async def stream(c: Connection, after: int | None = None) -> AsyncGenerator[Event | None, None]:
    """Every change after event number `after`, for ever; None begins with what comes next.

    Who has what open comes among them, with number 0, from the beginning again after each loss.

    Yields None once when the connection is lost, then comes back by itself with growing pauses, yields an event of
    kind `connection.restored`, and goes on after the last number seen. Raises Problem when the server refuses.
    """
    import asyncio

    now = asyncio.get_running_loop().time
    last, lost, pause = after, False, FIRST_PAUSE_SECONDS
    refused = tried = False
    while True:
        opened = now()
        try:
            if refused:
                refused = False
                await c.look_again(refused=True)
            elif lost:
                await c.look_again()
            async with aclosing(_once(c, last)) as events:
                async for event in events:
                    tried = False
                    if lost:
                        lost, pause = False, FIRST_PAUSE_SECONDS
                        yield Event(last or 0, RESTORED, "", "")
                    if event is not None and event.kind == POSITION:
                        last = event.number if last is None else last
                    elif event is not None and (event.kind == PRESENCE or not event.number):
                        yield event
                    elif event is not None and (last is None or event.number > last):
                        last = event.number
                        yield event
        except Problem as problem:
            if problem.body.status == UNKNOWN and not tried:  # the token has ended: once more with another
                refused = tried = True
                continue
            if 400 <= problem.body.status < 500 or problem.body.code == wire.MISMATCH:
                raise
        else:
            if not lost and now() - opened >= STEADY_SECONDS:
                continue
        if not lost:
            lost = True
            yield None
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _once(c: Connection, after: int | None) -> AsyncGenerator[Event | None, None]:
    """One stream until it ends: first None when it is open, then its events. Raises Problem."""
    import httpx
    from httpx_sse import EventSource, SSEError

    headers = {**wire.headers(c.token, c.person), "Accept": "text/event-stream", "Cache-Control": "no-store"}
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    timeout = httpx.Timeout(SILENCE_SECONDS, connect=wire.CONNECT_SECONDS)
    try:
        async with c.http.stream("GET", c.url + "/events", headers=headers, timeout=timeout) as response:
            if not response.is_success:
                raise wire.refusal(response.status_code, await response.aread())
            yield None
            async for message in EventSource(response).aiter_sse():
                if message.data:
                    yield _event(message.data, message.id)
                elif message.id.isascii() and message.id.isdecimal() and len(message.id) < LONGEST_NUMBER:
                    yield Event(int(message.id), POSITION, "", "")
    except (httpx.HTTPError, SSEError) as fault:
        raise wire.unreachable(c.url, plain_reason(fault)) from None


def _event(data: str, number: str) -> Event:
    """An event, or one in its place that says that something changed which cannot be read here."""
    import msgspec

    try:
        return msgspec.json.decode(data, type=Event)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as fault:
        known = int(number) if number.isascii() and number.isdecimal() and len(number) < LONGEST_NUMBER else 0
        return Event(known, UNREADABLE, "", "", {"why": one_line(str(fault))})
