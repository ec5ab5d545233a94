"""Lets actors meet: each stops before every transaction until all others stop too, and a few that are drawn go on.

So every race really is one, whatever the machine: who stops has read something, and meanwhile another writes.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.store.connections import Database

PATIENCE_SECONDS = 60


class _Here(threading.local):
    meeting: "Meeting | None" = None
    actor: int = 0
    inside: bool = False
    """Whether this thread is in a transaction; another one within it does not stop."""


_HERE = _Here()


@dataclass
class Meeting:
    """So many actors, and the order in which they go on."""

    actors: int
    chance: random.Random
    together: int = 0
    """How often several went on at once, into the database's own locks."""
    _waiting: dict[int, threading.Event] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _moving: int = field(init=False)

    def __post_init__(self) -> None:
        self._moving = self.actors

    @contextmanager
    def joined(self, actor: int) -> Iterator[None]:
        """This thread takes part as that actor, until it has nothing more to do."""
        _HERE.meeting, _HERE.actor = self, actor
        try:
            yield
        finally:
            _HERE.meeting = None
            with self._lock:
                self._moving -= 1
                self._on()

    def stop(self, actor: int) -> None:
        """Waits until it is this actor's turn."""
        turn = threading.Event()
        with self._lock:
            self._waiting[actor] = turn
            self._moving -= 1
            self._on()
        assert turn.wait(PATIENCE_SECONDS), "the actors wait for each other"

    def _on(self) -> None:
        if self._moving or not self._waiting:
            return
        waiting = sorted(self._waiting)
        chosen = self.chance.sample(waiting, self.chance.choice((1, 1, len(waiting))))
        self._moving = len(chosen)
        self.together += len(chosen) > 1
        for actor in chosen:
            self._waiting.pop(actor).set()


@dataclass(frozen=True)
class MeetingPlace(Database):
    """A database before whose transactions actors stop."""

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """As ever, after a stop."""
        with _stopped(), super().read() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """As ever, after a stop."""
        with _stopped(), super().write() as connection:
            yield connection


@contextmanager
def _stopped() -> Iterator[None]:
    if _HERE.meeting is None or _HERE.inside:
        yield
        return
    _HERE.meeting.stop(_HERE.actor)
    _HERE.inside = True
    try:
        yield
    finally:
        _HERE.inside = False
