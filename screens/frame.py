"""The frame that every screen shares: bars, acts with their reasons, loading in a worker, and honest faces."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from portal.client import PortalClient
from portal.contract.problem import Problem
from screens.acts import ActingScreen
from screens.bars import KeyLine, TabBar, TopBar
from screens.connection.session import FAILED, LOST, RESTORED, STARTING, UNREADABLE, Session
from screens.keys import EVERYWHERE, GO, KEYS, screen_bindings
from screens.tables import faces
from screens.text import ago, line

Data = TypeVar("Data")
log = logging.getLogger("portal.screens")


class PortalScreen(ActingScreen, Generic[Data]):
    """One screen: reads its data in a worker, shows it in a handler, and says why an act is not possible."""

    PLACE: ClassVar[str] = "home"
    """The tab it belongs to."""
    FOOTER: ClassVar[tuple[str, ...]] = ()
    """The acts that the last line names, the most useful first."""
    REMEMBERED: ClassVar[type | None] = None
    """The type of its data, when the next start shows what was seen last."""
    WATCHES: ClassVar[tuple[str, ...]] = ("",)
    """Beginnings of the kinds of event after which it is read again."""
    BINDINGS = screen_bindings((*GO, *EVERYWHERE))
    DEFAULT_CSS = """
    PortalScreen { layout: vertical; background: $background; }
    PortalScreen > #body { height: 1fr; }
    PortalScreen.-wide Sheet { layout: grid; grid-size: 2; grid-columns: 3fr 2fr; grid-rows: auto; grid-gutter: 0 3; }
    PortalScreen.-wide Sheet.-single { grid-size: 1; grid-columns: 1fr; }
    PortalScreen.-wide Sheet > #right { margin-top: 0; }
    """

    @dataclass
    class Loaded(Message):
        """The data came, over that connection."""

        data: Any
        portal: PortalClient

    @dataclass
    class Failed(Message):
        """The data did not come."""

        problem: Problem

    def __init__(self) -> None:
        super().__init__()
        self.data: Data | None = None
        self.problem: Problem | None = None
        self.read_at: datetime | None = None
        self.stale = True
        self.reading = self.read_again = False
        self.remembered = False
        """Whether what is shown was only remembered from an earlier start."""

    # What a screen says of itself

    def body(self) -> ComposeResult:
        """The widgets between the bars."""
        raise NotImplementedError

    async def fetch(self, portal: PortalClient) -> Data:
        """Read what the screen shows. Raises Problem."""
        raise NotImplementedError

    def display_data(self, data: Data) -> None:
        """Show what was read; called again with newer data."""
        raise NotImplementedError

    def crumbs(self) -> tuple[str, ...]:
        """The path in the first line."""
        return (self.PLACE.capitalize(),)

    def nothing(self, data: Data) -> Content | None:
        """The face to show when there is nothing to show, and the key that changes it."""
        return None

    def why_not(self, act: str) -> str:
        """Why an act is not possible now; "" when it is."""
        if KEYS[act].acting and self.session.readonly:
            return "this portal only looks (started with --readonly)"
        about_a_row = act != "new"
        if KEYS[act].acting and (not self.session.live or (about_a_row and self.remembered)):
            return self.session.why_offline() if self.session.link in (LOST, FAILED) else "connecting…"
        return "only in the demo" if act == "tour" and self.session.mode != "demo" else ""

    def act_refresh(self) -> None:
        """Read again now; without a connection, connect again."""
        if self.session.live:
            self.load()
        else:
            self.app.link.start()

    # Life

    @property
    def session(self) -> Session:
        """What all screens share."""
        return self.app.session

    def compose(self) -> ComposeResult:
        """Bars around the body."""
        yield TopBar()
        yield TabBar(self.PLACE)
        with Vertical(id="body"):
            yield from self.body()
        yield faces.StateFace(id="face")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is known before the server is asked."""
        remembered: type[Any] | None = self.REMEMBERED
        if remembered and (kept := self.app.snapshot.get(self.PLACE, remembered)):
            self.recall(*kept)
        else:
            self.show_face(self._waiting_face())
            self.tell_bars()

    def on_screen_resume(self) -> None:
        """Read again what has changed while somebody looked elsewhere."""
        self.app.presence.look()
        self.tell_bars()
        if self.stale and self.session.live and not self.reading:
            self.load()

    def session_changed(self) -> None:
        """The connection came, went, or says what it waits for."""
        if self.session.live and (self.stale or self.remembered) and not self.reading:
            self.load()
        elif self.data is None:
            self.show_face(self._waiting_face())
        self.tell_bars()
        self.app.keys_may_go_on()

    def something_happened(self, kinds: Iterable[str]) -> None:
        """Events of these kinds were reported."""
        missed = bool(self.WATCHES) and bool({RESTORED, UNREADABLE} & set(kinds))
        if missed or any(kind.startswith(start) for kind in kinds for start in self.WATCHES):
            self.stale = True
            if self.is_current and self.session.live:
                self.load()

    def load(self) -> None:
        """Read the data; old rows stay until the new ones are here. While it is being read, remember to read again."""
        if self.reading:
            self.read_again = True
        else:
            self.reading = True
            self._load()

    def load_other(self) -> None:
        """Read about another thing: what was on its way is of no use any more."""
        self.reading, self.read_again = True, False
        self._load()

    @work(exclusive=True, group="load", exit_on_error=False)
    async def _load(self) -> None:
        portal = self.session.portal
        if portal is None:
            self.reading = False
            return
        try:
            data = await self.fetch(portal)
        except Problem as problem:
            self.post_message(self.Failed(problem))
        except Exception as fault:  # a fault of ours becomes a face with details, not the end of the program
            log.exception("%s could not be read", self.PLACE)
            said = f"{type(fault).__name__}: {fault}"
            self.post_message(self.Failed(Problem(500, "the portal made a mistake here", said, code="internal")))
        else:
            self.post_message(self.Loaded(data, portal))

    def on_portal_screen_loaded(self, message: Loaded) -> None:
        """Show the new data; what came over the connection of somebody else is not shown."""
        if message.portal is not self.session.portal:
            return
        self._read_again_if_asked()
        self.problem, self.stale, self.remembered = None, False, False
        self.read_at = self.session.now()
        self.take(message.data)
        if self.REMEMBERED is not None:
            self.run_worker(partial(self.app.snapshot.put, self.PLACE, message.data), thread=True, exit_on_error=False)

    def _read_again_if_asked(self) -> None:
        self.reading = False
        if self.read_again:
            self.read_again = False
            self.load()

    def take(self, data: Data) -> None:
        """Show data, or the face that says why there is nothing."""
        self.data = data
        self.display_data(data)
        self.show_face(self.nothing(data))
        self.tell_bars()
        self.app.keys_may_go_on()

    @property
    def coming(self) -> bool:
        """Whether what it shows is on its way, and nothing of it is here yet."""
        return self.data is None and self.problem is None and self.session.live

    def forget(self) -> None:
        """Show nothing of what was read: somebody else is looking now."""
        self.data, self.problem, self.read_at = None, None, None
        self.stale, self.remembered, self.reading = True, False, False
        self.workers.cancel_node(self)
        self.show_face(self._waiting_face())
        self.tell_bars()

    def recall(self, data: Data, read_at: datetime) -> None:
        """Show what an earlier start saw, marked with its age."""
        self.read_at, self.remembered = read_at, True
        self.take(data)

    def on_portal_screen_failed(self, message: Failed) -> None:
        """Keep the old rows and say what went wrong; without rows the whole screen says it."""
        self._read_again_if_asked()
        self.problem = message.problem
        if self.data is None:
            self.show_face(faces.error(message.problem))
        self.tell_bars()
        self.app.keys_may_go_on(meant=self.data is not None)

    # What the frame shows

    def show_face(self, face: Content | None) -> None:
        """Show a face instead of the body, or the body again."""
        widget = self.query_one("#face", faces.StateFace)
        if face is not None:
            widget.update(face)
        widget.display = face is not None
        self.query_one("#body").display = face is None
        if face is None and self.focused is None:
            self._focus_body()

    def _focus_body(self) -> None:
        """Let the keys go to the rows again, after a face has hidden them."""
        if self.focused is None:
            self.set_focus(next((one for one in self.query("#body *") if one.focusable), None))

    def tell_bars(self) -> None:
        """Bring the bars up to date; cheap when nothing changed."""
        if not (self.is_mounted and self.children):  # at the end its bars go before it does
            return
        session = self.session
        person = session.me.person if session.me else None
        who = person.name if person else session.person
        facts = (
            (who, session.short(person.id, "") if person else who),
            (person.unit if person else "", ""),
            (session.mode_words(), "READ ONLY " * session.readonly + session.mode.upper()),
            (self._freshness(), self._freshness()),
        )
        self.query_one(TopBar).tell(self.crumbs(), facts)
        self.query_one(TabBar).tell(session.counts)
        self.query_one(KeyLine).tell([(act, self.label(act), not self.why_not(act)) for act in self.FOOTER])
        if self.app.tour is not None:
            self.app.tour.show_on(self)

    def tick(self) -> None:
        """Time has passed."""
        self.tell_bars()

    def _freshness(self) -> str:
        session = self.session
        seen = f"seen {ago(self.read_at.isoformat(), session.now())}" if self.read_at else ""
        if session.link == STARTING:
            return f"{seen} · {session.saying}" if seen else session.saying
        if session.link in (LOST, FAILED):
            return f"▲ {session.why_offline()} · {seen}".rstrip(" ·")
        if self.problem and self.data is not None:
            return f"▲ {line(self.problem.body.title)} · {seen}"
        unread = "could not be read" if self.problem and not self.reading else "reading…"
        return seen.removeprefix("seen ") if seen else unread

    def _waiting_face(self) -> Content:
        session = self.session
        if session.problem is not None and session.link == FAILED:
            return faces.error(session.problem)
        if session.link == LOST:
            return faces.loading(f"{session.why_offline()}, and this was not read before; it comes by itself")
        return faces.loading("reading…" if session.live else session.saying)
