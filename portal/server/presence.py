"""Who has which request open now: said by terminals again and again, forgotten soon after they fall silent.

Nothing of it is written down. Each server keeps what its own terminals say, and what other servers at the database are
told by theirs.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from portal.store.connections import Database
from portal.store.notifier import PRESENCE, notify_at_commit

HELD_SECONDS = 45.0
"""How long a terminal that says nothing more counts; it says it again every 20 s."""
MOST = 5_000
"""How many terminals are kept at most, the newest first, so that nobody can fill the memory."""

Changed = Callable[[], None]


class OpenTerminals:
    """Terminals and what each has open; safe to use from every thread."""

    def __init__(self, database: Database, kept: bool = True, now: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._kept = kept
        self._now = now
        self._lock = threading.Lock()
        self._open: OrderedDict[str, tuple[str, str, float]] = OrderedDict()
        self._changed: Changed = lambda: None
        self._end = database.notifier.listen(PRESENCE, self._hear)

    def close(self) -> None:
        """Hears other servers no longer."""
        self._end()

    def tell(self, changed: Changed) -> None:
        """Whom to tell when somebody opens or leaves something; in whatever thread it happens."""
        self._changed = changed

    def say(self, terminal: str, person: str, subject: str) -> None:
        """A terminal of somebody's has a request open, or none ("")."""
        if not self._kept:
            return
        word = json.dumps([terminal, person, subject])
        self._hear(word)
        if not self._database.is_sqlite:
            with self._database.read() as connection:
                notify_at_commit(connection, PRESENCE, word)

    def now(self) -> dict[str, tuple[str, ...]]:
        """Who has what open, by subject; who has silently gone is forgotten."""
        with self._lock:
            self._forget()
            found: dict[str, set[str]] = {}
            for person, subject, _ in self._open.values():
                found.setdefault(subject, set()).add(person)
        return {subject: tuple(sorted(people)) for subject, people in sorted(found.items())}

    def of(self, subject: str, but: str = "") -> tuple[str, ...]:
        """Who else has it open."""
        return tuple(person for person in self.now().get(subject, ()) if person != but)

    def _hear(self, word: str) -> None:
        try:
            terminal, person, subject = map(str, json.loads(word))
        except (ValueError, TypeError, RecursionError):
            return  # another server said what nobody can read
        key = f"{person} {terminal}"  # nobody speaks for another's terminal
        with self._lock:
            before = self._open.pop(key, None)
            if subject:
                self._open[key] = (person, subject, self._now() + HELD_SECONDS)
            while len(self._open) > MOST:
                self._open.popitem(last=False)
        if (before[1] if before else "") != subject:
            self._changed()

    def _forget(self) -> None:
        now = self._now()
        while self._open and next(iter(self._open.values()))[2] <= now:  # said again means put last
            self._open.popitem(last=False)


def presence_of(request: Request) -> OpenTerminals:
    """What this server knows of who has what open."""
    presence: OpenTerminals = request.app.state.presence
    return presence


InPresence = Annotated[OpenTerminals, Depends(presence_of)]
