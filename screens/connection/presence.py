"""Who has which request open: this terminal says it of its own, and hears it of others."""

import logging
import secrets
import time
from functools import partial
from typing import Any

from portal.contract.problem import Problem
from screens.host import Host

log = logging.getLogger("portal.screens")
AGAIN_SECONDS = 20.0
"""How often it is said while it lasts; a server forgets it 45 s after the last time."""
IDLE_SECONDS = 600.0
"""Whoever has touched nothing for so long does not have it open any more, whatever stands on the screen."""


class Presence:
    """What this terminal has open, as the server was told last."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._terminal = secrets.token_hex(8)
        self._said, self._at = "", 0.0
        self._touched = time.monotonic()

    def touched(self) -> None:
        """Somebody is there."""
        self._touched = time.monotonic()

    def look(self) -> None:
        """Say what is open now, when that is something else, or when it was not said for a while."""
        subject, now = self._subject(), time.monotonic()
        if not self._wanted() or (subject == self._said and (not subject or now - self._at < AGAIN_SECONDS)):
            return
        self._said, self._at = subject, now
        say: Any = partial(self._say, subject)  # begun only in its turn; a coroutine that is dropped would complain
        self._app.run_worker(say, group="presence", exclusive=True, exit_on_error=False)

    def lost(self) -> None:
        """Without a connection nothing is known, and it has to be said again."""
        self._said, self._at = "", 0.0
        for subject in list(self._app.session.open_by):
            self.heard(subject, ())

    def heard(self, subject: str, people: tuple[str, ...]) -> None:
        """Others opened something, or left it."""
        self._app.session.open_by[subject] = people
        if not people:
            del self._app.session.open_by[subject]
        for screen in self._app.portal_screens():
            if screen.is_mounted:
                screen.presence_changed(subject)

    async def leave(self) -> None:
        """Nothing is open here any more."""
        if self._said and self._wanted():
            self._said = ""
            await self._say("")

    def _wanted(self) -> bool:
        session = self._app.session
        told = session.settings.presence and session.me is not None and session.me.presence
        return told and session.live and not session.readonly

    def _subject(self) -> str:
        idle = time.monotonic() - self._touched >= IDLE_SECONDS
        screens = [] if idle else self._app.portal_screens()
        return screens[-1].opened() if screens else ""

    async def _say(self, subject: str) -> None:
        portal = self._app.session.portal
        try:
            if portal is not None:
                await portal.people.say_open(self._terminal, subject)
        except Problem as fault:  # it is only a courtesy to others, and is said again soon
            log.info("what is open is not told: %s", fault)
            self._said = ""
