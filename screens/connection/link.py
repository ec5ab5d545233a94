"""The connection of the app: opened after the first paint, followed for events, brought back when it is lost."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Protocol

from portal.client import PortalClient
from portal.client.caller import Caller
from portal.contract.events import PRESENCE, Event
from portal.contract.problem import Problem
from portal.settings import Settings
from screens.connection import attention
from screens.connection.presence import Presence
from screens.connection.session import FAILED, LIVE, LOST, RESTORED, STARTING
from screens.host import Host

log = logging.getLogger("portal.screens")
SEEN_SECONDS = 2.0
UNKNOWN = 401
"""The status of a server that does not know who asks."""
GATHER_SECONDS = 0.1
"""Events that come within this time are one reason to read again."""
ASLEEP_SECONDS = 20.0
"""So much more than a tick, which is 5 s, passes only for a machine that slept or a program that was stopped."""
ANSWER_SECONDS = 5.0
"""How long the first answer after a sleep may take; over a way that is gone none comes."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0


class OpenConnection(Caller, Protocol):
    """A connection that is followed (`screens.connection.late`)."""

    unknown: Callable[[Problem], None]
    """Hears when the server knows its person no more."""

    async def close(self) -> None:
        """Let it go."""

    def events(self) -> AsyncIterator[Event | None]:
        """What changes from now on; None when the connection was lost. Raises Problem."""


Opener = Callable[[Settings, str, Callable[[str], None]], Awaitable[OpenConnection]]
"""Connects to a server as a person and says what it waits for. Raises Problem."""


class Link:
    """Keeps the session's connection; every change of it is told to the screens."""

    def __init__(self, app: Host, opener: Opener, presence: Presence) -> None:
        self._app = app
        self._presence = presence
        self._opener = opener
        self._connection: OpenConnection | None = None
        self._gathered: set[str] = set()
        self.newest = 0
        """The newest change that Home has shown."""
        self.newest_notice = 0
        """The newest notice that Home has shown."""
        self._clocks = (app.session.clock().timestamp(), time.monotonic())
        """What the wall's clock said at the last tick, and the one that stands still while a machine sleeps."""

    def start(self) -> None:
        """Connect in a worker, from the beginning."""
        self._app.run_worker(self._run(), name="link", group="link", exclusive=True, exit_on_error=False)

    async def close(self) -> None:
        """Let the connection go; what Home showed counts as seen."""
        if self._app.session.live and self.newest:
            await self._mark_seen()
        if self.newest_notice:
            await self.mark_told()
        await self._leave()
        self._app.session.portal = None
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _run(self) -> None:
        app, session = self._app, self._app.session
        await self.close()
        session.link, session.problem = STARTING, None
        self._say("starting…")
        try:
            person = session.person if app.account is None else ""  # who signs in is nobody else
            connection = await self._opener(session.settings, person, self._say_from_thread)
            portal = PortalClient(connection)
            status, me = await asyncio.gather(portal.server.status(), portal.people.me())
        except Problem as problem:
            self.lose(problem, FAILED)
            return
        connection.unknown = self.lose
        session.set_clock(status.now)
        before = session.me.person.id if session.me is not None else session.person
        if app.account is not None and before and before != me.person.id:
            app.forget(me.person.id)
        session.meet(me)
        self._connection = connection
        session.portal, session.link, session.person = portal, LIVE, me.person.id
        app.session_changed()
        app.run_worker(partial(app.snapshot.put, "me", me), thread=True, exit_on_error=False)
        if app.current_mode != "home":
            await self.count()
        await self._follow(connection)

    async def _follow(self, connection: OpenConnection) -> None:
        try:
            async for event in connection.events():
                self._heard(event)
        except Problem as problem:
            self.lose(problem)

    def tick(self) -> None:
        """When far more time has passed than between two ticks this machine slept, and the old ways lead nowhere."""
        before, self._clocks = self._clocks, (self._app.session.clock().timestamp(), time.monotonic())
        passed = max(now - then for now, then in zip(self._clocks, before, strict=True))
        if passed > ASLEEP_SECONDS and self._app.session.live:
            self._app.run_worker(self._wake(), name="link", group="link", exclusive=True, exit_on_error=False)

    async def _wake(self) -> None:
        """Nothing is taken for live before the server has answered; then everything is read again."""
        session, pause = self._app.session, FIRST_PAUSE_SECONDS
        portal, connection = session.portal, self._connection
        self.lose(Problem(0, "this machine slept", todo="it comes back by itself"))
        while portal is not None:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    session.set_clock((await portal.server.status()).now)
                break
            except TimeoutError:
                log.info("nobody answered after a sleep")
            except Problem as problem:
                self.lose(problem)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        if connection is not None:
            self._heard(Event(0, RESTORED, "", ""))
            await self._follow(connection)

    def lose(self, problem: Problem, link: str = LOST) -> None:
        """There is no way to the server now; whoever it does not know is asked to sign in."""
        self._presence.lost()
        self._app.session.link, self._app.session.problem = link, problem
        self._presence.lost()
        self._app.session_changed()
        if problem.body.status == UNKNOWN and self._app.account is not None:
            self._app.open_dialog("sign_in")

    def _heard(self, event: Event | None) -> None:
        session = self._app.session
        if event is None:
            session.link = LOST
            self._presence.lost()
            self._app.session_changed()
            return
        if event.kind == PRESENCE:
            people = event.data.get("people")
            self._presence.heard(event.subject, tuple(map(str, people)) if isinstance(people, list) else ())
            return
        if event.kind == RESTORED:
            session.link = LIVE
            self._presence.look()
            self._app.session_changed()
        if not self._gathered:
            self._app.set_timer(GATHER_SECONDS, self._tell)
        self._gathered.add(event.kind)

    async def _tell(self) -> None:
        kinds, self._gathered = self._gathered, set()
        self._app.something_happened(kinds)
        if any(kind.startswith("demo.") for kind in kinds) and self._app.session.portal is not None:
            self._app.session.set_clock((await self._app.session.portal.server.status()).now)
        if self._app.current_mode != "home" or len(self._app.screen_stack) > 1:
            await self.count()

    async def count(self) -> None:
        """Bring the numbers beside the tabs up to date."""
        portal = self._app.session.portal
        if portal is None:
            return
        try:
            home = await portal.home.show(looks=False)
        except Problem:  # the screen that is shown says it; the numbers just stay as they were
            return
        self.counted(home.counts)
        for screen in self._app.portal_screens():
            screen.tell_bars()

    async def _leave(self) -> None:
        with suppress(TimeoutError):  # the server forgets it by itself
            async with asyncio.timeout(SEEN_SECONDS):
                await self._presence.leave()
        self._presence.lost()

    async def _mark_seen(self) -> None:
        portal = self._app.session.portal
        try:
            async with asyncio.timeout(SEEN_SECONDS):
                if portal is not None:
                    await portal.home.mark_seen(self.newest)
        except (Problem, TimeoutError) as fault:  # the changes are just shown once more
            log.info("what was seen is not remembered: %s", fault)
        self.newest = 0

    async def mark_told(self) -> None:
        """What Home told counts as seen."""
        portal, number = self._app.session.portal, self.newest_notice
        if portal is None or not number or not self._app.session.live:
            return
        self.newest_notice = 0
        try:
            async with asyncio.timeout(SEEN_SECONDS):
                await portal.notices.mark_seen(number)
        except (Problem, TimeoutError) as fault:  # the notices are just shown once more
            log.info("what was told is not remembered: %s", fault)
        else:
            await self.count()

    def counted(self, counts: dict[str, int]) -> None:
        """Other numbers are known; more to approve is worth a sign while nobody looks."""
        waiting = counts.get("approvals", 0)
        if waiting > self._app.session.counts.get("approvals", 0):
            attention.call(self._app, f"{waiting} approvals wait")
        news = counts.get("home", 0)
        if news > self._app.session.counts.get("home", 0):
            attention.call(self._app, f"{news} news for you")
        self._app.session.counts = counts

    def _say_from_thread(self, text: str) -> None:
        self._app.call_later(self._say, text)

    def _say(self, text: str) -> None:
        self._app.session.saying = text
        self._app.session_changed()
