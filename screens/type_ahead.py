"""Typing ahead: keys that come while one is still being acted on wait for it, so that `:as ana⏎` works at any speed.

Textual hands every key to what has the focus at that moment, and runs acts only when the key has come back to the app;
what is typed in between would go to the screen that is being left.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key
from textual.timer import Timer

PATIENCE_SECONDS = 0.25
"""A widget may keep a key to itself, and then it never comes back to the app."""


class TypeAhead:
    """The keys that wait, and whether one is being acted on."""

    def __init__(self, app: App[Any], take: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._take = take
        self._waiting: deque[Key] = deque()
        self._acting = False
        self._timer: Timer | None = None

    def holds(self, key: Key) -> bool:
        """Whether a key has to wait for the one before; it then goes on by itself."""
        if self._acting or self._waiting:
            self._waiting.append(key)
            self._watch()
            return True
        self._begin(key)
        return False

    def came_back(self) -> None:
        """A key has come back to the app, which acts on it now; what moves the focus does so one message later."""
        self._app.call_later(self._app.call_later, self._acted)

    def _begin(self, key: Key) -> None:
        focused = self._app.focused
        self._acting = focused is None or not focused.check_consume_key(key.key, key.character)

    def _acted(self) -> None:
        focused = self._app.focused or self._app.screen
        self._follow(list(focused.ancestors_with_self))

    def _follow(self, way: list[DOMNode]) -> None:
        """After what the act set off, which climbs from the focused widget to the app; a screen is composed first."""
        while way:
            if way.pop(0).call_later(self._follow, way):
                return
        self._app.call_later(self._go_on)

    async def _go_on(self) -> None:
        self._acting = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        while self._waiting and not self._acting:
            key = self._waiting.popleft()
            self._begin(key)
            await self._take(key)
        if self._waiting:
            self._watch()

    def _watch(self) -> None:
        if self._timer is None:
            self._timer = self._app.set_timer(PATIENCE_SECONDS, self._go_on)
