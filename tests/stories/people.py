"""People at their terminals, over one real server that runs in a thread of the test."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from portal.settings import Settings
from screens.app import PortalApp
from screens.start import open_server
from tests.client.serving import serving
from tests.screens.story import WIDE, Story
from tests.stories.catalogues import OwnCatalogue

LOOKS = 600
"""How often somebody looks before they say that something never came."""


class Server(NamedTuple):
    """Where a server of the test listens, and the token that it takes."""

    url: str
    token: str


class Person(Story):
    """Somebody at a terminal, who looks twenty times a second, so that the server beside them gets to work as well."""

    async def _until(self, holds: Callable[[], Any], what: str) -> None:
        for _ in range(LOOKS):
            await self.pilot.pause()
            if holds():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never {what}; the screen shows:\n{self.screen_text()}\nmessages: {self.heard}")


@contextmanager
def server(folder: Path, hold_seconds: int) -> Iterator[Server]:
    """A real server in a thread, whose approved requests are held so long; each step takes a moment, to be seen."""
    from portal.server.app import create_app

    catalogue = OwnCatalogue(folder / "catalogue")
    catalogue.hold(hold_seconds)
    home = folder / "server"
    home.mkdir()
    told = Settings(home, catalogue=str(catalogue.folder), operation_seconds=0.0, step_pause_seconds=0.05)
    app = create_app(replace(told, poll_seconds=0.1, observe_seconds=0.0))
    with serving(app) as url:
        yield Server(url, app.state.token)


@asynccontextmanager
async def at_terminal(
    person: str, served: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int] = WIDE
) -> AsyncIterator[Person]:
    """Somebody at a terminal of that size, connected over HTTP."""
    monkeypatch.setenv("PORTAL_TOKEN", served.token)
    app = PortalApp(Settings(folder / person, server=served.url, person=person), open_server, person)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        story = Person(app, pilot)
        await story.waits_for(lambda: app.session.live and not app.portal_screens()[-1].stale)
        yield story
