"""The tour of the demo: a strip above the last line says what to do next, and follows what one really does."""

from datetime import timedelta

from textual.timer import Timer
from textual.widgets import Static

from portal.client import PortalClient
from portal.clock import moment
from portal.contract.problem import Problem
from portal.contract.requests import RequestRow
from screens.bars import KeyLine
from screens.home.tour_steps import KIND, LOST, STEPS, TourState, progress, said
from screens.host import Host, HostedScreen
from screens.keys import shown
from screens.text import content
from screens.words import REQUEST, face

LOOK_SECONDS = 0.5
"""How often the tour looks where one is and what was copied; the server is asked only when something happened."""
READ_AT_MOST = 50
"""The newest requests, among which the tour looks for its own."""
APART = timedelta(seconds=5)
"""How far the clocks of the app and the server may be apart without being corrected."""


class TourStrip(Static):
    """One or two lines above the last one."""

    DEFAULT_CSS = """
    TourStrip { height: auto; max-height: 3; padding: 0 1; background: $primary 20%; }
    TourStrip:ansi { text-style: bold; }
    .-tour ToastRack { margin-bottom: 3; }
    """
    SCOPED_CSS = False
    """Short messages stand above the strip, so that it can be read while they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, ...] = ()

    def tell(self, where: str, text: str, end: str) -> None:
        """Show which step it is, what to do, and the key that ends the tour."""
        if (where, text, end) != self._said:
            self._said = (where, text, end)
            self.update(content((where, "b $primary"), f" {text} ", (end, "dim")))


class Tour:
    """Follows the first project that somebody asks for after it began."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._began = app.session.now() - APART
        self._been: set[str] = set()
        self._request: RequestRow | None = None
        self._past: frozenset[str] = frozenset()
        self._read_from: PortalClient | None = None
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Show the first step, and look from now on."""
        self._timer = self._app.set_interval(LOOK_SECONDS, self.look)
        self.look()

    def end(self) -> None:
        """Take the strip away from every screen."""
        if self._timer is not None:
            self._timer.stop()
        for screen in self._app.all_portal_screens():
            screen.remove_class("-tour")
            screen.query(TourStrip).remove()

    def look(self) -> None:
        """Say what is next, from what the app knows; somebody else's connection reads again."""
        session = self._app.session
        if session.live and session.portal is not self._read_from:
            self._read_from = session.portal
            self._been.add(session.person)
            self.read()
        for screen in self._app.portal_screens():
            self.show_on(screen)

    def show_on(self, screen: HostedScreen) -> None:
        """Put the strip on a screen, or bring it up to date."""
        strip = next(iter(screen.query(TourStrip)), None)
        if strip is None:
            strip = TourStrip()
            screen.add_class("-tour")
            screen.mount(strip, before=screen.query_one(KeyLine))
        strip.tell(*self._words())

    def read(self) -> None:
        """Something happened: read how far the request is."""
        self._app.run_worker(self._read(), group="tour", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        session = self._app.session
        if session.portal is None:
            return
        try:
            page = await session.portal.requests.listing("all", kind=KIND, limit=READ_AT_MOST)
        except Problem:  # the screen says it; the tour stays where it is until it can read again
            return
        self._began = min(self._began, session.now() - APART)  # a demo that was started again lives earlier
        ours = [row for row in page.items if self._is_ours(row)]
        self._request = max(ours, key=lambda row: row.submitted_at, default=None)
        self.look()

    def _is_ours(self, row: RequestRow) -> bool:
        fresh = moment(row.submitted_at) >= self._began
        return fresh and row.kind == KIND and row.requester in self._been and row.state not in LOST

    def _words(self) -> tuple[str, str, str]:
        app, seen = self._app, self._seen()
        number, self._past = progress(seen, self._past)
        word = face(REQUEST, seen.request.state).word if seen.request else ""
        text = said(number, seen, lambda act: shown(act, app.keys_set), app.session.shorts, word)
        where = f"Tour {number + 1} of {len(STEPS)}:" if number < len(STEPS) else "Tour:"
        verb = "ends the tour" if number < len(STEPS) else "closes this"
        return where, text, f"{shown('tour', app.keys_set)} {verb}"

    def _seen(self) -> TourState:
        app, request = self._app, self._request
        waiting = request.waiting_on.people if request and request.waiting_on else ()
        people = app.session.me.people if app.session.me else ()
        there = [one for one in people if one.id in waiting and one.active]
        there.sort(key=lambda one: (one.persona is None, one.id))
        person = app.session.person
        return TourState(person, app.current_mode or "", request, tuple(one.id for one in there), app.clipboard)


def start_or_end(app: Host) -> None:
    """Start the tour, or end it; outside the demo there is none."""
    if app.tour is not None:
        app.tour.end()
        app.tour = None
    elif app.session.mode != "demo":
        app.notify("Only the demo has a tour.", severity="warning", markup=False, timeout=4)
    else:
        app.tour = tour = Tour(app)
        tour.begin()
