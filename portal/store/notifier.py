"""The notifier: who waits in this process hears at once that something was committed, and need not look all the time.

A notification says only that a look is worth it. It may be lost, so whoever listens also looks by itself now and then.
"""

import logging
import threading
from collections.abc import Callable

import sqlalchemy as sa

LOG = logging.getLogger(__name__)
EVENTS, RECORDED, PRESENCE = "portal_events", "portal_recorded", "portal_presence"
"""An event, by its kind; what was recorded to serve, by its workspace; who has what open."""
CHANNELS = (EVENTS, RECORDED, PRESENCE)
LONGEST_WORD = 2000
"""Characters; PostgreSQL carries 8000 bytes."""
_TO_NOTIFY = "portal-notify"

Hear = Callable[[str], None]


class Notifier:
    """Who listens in this process, by channel; `hear` runs in the thread that notifies, so it only takes note."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hearing: dict[str, list[Hear]] = {}

    def listen(self, channel: str, hear: Hear) -> Callable[[], None]:
        """Hears every word of a channel from now on; the answer ends that."""
        with self._lock:
            self._hearing[channel] = [*self._hearing.get(channel, ()), hear]

        def end() -> None:
            with self._lock:
                self._hearing[channel] = [one for one in self._hearing[channel] if one is not hear]

        return end

    def notify(self, channel: str, word: str) -> None:
        """Tells everybody in this process who listens."""
        for hear in self._hearing.get(channel, ()):
            try:
                hear(word)
            except Exception:  # one who cannot hear a word keeps nobody else from it, nor from the next
                LOG.exception("a word on %s was not heard", channel)


def notify_at_commit(connection: sa.Connection, channel: str, word: str) -> None:
    """Notifies when the transaction is committed, in every process at the database; never when it is rolled back."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(channel, word[:LONGEST_WORD])))
    else:
        connection.info.setdefault(_TO_NOTIFY, {})[channel, word] = None


def taken(connection: sa.Connection) -> tuple[tuple[str, str], ...]:
    """What a transaction of this process alone notifies of, each once; it is forgotten with that."""
    return tuple(connection.info.pop(_TO_NOTIFY, ()))
