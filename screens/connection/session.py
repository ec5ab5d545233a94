"""Who looks at which server, how good the connection is, and what time it is there."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.client import PortalClient
from portal.clock import Clock, moment, system_clock
from portal.contract.people.people import Me
from portal.contract.problem import Problem
from portal.settings import Settings

log = logging.getLogger("portal.screens")
STARTING, LIVE, LOST, FAILED = "starting", "live", "lost", "failed"
RESTORED = "connection.restored"
"""The kind of event that says that the stream of events is back; what came meanwhile follows."""
UNREADABLE = "connection.unreadable"
"""The kind of event that stands for one that could not be read: something changed, and nobody knows what."""


@dataclass
class Session:
    """What every screen shares; only the app changes it, and tells the screens."""

    settings: Settings
    person: str
    clock: Clock = system_clock
    portal: PortalClient | None = None
    """What can be asked of the server; None while there is no connection."""
    me: Me | None = None
    link: str = STARTING
    saying: str = "starting…"
    """What is being waited for, while there is no connection."""
    problem: Problem | None = None
    drift: timedelta = timedelta(0)
    """How far the server's clock is ahead; the demo's clock can be moved."""
    counts: dict[str, int] = field(default_factory=dict)
    open_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Who has which request open, by its id."""
    names: dict[str, str] = field(default_factory=dict)
    shorts: dict[str, str] = field(default_factory=dict)
    """First names, where only one person has them."""

    @property
    def live(self) -> bool:
        """Whether the server answers."""
        return self.link == LIVE and self.portal is not None

    def why_offline(self) -> str:
        """What keeps one from acting, while the server does not answer."""
        return "not signed in" if self.problem is not None and self.problem.body.status == 401 else "no connection"

    def now(self) -> datetime:
        """The moment at the server."""
        return self.clock() + self.drift

    def set_clock(self, server_now: str) -> None:
        """Follow the server's clock; a difference below five seconds is the way of the message."""
        drift = moment(server_now) - self.clock()
        self.drift = drift if abs(drift) > timedelta(seconds=5) else timedelta(0)

    def meet(self, me: Me) -> None:
        """Remember who is asking and how people are called."""
        self.me = me
        self.names = {person.id: person.name for person in (*me.people, me.person)}
        firsts = [name.split()[0] for name in self.names.values() if name.split()]
        self.shorts = {
            id: name.split()[0] if name.split() and firsts.count(name.split()[0]) == 1 else name
            for id, name in self.names.items()
        }

    def become(self, person: str) -> None:
        """Be somebody else from now on, and at the next start."""
        self.person, self.me, self.counts = person, None, {}
        if self.settings.mode != "demo":
            return
        try:
            (self.settings.home / "person").write_text(person, encoding="utf-8")
        except OSError as fault:
            log.info("the person chosen is not remembered: %s", fault)

    def name(self, person: str) -> str:
        """How a person is called; `you` for oneself, the id where no name is known."""
        if self.me is not None and person == self.me.person.id:
            return "you"
        return self.names.get(person, person)

    def short(self, person: str, oneself: str = "you") -> str:
        """How a person is called where room is scarce."""
        if oneself and self.me is not None and person == self.me.person.id:
            return oneself
        return self.shorts.get(person, person)

    def others_at(self, subject: str) -> list[str]:
        """Who else has a request open, as they are called."""
        me = self.me.person.id if self.me else ""
        return [self.short(id) for id in self.open_by.get(subject, ()) if id != me]

    @property
    def mode(self) -> str:
        """`demo`, `solo` or `team`."""
        return self.me.mode if self.me else self.settings.mode

    @property
    def readonly(self) -> bool:
        """Whether the portal only looks."""
        return self.me.readonly if self.me else self.settings.readonly

    def mode_words(self) -> str:
        """The mode as the frame shows it."""
        mode = self.mode
        only = "READ ONLY · " if self.readonly else ""
        return only + {"demo": "DEMO, no Azure is touched", "solo": "SOLO, your own rights", "team": "TEAM"}.get(
            mode, mode
        )
