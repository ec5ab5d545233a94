"""An event that cannot be read costs itself: the others come, and whoever watches knows to look again."""

import json
from collections.abc import Iterator

import pytest

from portal.client import events
from portal.client.connection import Connection
from tests.client.serving import Call, Scripted, serving
from tests.client.test_events import message, no_pause, numbers, take

__all__ = ["no_pause"]

GOOD = {"number": 12, "kind": "request.approved", "subject": "R-12", "at": "2026-11-23T07:00:00.000Z"}
POISON = {
    "NaN": json.dumps(GOOD).replace("}", ', "data": {"value": NaN}}'),
    "5000 digits": json.dumps(GOOD).replace("12,", "9" * 5000 + ",", 1),
    "a wrong type": json.dumps({**GOOD, "kind": 7}),
    "a missing field": json.dumps({"number": 12}),
    "no object": "[1, 2]",
    "half of it": json.dumps(GOOD)[:40],
    "half a character": json.dumps({**GOOD, "subject": "R-12"}).replace("R-12", "\\ud800"),
    "1000 levels": json.dumps(GOOD).replace("}", ', "data": {"a": ' + "[" * 1000 + "]" * 1000 + "}}"),
}


@pytest.mark.parametrize("name", POISON)
async def test_an_event_that_cannot_be_read_costs_itself(name: str) -> None:
    known = Scripted()

    def one_is_odd(_call: Call) -> Iterator[str]:
        yield message(11)
        yield f"id: 12\ndata: {POISON[name]}\n\n"
        yield f"event: presence.changed\ndata: {POISON['no object']}\n\n"
        yield message(13)

    known.stream("/events", one_is_odd)
    with serving(known.app()) as url:
        async with Connection(url, "secret", "ana") as connection:
            stream = events.stream(connection, after=10)
            got = await take(stream, 3)
            await stream.aclose()
    assert numbers(got) == [11, 12, 13]
    assert got[1] is not None and got[1].kind in (events.UNREADABLE, "request.approved")


async def test_text_of_a_megabyte_and_bytes_that_are_no_utf_8_come_as_far_as_they_can_be_read() -> None:
    known = Scripted()
    long = json.dumps({**GOOD, "data": {"note": "m" * 1_000_000}})
    known.stream("/events", lambda _call: iter([f"id: 12\ndata: {long}\n\n", message(13)]))
    with serving(known.app()) as url:
        async with Connection(url, "secret", "ana") as connection:
            stream = events.stream(connection, after=10)
            got = await take(stream, 2)
            await stream.aclose()
    assert numbers(got) == [12, 13]
