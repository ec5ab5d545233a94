"""Following a request until it has ended: each line of its journal once, and each change of its state."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress

import click

from portal.cli import words
from portal.cli.options import CallerOptions, PortalCommand
from portal.cli.output import answer
from portal.cli.requests.page import card_text, headline
from portal.cli.session import say, settings_of
from portal.cli.text import page, width
from portal.client import PortalClient, events
from portal.client.connection import Connection
from portal.contract.events import PRESENCE
from portal.contract.plaintext import one_line
from portal.contract.problem import EXIT_FAILED, Problem
from portal.contract.requests import Request

LOOK_SECONDS = 2.0
"""How long to wait for an event before looking anyway."""


@click.command("watch", cls=PortalCommand, help="Follow a request until it has ended; exit code 0 when it is ready.")
@click.argument("id")
@click.option("--timeout", type=click.FloatRange(min=0), metavar="SECONDS", help="Give up watching after so long.")
@click.pass_obj
def watch(asked: CallerOptions, id: str, timeout: float | None) -> int:
    """Follow one request."""
    tell = _silent if asked.json else _tell
    try:
        ended = asyncio.run(_watch(asked, id, tell, timeout))
    except TimeoutError:
        raise Problem(
            500,
            f"{id} has not ended within {timeout:g} s",
            todo=f"it goes on: portal request show {id}",
            code="timeout",
        ) from None
    except KeyboardInterrupt:
        raise Problem(
            500, f"stopped watching {id}", todo=f"it goes on: portal request show {id}", code="stopped"
        ) from None
    answer(asked, ended, lambda: page(headline(ended), card_text(ended.card, width())))
    return 0 if ended.state in ("ready", "ready_with_differences") else EXIT_FAILED


def _tell(line: str) -> None:
    sys.stdout.write(one_line(line) + "\n")
    sys.stdout.flush()


def _silent(_line: str) -> None:
    """A script wants the end only."""


async def _watch(asked: CallerOptions, id: str, tell: Callable[[str], None], seconds: float | None) -> Request:
    from portal.local import find_or_start, find_or_start_async

    settings = settings_of(asked)
    address = await find_or_start_async(settings, say)
    async with (
        asyncio.timeout(seconds),
        Connection(*address, settings.person or None, lambda: find_or_start(settings, say)) as connection,
    ):
        moved = asyncio.Event()
        listening = asyncio.create_task(_listen(connection, moved))
        try:
            return await _follow(PortalClient(connection), id, tell, moved)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError, Problem):  # what stands in the way of events also stops a look
                await listening


async def _listen(connection: Connection, moved: asyncio.Event) -> None:
    async for event in events.stream(connection):
        if event is None or event.kind != PRESENCE:
            moved.set()


async def _follow(portal: PortalClient, id: str, tell: Callable[[str], None], moved: asyncio.Event) -> Request:
    number, told = 0, ""
    while True:
        moved.clear()
        request = await portal.requests.show(id)
        for row in await portal.requests.journal(id, number) if request.operation is not None else ():
            number = max(number, row.number)
            tell(f"{words.clock_time(row.at)} {row.step or request.id}: {row.text}")
        if request.state in words.ENDED:
            return request
        if (line := _standing(request)) != told:
            tell(line)
            told = line
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await moved.wait()


def _standing(request: Request) -> str:
    """Where a request stands, for one line; a stuck one says what can be done."""
    operation = request.operation
    if operation is not None and operation.state == "stuck":
        choices = f"`portal request retry {request.id}` or `portal request give-up {request.id}`"
        return f"{request.id} is stuck: {operation.reason}; {choices}"
    return headline(request)
