"""When a private server may leave, and how it lets its readers go."""

import asyncio
from collections.abc import Callable

import pytest

from portal.server.idle import Attendance, Idleness, Message, Receive, Scope, Send, leave_when_idle


def test_only_an_unbroken_stretch_of_nothing_counts() -> None:
    idleness = Idleness(10, now=0)
    assert not idleness.is_over(9, busy=False)
    assert not idleness.is_over(11, busy=True)
    assert not idleness.is_over(20, busy=False)
    assert idleness.is_over(21, busy=False)


class Client:
    """The two ends that a server gives to an application."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.gone = asyncio.Event()
        self._asked = False

    async def receive(self) -> Message:
        """The request, then the parting."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take what the application answers."""
        self.sent.append(message)


async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers until its reader is gone, and leaves its answer open."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"one", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        continue


async def until(known: Callable[[], bool]) -> None:
    """Let other tasks go on until something holds."""
    for _ in range(10_000):
        if known():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to be")


async def test_a_stream_ends_whole_when_the_server_leaves() -> None:
    attendance, client = Attendance(streaming), Client()
    task = asyncio.create_task(attendance({"type": "http"}, client.receive, client.send))
    await until(lambda: len(client.sent) == 2)
    assert attendance.open == 1
    attendance.leave()
    await task
    assert attendance.open == 0
    assert client.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_a_reader_that_goes_is_not_answered_any_more() -> None:
    attendance, client = Attendance(streaming), Client()
    task = asyncio.create_task(attendance({"type": "http"}, client.receive, client.send))
    await until(lambda: len(client.sent) == 2)
    client.gone.set()
    await task
    assert (attendance.open, attendance.served, len(client.sent)) == (0, 1, 2)


async def test_why_an_application_did_not_start_is_kept() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("no tables")

    attendance, client = Attendance(broken), Client()
    with pytest.raises(ValueError, match="no tables"):
        await attendance({"type": "lifespan"}, client.receive, client.send)
    assert str(attendance.fault) == "no tables"


@pytest.mark.parametrize("what", ["somebody is connected", "something runs"])
async def test_it_stays_while_anything_goes_on_and_leaves_afterwards(what: str) -> None:
    attendance, left, looks = Attendance(streaming), asyncio.Event(), [0]
    ends = asyncio.Event()

    def running() -> int:
        looks[0] += 1
        return 1 if what == "something runs" and not ends.is_set() else 0

    if what == "somebody is connected":
        attendance.open = 1
    watch = asyncio.create_task(leave_when_idle(0, attendance, running, left.set, pause=0))
    if what == "something runs":
        await until(lambda: looks[0] > 3)
    else:
        for _ in range(20):
            await asyncio.sleep(0)
    assert not left.is_set()
    attendance.open = 0
    ends.set()
    await watch
    assert left.is_set()
