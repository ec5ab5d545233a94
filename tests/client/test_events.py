"""The stream of changes: in order, once each, and back by itself after it was lost."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest

from portal.client import events
from portal.client.connection import Connection
from portal.contract.events import Event
from portal.contract.problem import Problem
from tests.client.serving import Call, Scripted, serving


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Come back at once."""
    monkeypatch.setattr(events, "FIRST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(events, "LONGEST_PAUSE_SECONDS", 0.0)


def message(number: int) -> str:
    """One event as it goes over the wire."""
    data = {"number": number, "kind": "request.approved", "subject": f"R-{number}", "at": "2026-11-23T07:00:00.000Z"}
    return f"id: {number}\ndata: {json.dumps(data)}\n\n"


async def take(stream: AsyncIterator[Event | None], count: int) -> list[Event | None]:
    """The next few of what a stream yields."""
    return [await anext(stream) for _ in range(count)]


def numbers(got: list[Event | None]) -> list[int | str | None]:
    """What a stream yielded, in short."""
    return [None if e is None else e.kind if e.kind == events.RESTORED else e.number for e in got]


async def test_a_lost_stream_comes_back_where_it_was_lost() -> None:
    known = Scripted()

    def two_after_the_last(call: Call) -> Iterator[str]:
        last = int(call.headers["last-event-id"])
        yield ": alive\n\n"
        yield message(last)  # seen before: not given twice
        yield message(last + 1)
        yield message(last + 2)

    known.stream("/events", two_after_the_last)
    with serving(known.app()) as url:
        async with Connection(url, "secret", "ana") as connection:
            stream = events.stream(connection, after=10)
            got = await take(stream, 8)
            await stream.aclose()
    assert numbers(got) == [11, 12, None, events.RESTORED, 13, 14, None, events.RESTORED]
    assert [call.headers["last-event-id"] for call in known.calls[:2]] == ["10", "12"]
    assert known.calls[0].headers["portal-as"] == "ana"
    assert known.calls[0].headers["accept"] == "text/event-stream"


async def test_a_server_that_is_down_for_a_while_is_one_loss() -> None:
    known, fails = Scripted(), iter([503, 502, 500])

    def once(call: Call) -> Iterator[str]:
        yield message(1)

    known.stream("/events", once)
    up = known.answers[("GET", "/events")]

    def shaky(call: Call):  # type: ignore[no-untyped-def]
        from starlette.responses import Response

        status = next(fails, None) if len(known.calls) > 1 else None
        return Response("busy", status) if status else up(call)

    known.answers[("GET", "/events")] = shaky
    with serving(known.app()) as url:
        async with Connection(url, "secret") as connection:
            stream = events.stream(connection)
            got = await take(stream, 3)
            await stream.aclose()
    assert numbers(got) == [1, None, events.RESTORED]
    assert len(known.calls) == 5


async def test_a_moved_server_is_looked_for_when_the_stream_is_lost() -> None:
    first, second = Scripted(), Scripted()
    first.stream("/events", lambda call: iter([message(1)]))
    second.stream("/events", lambda call: iter([message(2)]))
    with serving(first.app()) as old, serving(second.app()) as new:
        async with Connection(old, "a", find_again=lambda: (new, "b")) as connection:
            stream = events.stream(connection)
            got = await take(stream, 4)
            await stream.aclose()
    assert numbers(got) == [1, None, events.RESTORED, 2]
    assert second.calls[0].headers["authorization"] == "Bearer b"


async def test_without_a_number_it_begins_with_what_comes_next() -> None:
    known = Scripted()
    known.stream("/events", lambda call: iter([message(41)]))
    with serving(known.app()) as url:
        async with Connection(url, "secret") as connection:
            stream = events.stream(connection)
            got = await take(stream, 3)
            await stream.aclose()
    assert numbers(got) == [41, None, events.RESTORED]
    assert [call.headers.get("last-event-id") for call in known.calls] == [None, "41"]


async def test_a_refusal_ends_the_stream() -> None:
    known = Scripted()
    known.answer("GET", "/events", {"title": "the token is not known", "status": 401}, 401)
    with serving(known.app()) as url:
        async with Connection(url, "wrong") as connection:
            with pytest.raises(Problem) as caught:
                await anext(events.stream(connection))
    assert caught.value.exit_code == 3


async def test_an_answer_that_is_no_stream_counts_as_lost() -> None:
    known = Scripted()
    known.answer("GET", "/events", {"hello": 1})
    with serving(known.app()) as url:
        async with Connection(url, "secret") as connection:
            stream = events.stream(connection)
            assert await anext(stream) is None
            await stream.aclose()


async def test_a_stream_that_ends_with_its_token_goes_on_with_another_as_if_nothing_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "STEADY_SECONDS", 0.0)
    known = Scripted()
    good = iter(["first", "second"])
    valid = [next(good)]

    def one_and_end(call: Call) -> Iterator[str]:
        yield message(int(call.headers["last-event-id"]) + 1)
        valid[0] = next(good, "none")

    known.stream("/events", one_and_end)
    up = known.answers[("GET", "/events")]

    def guarded(call: Call):  # type: ignore[no-untyped-def]
        from starlette.responses import Response

        refused = call.headers["authorization"] != f"Bearer {valid[0]}"
        return Response('{"title": "it has ended", "status": 401}', 401) if refused else up(call)

    known.answers[("GET", "/events")] = guarded
    with serving(known.app()) as url:
        async with Connection(url, "first", find_again=lambda: (url, "second")) as connection:
            stream = events.stream(connection, after=0)
            got = await take(stream, 2)
            with pytest.raises(Problem) as fault:
                await take(stream, 1)
    assert numbers(got) == [1, 2], "it is told neither as lost nor as restored"
    assert fault.value.body.status == 401, "whoever cannot get another token has to sign in"
