"""The terminal app: modes, themes, and the few things that every screen asks of it."""

import os
from collections.abc import Sequence
from functools import partial
from typing import Any

from textual import events
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter

from portal.clock import Clock, system_clock
from portal.contract.people.people import Me
from portal.settings import Settings
from screens.bursts import Burst, read_bursts
from screens.connection import attention
from screens.connection.account import TerminalAccount
from screens.connection.link import Link, Opener
from screens.connection.presence import Presence
from screens.connection.session import Session
from screens.connection.snapshot import Snapshot, wipe
from screens.filters import PlainFilter
from screens.frame import PortalScreen
from screens.host import Host
from screens.places import PLACES, dialog, page, place
from screens.text import count
from screens.themes import THEMES, chosen
from screens.type_ahead import TypeAhead, Typed

TICK_SECONDS = 5.0


class PortalApp(Host):
    """What people see of the portal."""

    TITLE = "portal"
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "home"
    MODES = {name: partial(place, name) for name in PLACES}
    BINDINGS = [
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="quit"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, priority=True, id="suspend"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (110, "-wide")]
    CSS = "Toast { max-width: 60; }"
    link: Link
    presence: Presence

    def __init__(
        self,
        settings: Settings,
        opener: Opener,
        person: str = "",
        clock: Clock = system_clock,
        keys_set: dict[str, str] | None = None,
        opens: tuple[str, str, str] | None = None,
        account: TerminalAccount | None = None,
    ) -> None:
        # Told before the theme is known: else what is to take colours out would paint black on black.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.account = account
        self.session = Session(settings, person or settings.person, clock)
        self.snapshot = Snapshot(settings, self.session.person, clock)
        if kept := self.snapshot.get("me", Me):
            self.session.meet(kept[0])
        self.presence = Presence(self)
        self.link = Link(self, opener, self.presence)
        self.tour = None
        self.keys_set = keys_set or {}
        self._opens = opens
        self.fault: Exception | None = None
        """What ended the app, when that was a fault of ours."""
        self._plain = PlainFilter()
        self._ahead = TypeAhead(self, self.send_typed)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = chosen(settings.theme)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The last net below all text: nothing that speaks to the terminal leaves the program."""
        return [*super().get_line_filters(), self._plain]

    def get_driver_class(self) -> type[Driver]:
        """The driver of this platform, told to read a burst of letters as text."""
        driver = super().get_driver_class()
        read_bursts(driver)
        return driver

    async def on_event(self, event: events.Event) -> None:
        """A key waits until the one before it was acted on; whatever it is, somebody is there."""
        if isinstance(event, events.InputEvent | events.Paste):
            self.presence.touched()
        if not isinstance(event, Typed) or event.is_forwarded:
            await super().on_event(event)
        elif not self._ahead.holds(event):
            await self._ahead.take(event)

    async def send_typed(self, typed: Typed) -> None:
        """A key or a paste, which may have waited, goes its way."""
        if not isinstance(typed, Burst):
            await super().on_event(typed)
            return
        text, end = typed.parts()
        takes_a_line = hasattr(self.focused, "takes_a_line")
        await super().on_event(events.Paste(text if takes_a_line else typed.text))
        if end and takes_a_line:
            await super().on_event(events.Key(end, None))

    def on_key(self) -> None:
        """Nothing below kept the key for itself."""
        self._ahead.came_back()

    def on_paste(self, event: events.Paste) -> None:
        """Nothing below takes text: a paste is never acted on as keys."""
        self.clear_notifications()
        told = f"{count(len(event.text), 'letter')} came at once: that is a paste, and nothing takes text here"
        self.notify(told, severity="warning", markup=False, timeout=4)

    def keys_may_go_on(self, meant: bool = True) -> None:
        """What keys waited for is there; without `meant` it does not come, and they are forgotten."""
        if not meant:
            self._ahead.forget()
        self._ahead.ready()

    def on_ready(self) -> None:
        """The first screen is painted: now connect, and let time pass."""
        if self.keys_set:
            self.set_keymap(self.keys_set)
        if not self.session.person and self.session.settings.mode == "demo":
            self.open_dialog("first_start")
        if self._opens is not None:
            self.open_at(*self._opens)
        self.link.start()
        self.set_interval(TICK_SECONDS, self._tick)

    def _tick(self) -> None:
        self.link.tick()
        self.presence.look()
        if self.app_focus:
            for screen in self.portal_screens()[-1:]:
                if screen.is_mounted:  # a screen just switched to may not be composed yet
                    screen.tick()

    # What screens ask for

    def portal_screens(self) -> list[PortalScreen[Any]]:
        """The screens of the present stack, the uppermost last; dialogs left out."""
        return [screen for screen in self.screen_stack if isinstance(screen, PortalScreen)]

    def all_portal_screens(self) -> list[PortalScreen[Any]]:
        """The screens of every tab that was visited."""
        return [one for one in list(self._registry) if isinstance(one, PortalScreen) and one.is_mounted]

    def session_changed(self) -> None:
        """Tell the screens one sees that the connection or the person changed."""
        for screen in self.portal_screens():
            if screen.is_mounted:
                screen.session_changed()

    def something_happened(self, kinds: set[str]) -> None:
        """Tell every screen what kinds of event came; those that are hidden read when they are shown again."""
        for screen in self.all_portal_screens():
            screen.something_happened(kinds)
        if self.tour is not None:
            self.tour.read()

    def go(self, name: str) -> None:
        """Go to a tab; from one of its pages, back to its list."""
        if name == self.current_mode:
            self.climb(1)
        else:
            self.switch_mode(name)

    def climb(self, depth: int) -> None:
        """Close pages until `depth` screens are left of this tab; 0 goes to Home."""
        if depth == 0:
            self.switch_mode("home")
            return
        while len(self.screen_stack) > max(1, depth):
            self.pop_screen()

    def leave(self) -> None:
        """Close the uppermost page; the last one stays."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def open_page(self, name: str, *about: Any) -> None:
        """Open the page of one thing above the present screen."""
        self.push_screen(page(name, *about))

    def open_at(self, place: str, name: str, *about: Any) -> None:
        """Open the page of one thing in the tab it belongs to, above that tab's list."""
        if place != self.current_mode:
            self.switch_mode(place)
        self.climb(1)
        self.open_page(name, *about)

    def open_dialog(self, name: str) -> None:
        """Ask something above the present screen."""
        dialog(name)(self)

    def be(self, person: str) -> None:
        """In the demo: be somebody else."""
        self.forget(person)
        self.link.start()

    def forget(self, person: str) -> None:
        """Somebody else looks from now on: nothing of the one before stays on any screen."""
        self.climb(1)
        for name in PLACES:
            if name != self.current_mode:
                self.remove_mode(name)
                self.add_mode(name, self.MODES[name])
        self.session.become(person)
        if self.account is not None:
            wipe(self.session.settings)
        self.snapshot = Snapshot(self.session.settings, "" if self.account else person, self.session.clock)
        for screen in self.portal_screens():
            screen.forget()

    def _fatal_error(self) -> None:
        """A fault of ours ends the app; `screens.start` says so in one line, instead of a traceback on the screen."""
        self.fault = self._exception
        self._close_messages_no_wait()

    def copy(self, text: str, what: str) -> None:
        """Put text on the clipboard and say so."""
        from screens.text import cut, line, lines

        self.copy_to_clipboard(lines(text))
        self.notify(f"copied {line(what)}: {cut(line(text), 50)}", markup=False, timeout=3)

    def action_suspend_process(self) -> None:
        """Back to the shell for a while; `fg` there comes back."""
        if self._driver is not None and self._driver.can_suspend:
            super().action_suspend_process()
        else:
            self.notify("here nothing can be put aside: no shell waits behind it", severity="warning", timeout=4)

    def on_app_focus(self) -> None:
        """Somebody looks again."""
        attention.title(self, "portal")

    async def on_unmount(self) -> None:
        """Let the connection go."""
        await self.link.close()
