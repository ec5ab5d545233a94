"""Who has which request open is told to everybody who watches, on every server, and nowhere written down."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from portal.client import PortalClient, events
from portal.client.connection import Connection
from portal.contract.events import PRESENCE, Event
from portal.server.presence import HELD_SECONDS, MOST, OpenTerminals
from portal.server.streams import Streams
from portal.store.connections import Database, open_database
from portal.store.listening import Listening
from tests.server.served_portal import ServedPortal

HERE, THERE = "terminal-one", "terminal-two"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_terminal_has_one_request_open_and_somebody_with_two_counts_once(sqlite_database: Database) -> None:
    known = OpenTerminals(sqlite_database)
    known.say(HERE, "li", "R-1")
    known.say(THERE, "li", "R-1")
    known.say(HERE, "ana", "R-1")
    assert known.now() == {"R-1": ("ana", "li")} and known.of("R-1", "li") == ("ana",)
    known.say(THERE, "li", "R-2")
    assert known.now() == {"R-1": ("ana", "li"), "R-2": ("li",)}
    known.say(HERE, "li", "")
    assert known.now() == {"R-1": ("ana",), "R-2": ("li",)}, "nobody closes another's terminal of the same name"


def test_a_terminal_that_falls_silent_is_forgotten_within_the_bound(sqlite_database: Database) -> None:
    clock = Clock()
    known = OpenTerminals(sqlite_database, now=clock)
    known.say(HERE, "li", "R-1")
    clock.seconds = HELD_SECONDS - 1
    known.say(HERE, "ana", "R-1")
    assert known.of("R-1") == ("ana", "li")
    clock.seconds = HELD_SECONDS
    assert known.of("R-1") == ("ana",)
    known.say(HERE, "ana", "R-1")
    clock.seconds += HELD_SECONDS - 1
    assert known.of("R-1") == ("ana",), "who says it again stays"


def test_nobody_fills_the_memory(sqlite_database: Database) -> None:
    known = OpenTerminals(sqlite_database)
    for number in range(MOST + 10):
        known.say(f"t-{number}", "mallory", f"R-{number}")
    assert len(known.now()) == MOST


def test_where_it_is_switched_off_nothing_is_kept(sqlite_database: Database) -> None:
    known = OpenTerminals(sqlite_database, kept=False)
    known.say(HERE, "li", "R-1")
    assert known.now() == {}


async def opened(stream: AsyncIterator[Event | None], subject: str) -> list[object]:
    """Who is told next to have it open."""
    async for event in stream:
        if event is not None and event.kind == PRESENCE and event.subject == subject:
            people = event.data["people"]
            assert isinstance(people, list)
            return people
    return []


async def test_who_watches_is_told_at_once_and_the_page_tells_it_too(server: ServedPortal) -> None:
    url, token = str(server.client.base_url), server.app.state.token
    async with Connection(url, token, "li") as li, Connection(url, token, "ana") as ana:
        await PortalClient(li).people.say_open(HERE, "R-1")
        async with aclosing(events.stream(ana)) as stream:
            assert await opened(stream, "R-1") == ["li"], "whoever comes later hears what is open"
            assert (await PortalClient(ana).requests.show("R-1")).open_by == ("li",)
            assert (await PortalClient(li).requests.show("R-1")).open_by == (), "oneself is no news"
            await PortalClient(li).people.say_open(HERE, "R-2")
            assert await opened(stream, "R-1") == []
        await PortalClient(li).people.say_open(HERE, "")
    home = server.app.state.portal.settings.home
    assert [path for path in home.rglob("*") if path.is_file() and HERE.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("body", [{"terminal": "x" * 65, "open": "R-1"}, {"terminal": "x", "open": "<b>"}, {}])
def test_what_is_no_request_cannot_be_open(server: ServedPortal, body: dict[str, str]) -> None:
    assert server.call("PUT", "/presence", json=body).status_code == 422


async def test_each_server_tells_what_is_open_at_the_other(postgresql_database: Database) -> None:
    address = postgresql_database.engine.url.render_as_string(hide_password=False)
    databases = [open_database(address) for _ in range(2)]
    known = [OpenTerminals(database) for database in databases]
    hearing = [Listening(database) for database in databases]
    streams = Streams(0.02)
    for one in hearing:
        one.start()
    for one in hearing:
        assert await asyncio.to_thread(one.hears.wait, 20)
    streams.start(databases[0], known[0])
    try:
        async with aclosing(streams.follow(0)) as lines:
            assert (await anext(lines)).startswith(b": at 0")
            await asyncio.to_thread(known[1].say, HERE, "li", "R-1")
            told = json.loads((await anext(lines)).split(b"data: ")[1])
            assert (told["subject"], told["data"], told["number"]) == ("R-1", {"people": ["li"]}, 0)
            await asyncio.to_thread(known[1].say, HERE, "li", "")
            assert json.loads((await anext(lines)).split(b"data: ")[1])["data"] == {"people": []}
    finally:
        await streams.stop()
        for hears, database in zip(hearing, databases, strict=True):
            await asyncio.to_thread(hears.stop)
            database.close()
