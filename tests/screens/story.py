"""The words in which tests of the terminal app are written: `await portal.sees("Approvals").presses("A")`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from textual import _wait
from textual.pilot import Pilot
from textual.strip import Strip

from portal.settings import Settings
from screens.app import PortalApp
from tests.screens import made
from tests.screens.fake import FakePortal

# The pilot looks 50 times a second whether the app is idle; stories look more often, so that they take less time.
_wait.SLEEP_GRANULARITY = 1 / 500
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 4

PATIENCE = 1000
"""How many times a test looks before it says that something is not there."""
WIDE, SMALL, NARROW = (120, 40), (80, 24), (60, 20)


class Story:
    """A person at the terminal. Each word adds a step; `await` does them."""

    def __init__(self, app: PortalApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot
        self.pressed = 0
        self.heard: list[str] = []
        """The short messages since the last key, also those that have gone again while a busy machine looked away."""
        self._listen()
        self._steps: list[Callable[[], Awaitable[None]]] = []

    def _listen(self) -> None:
        shown = self.app.notify

        def notify(message: str, **more: Any) -> None:
            self.heard.append(message)
            shown(message, **more)

        setattr(self.app, "notify", notify)  # noqa: B010 - a method of this one app is wrapped, which mypy forbids

    def sees(self, *texts: str) -> Self:
        """Wait until each text is on the screen."""

        async def step() -> None:
            for text in texts:
                await self._until(lambda text=text: text in self.screen_text(), f"'{text}' on the screen")  # type: ignore[misc]

        return self._then(step)

    def sees_not(self, *texts: str) -> Self:
        """Wait until no such text is on the screen."""

        async def step() -> None:
            for text in texts:
                await self._until(lambda text=text: text not in self.screen_text(), f"no '{text}'")  # type: ignore[misc]

        return self._then(step)

    def presses(self, *keys: str) -> Self:
        """Press keys, one after the other."""

        async def step() -> None:
            for key in keys:
                self.pressed += 1
                self.heard.clear()
                await self.pilot.press(key)

        return self._then(step)

    def types(self, text: str) -> Self:
        """Type a text, letter by letter."""
        names = {" ": "space", "-": "minus", "/": "slash", ":": "colon", ".": "full_stop"}
        return self.presses(*(names.get(letter, letter) for letter in text))

    def waits_for(self, what: Callable[[], Any]) -> Self:
        """Wait until something holds."""

        async def step() -> None:
            await self._until(what, "what the test waits for")

        return self._then(step)

    def toasts(self, text: str) -> Self:
        """Wait for a short message since the last key that holds a text."""

        async def step() -> None:
            await self._until(lambda: any(text in note for note in self.heard), f"a message with '{text}'")

        return self._then(step)

    def strips(self) -> list[Strip]:
        """What is painted, line by line."""
        return list(self.app.screen._compositor.render_strips())

    def screen_text(self) -> str:
        """What is painted, as text."""
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in self.strips())

    def line(self, text: str) -> str:
        """The first painted line that holds a text."""
        return next((line for line in self.screen_text().splitlines() if text in line), "")

    def _then(self, step: Callable[[], Awaitable[None]]) -> Self:
        self._steps.append(step)
        return self

    def __await__(self) -> Generator[Any, None, Self]:
        return self._run().__await__()

    async def _run(self) -> Self:
        steps, self._steps = self._steps, []
        for step in steps:
            await step()
        return self

    async def _until(self, holds: Callable[[], Any], what: str) -> None:
        for _ in range(PATIENCE):
            await self.pilot.pause()
            if holds():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"never {what}; the screen shows:\n{self.screen_text()}\nmessages: {self.heard}")


@asynccontextmanager
async def at_portal(
    home: Path, portal: FakePortal, size: tuple[int, int] = WIDE, live: bool = True, **settings: Any
) -> AsyncIterator[Story]:
    """The app on a terminal of a size, connected to a portal of the test."""
    app = PortalApp(Settings(home, **settings), portal.opener, portal.person, made.clock)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        story = Story(app, pilot)
        if live:
            await story.waits_for(lambda: app.session.live and not app.portal_screens()[-1].stale)
        yield story
