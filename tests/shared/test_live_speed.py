"""How long it takes from a commit until it stands on screens at two servers, measured: `proof/live.json`."""

import asyncio
import math
import os
import random
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from pathlib import Path
from typing import Any

import pytest

from portal.client import PortalClient, events
from portal.client.connection import Connection
from portal.clock import system_clock
from portal.contract.requests import Request, Submission
from portal.services.catalogue.catalogue_source import CatalogueSource
from portal.services.requests import reviews
from portal.services.world import World
from portal.store.connections import Database
from tests.screens.story import SMALL, WIDE
from tests.shared.processes import Running, running
from tests.stories.people import Person, Server, at_terminal

ACTS = 25
WATCHERS = 5
"""At each server, beside the two terminals."""
PROBE = "probe"
WITHIN_SECONDS = 1.0
CROWDED = 4
"""With so many processes for each core the times are written down, but say nothing about the portal."""
PATIENCE_SECONDS = 30.0
PAUSES_SECONDS = (0.05, 0.5)
"""Between two acts, so that they meet every phase of whatever looks now and then."""
AS_DELIVERED = {"PORTAL_POLL_SECONDS": "0.25"}


class Times:
    """When each act was committed, and when each watcher was told of it and each screen had painted it."""

    def __init__(self) -> None:
        self.committed: dict[str, float] = {}
        self.told: list[tuple[str, float]] = []
        self.painted: list[tuple[str, float]] = []
        self.came = asyncio.Event()
        """Set when another one was noted."""

    def note(self, where: list[tuple[str, float]], words: str) -> None:
        """It happened now."""
        where.append((words, time.perf_counter()))
        self.came.set()

    async def reached(self, told: int, painted: int) -> None:
        """Waits until so many are noted, so that no act stands behind the one before; what never comes is counted."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while len(self.told) < told or len(self.painted) < painted:
                    self.came.clear()
                    await self.came.wait()

    def since_commit(self, noted: Sequence[tuple[str, float]]) -> list[float]:
        """Seconds after the commit; whoever commits may be told of it last."""
        return [max(0.0, at - self.committed[words]) for words, at in noted]


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """The usual ones, in seconds."""
    ordered = sorted(values)
    picked = {name: ordered[max(0, math.ceil(share * len(ordered)) - 1)] for name, share in
              (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))}  # fmt: skip
    return {"count": len(ordered), **{name: round(value, 3) for name, value in picked.items()}}


async def watch(connection: Connection, times: Times, ready: asyncio.Semaphore) -> None:
    """Hears every comment, and notes when."""
    async with aclosing(events.stream(connection, 0)) as stream:
        async for event in stream:
            if event is not None and event.kind == "request.commented" and PROBE in str(event.data.get("reason")):
                times.note(times.told, str(event.data["reason"]))
            elif event is not None and event.kind == "request.submitted":
                ready.release()


def notes_paints(person: Person, times: Times, seen: dict[str, set[str]]) -> None:
    """Notes when the page under the eyes of somebody has been painted with a comment that it did not show before."""
    page = person.app.portal_screens()[-1]
    shown: Callable[[Request], None] = page.display_data
    mine = seen.setdefault(person.app.session.person, set())

    def display(data: Request) -> None:
        shown(data)
        new = {one.reason for one in data.reviews if PROBE in one.reason} - mine

        def painted() -> None:
            for words in new - mine:
                mine.add(words)
                times.note(times.painted, words)

        page.call_after_refresh(painted)

    setattr(page, "display_data", display)  # noqa: B010 - a method of this one page is wrapped, which mypy forbids


def address(server: Running) -> Server:
    """Where it listens, and its token."""
    return Server(server.told["url"], server.token)


@pytest.mark.prove
@pytest.mark.timeout(600)
async def test_what_is_committed_stands_on_screens_at_both_servers_within_a_second(
    postgresql_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    url = postgresql_database.engine.url.render_as_string(hide_password=False)
    chance, times, seen = random.Random(campaign_seed), Times(), dict[str, set[str]]()
    at_one, at_two = (
        ("serve", "--database", url, "--port", "0"),
        ("serve", "--database", url, "--port", "0", "--no-worker"),
    )
    with (
        running(tmp_path / "one", *at_one, **AS_DELIVERED) as first,
        running(tmp_path / "two", *at_two, **AS_DELIVERED) as second,
    ):
        one, two = address(first), address(second)
        async with AsyncExitStack() as stack:
            ana = await stack.enter_async_context(Connection(*one, "ana"))
            made = await PortalClient(ana).requests.submit(Submission("compute", {"type": "nc4as-t4-v3", "nodes": 3}))
            ready = asyncio.Semaphore(0)
            for place in (one, two):
                for _ in range(WATCHERS):
                    connection = await stack.enter_async_context(Connection(*place, "sam"))
                    task = asyncio.create_task(watch(connection, times, ready))
                    stack.callback(task.cancel)
            li = await stack.enter_async_context(at_terminal("li", two, tmp_path, monkeypatch, SMALL))
            lena = await stack.enter_async_context(at_terminal("lena", one, tmp_path, monkeypatch, WIDE))
            for person in (li, lena):
                person.app.call_later(person.app.open_at, "requests", "request", made.id)  # in that app's own context
                await person.sees(made.id, "What will happen")
                notes_paints(person, times, seen)
            for _ in range(2 * WATCHERS):
                await ready.acquire()
            world = World(
                postgresql_database, system_clock, CatalogueSource(None), "demo", lambda _order: {}, lambda _kind: True
            )

            def comment(words: str) -> None:
                reviews.vote(world, world.person("ana"), made.id, "comment", made.digest, words)
                times.committed[words] = time.perf_counter()

            for number in range(ACTS):
                await asyncio.to_thread(comment, f"{PROBE} {number}")
                await times.reached((number + 1) * 2 * WATCHERS, (number + 1) * 2)
                await asyncio.sleep(chance.uniform(*PAUSES_SECONDS))
    waiting = os.getloadavg()[0]
    judged = waiting <= CROWDED * (os.cpu_count() or 1)
    told, painted = (quantiles(times.since_commit(noted)) for noted in (times.told, times.painted))
    result = {
        "acts": ACTS, "servers": 2, "watchers": 2 * WATCHERS, "terminals": 2,
        "processes_that_wanted_a_core": round(waiting, 1), "judged": judged,
        "from_the_commit_seconds": {"told_to_watchers": told, "painted_on_terminals": painted},
    }  # fmt: skip
    assert (told["count"], painted["count"]) == (ACTS * 2 * WATCHERS, ACTS * 2), "each once"
    proof_record("live", result)
    assert not judged or painted["p95"] <= WITHIN_SECONDS, result
