"""Who follows a real server hears of everything once, whatever happens to the connection between them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.client import events
from portal.client.connection import Connection
from portal.contract.events import Event
from portal.server.app import create_app
from portal.server.streams import Streams
from portal.settings import Settings
from portal.store.chain import announce
from portal.store.connections import Database, open_database
from tests.client.serving import serving
from tests.server.cutting import Way, cutting

KIND = "test.happened"
QUICK: dict[str, Any] = {"operation_seconds": 0.0, "poll_seconds": 0.1, "observe_seconds": 0.0}
CUTS = 12
EACH = 5


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back at once."""
    monkeypatch.setattr(events, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(events, "LONGEST_PAUSE_SECONDS", 0.01)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Database]]:
    """A demo server of this file: address, token and store."""
    home: Path = tmp_path_factory.mktemp("live") / "home"
    home.mkdir()
    app = create_app(Settings(home, **QUICK))
    with serving(app) as url:
        yield url, app.state.token, app.state.portal.database


def happen(database: Database, *numbers: int) -> None:
    """Something happens, each time in a transaction of its own."""
    for number in numbers:
        with database.write() as connection:
            announce(connection, "2026-11-23T09:00:00.000Z", KIND, f"T-{number}", {"n": number})


async def heard(stream: AsyncIterator[Event | None], count: int) -> list[str]:
    """The next so many of our events; losses and returns in between are left out."""
    got: list[str] = []
    async for event in stream:
        if event is not None and event.kind == KIND and event.subject != "T-0":
            got.append(event.subject)
            if len(got) == count:
                return got
    return got


async def _anything(stream: AsyncIterator[Event | None]) -> None:
    async for event in stream:
        if event is not None and event.subject == "T-0":
            return


def subjects(numbers: range) -> list[str]:
    """What is to be heard."""
    return [f"T-{number}" for number in numbers]


async def opened(stream: AsyncIterator[Event | None], database: Database) -> None:
    """Waits until the stream has heard something, so that it is open."""
    listening = asyncio.create_task(_anything(stream))
    while not listening.done():
        await asyncio.to_thread(happen, database, 0)
        await asyncio.wait([listening], timeout=0.05)


async def test_a_way_that_is_cut_again_and_again_loses_nothing_and_repeats_nothing(
    served: tuple[str, str, Database],
) -> None:
    url, token, database = served
    with cutting(url) as way:
        async with Connection(way.url, token) as connection, aclosing(events.stream(connection)) as stream:
            await opened(stream, database)
            listening = asyncio.create_task(heard(stream, CUTS * EACH))
            for first in range(1, CUTS * EACH, EACH):
                await asyncio.to_thread(happen, database, *range(first, first + 2))
                way.cut()
                await asyncio.to_thread(happen, database, *range(first + 2, first + EACH))
            assert await listening == subjects(range(1, CUTS * EACH + 1))
        assert way.connections > 1


async def test_what_happens_before_the_first_event_was_heard_is_not_missed_when_the_way_is_cut(
    served: tuple[str, str, Database],
) -> None:
    url, token, database = served
    with cutting(url) as way:
        async with Connection(way.url, token) as connection, aclosing(events.stream(connection)) as stream:
            first = asyncio.create_task(anext(stream))
            await _placed(way)
            way.cut()
            await asyncio.to_thread(happen, database, 1, 2)
            assert await first is None
            assert await heard(stream, 2) == ["T-1", "T-2"]


async def test_a_way_that_fell_silent_without_an_end_is_left_and_nothing_is_missed(
    served: tuple[str, str, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "SILENCE_SECONDS", 0.5)
    url, token, database = served
    with cutting(url) as way:
        way.silent = True  # as when a laptop slept: nothing comes, and no end is told
        async with Connection(way.url, token) as connection, aclosing(events.stream(connection, after=None)) as stream:
            assert await anext(stream) is None
            way.silent = False
            await opened(stream, database)
            await asyncio.to_thread(happen, database, *range(1, 8))
            assert await heard(stream, 7) == subjects(range(1, 8))


async def _placed(way: Way) -> None:
    """Waits until the server has said where the stream begins, and that was handed on."""
    async with httpx.AsyncClient(base_url=way.url) as client:
        while b"\nid: " not in way.answered:
            assert (await client.get("/health")).is_success


async def test_each_server_on_one_database_tells_of_the_others_acts(postgresql_database: Database) -> None:
    address = postgresql_database.engine.url.render_as_string(hide_password=False)
    databases = [open_database(address) for _ in range(2)]
    servers = [Streams(0.02) for _ in databases]
    for server, database in zip(servers, databases, strict=True):
        server.start(database)
    try:
        streams = [server.follow(0) for server in servers]
        for stream in streams:
            assert (await anext(stream)).startswith(b": at 0")
        for number, database in enumerate(databases, 1):
            await asyncio.to_thread(happen, database, number)
        for stream in streams:
            told = b"".join([await anext(stream) for _ in range(2)])
            assert [number in told for number in (b"T-1", b"T-2", b"id: 1\n", b"id: 2\n")] == [True] * 4
    finally:
        for server, database in zip(servers, databases, strict=True):
            await server.stop()
            database.close()
