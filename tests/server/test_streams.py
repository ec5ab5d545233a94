"""A stream of events goes on although the store could not be read once."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import pytest

from portal.contract.events import Event
from portal.server import streams
from portal.store.connections import Database
from portal.store.notifier import Notifier

EVENT = Event(7, "request.started", "R-1", "2026-11-23T09:00:00.000Z", {})


async def test_a_look_that_fails_is_followed_by_one_that_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    def newest(_database: Database) -> int:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OSError("the disk is away")
        return EVENT.number

    def after(_database: Database, number: int) -> Sequence[Event]:
        return [EVENT] if len(looks) > 1 and number < EVENT.number else []

    monkeypatch.setattr(streams, "newest", newest)
    monkeypatch.setattr(streams, "after", after)
    watched = streams.Streams(0.01)
    watched.start(cast(Database, SimpleNamespace(notifier=Notifier())))
    try:
        lines = watched.follow(0)
        assert await anext(lines) == b": at 0\nid: 0\n\n"
        assert b"R-1" in await anext(lines)
        await lines.aclose()
    finally:
        await watched.stop()


async def test_a_store_that_stays_away_is_looked_for_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    watched = streams.Streams(0.01)

    def newest(_database: Database) -> int:
        raise OSError("the disk is away")

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) > 20:
            raise asyncio.CancelledError

    monkeypatch.setattr(streams, "newest", newest)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    watched._database = cast(Database, SimpleNamespace(notifier=Notifier()))
    with pytest.raises(asyncio.CancelledError):
        await watched._look()
    assert pauses[:3] == [0.02, 0.04, 0.08]
    assert max(pauses) == pauses[-1] == streams.LONGEST_PAUSE_SECONDS


async def test_a_stream_ends_with_the_sign_in_that_opened_it_however_much_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streams, "KEEPALIVE_SECONDS", 0.01)
    monkeypatch.setattr(streams, "newest", lambda _database: 1)
    monkeypatch.setattr(streams, "after", lambda _database, number: [EVENT] if number < EVENT.number else [])
    watched, answers = streams.Streams(0.01), [True, True, False]
    watched.start(cast(Database, SimpleNamespace(notifier=Notifier())))
    try:
        told = [line async for line in watched.follow(0, lambda: answers.pop(0))]
        assert answers == [] and any(b"R-1" in line for line in told)
        assert watched.count() == 0
    finally:
        await watched.stop()
