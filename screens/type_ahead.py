"""Typing ahead: keys that come while one is still being acted on wait for it, so that `:as ana⏎` works at any speed.

Textual hands every key to what has the focus at that moment, and runs acts only when the key has come back to the app;
what is typed in between would go to the screen that is being left. A dialog or a form whose content is still on its way
says so by `keys_wait`, and keys for it wait until it is there. A paste takes its turn among the keys.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.events import Key, Paste
from textual.screen import Screen
from textual.timer import Timer

PATIENCE_SECONDS = 2.0
"""A widget that is taken away may take what was sent to it along, and then nothing tells that it was acted on."""
AT_ONCE = frozenset({"escape", "ctrl+q", "ctrl+c"})
"""They do not wait for what may never come, and nothing that waits is acted on after them."""

Typed = Key | Paste


class TypeAhead:
    """The keys that wait, and whether one is being acted on."""

    def __init__(self, app: App[Any], send: Callable[[Typed], Awaitable[None]]) -> None:
        self._app = app
        self._send = send
        self._waiting: deque[Typed] = deque()
        self._acting = self._back = False
        self._timer: Timer | None = None

    def holds(self, typed: Typed) -> bool:
        """Whether a key has to wait for the one before, or for what it is meant for; it then goes on by itself."""
        if not self._acting and isinstance(typed, Key) and typed.key in AT_ONCE:
            self._waiting.clear()
        if self._acting or self._waiting or self._too_early(typed):
            self._waiting.append(typed)
            return True
        return False

    async def take(self, typed: Typed) -> None:
        """Let a key go its way. What a widget keeps to itself never comes back: that is known when all have seen it."""
        target: DOMNode = self._app.focused or self._app.screen
        kept = isinstance(typed, Key) and target.check_consume_key(typed.key, typed.character)
        self._acting = not kept or hasattr(target, "opened_by_letters")
        self._back = False
        if self._acting:
            self._watch()
        await self._send(typed)
        if self._acting:
            self._seen(list(target.ancestors_with_self))

    def came_back(self) -> None:
        """A key has come back to the app, which acts on it now; what moves the focus does so one message later."""
        self._back = True
        self._app.call_later(self._app.call_later, self._acted)

    def ready(self) -> None:
        """What keys waited for is there."""
        self._app.call_later(self._resume)

    async def _resume(self) -> None:
        if not self._acting:
            await self._go_on()

    def forget(self) -> None:
        """What keys waited for does not come: they are not meant for what is there instead."""
        self._waiting.clear()

    def _too_early(self, typed: Typed) -> bool:
        if isinstance(typed, Key) and typed.key in AT_ONCE:
            return False
        keys_wait: Callable[[Typed], bool] | None = getattr(self._app.screen, "keys_wait", None)
        return keys_wait is not None and keys_wait(typed)

    def _seen(self, way: list[DOMNode]) -> None:
        """Climbs behind a key; at the top it is known whether it came back."""
        while way:
            if way.pop(0).call_later(self._seen, way):
                return
        if not self._back:
            self._back = True
            self._acted()

    def _acted(self) -> None:
        focused = self._app.focused or self._app.screen
        self._follow(list(focused.ancestors_with_self), self._app.screen)

    def _follow(self, way: list[DOMNode], screen: Screen[Any]) -> None:
        """After what the act set off, which climbs from the focused widget to the app; a screen is composed first."""
        while way:
            if way.pop(0).call_later(self._follow, way, screen):
                return
        self._app.call_later(self._go_on if self._app.screen is screen else self._acted)

    async def _go_on(self) -> None:
        self._acting = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        while self._waiting and not self._acting and not self._too_early(self._waiting[0]):
            await self.take(self._waiting.popleft())
        if self._waiting and not self._acting and self._drop_to_at_once():
            await self._go_on()

    def _drop_to_at_once(self) -> bool:
        """Whether Esc or the like stands behind what waits for something that may never come; it is then the first."""
        found = next((at for at, one in enumerate(self._waiting) if isinstance(one, Key) and one.key in AT_ONCE), None)
        for _ in range(found or 0):
            self._waiting.popleft()
        return found is not None

    def _watch(self) -> None:
        if self._timer is None:
            self._timer = self._app.set_timer(PATIENCE_SECONDS, self._go_on)
