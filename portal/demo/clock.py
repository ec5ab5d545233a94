"""The demo's clock: the true one, moved by what `portal demo clock` has added so far."""

import threading
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.clock import Clock
from portal.store.connections import Database
from portal.store.tables import switches

NAME = "demo-clock-seconds"


class ShiftedClock:
    """A clock that can be moved forward; how far is kept in the store, so that it survives a restart."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        with database.read() as connection:
            kept = connection.execute(sa.select(switches.c.value).where(switches.c.name == NAME)).scalar()
        self._shift = timedelta(seconds=float(kept or 0))

    def __call__(self) -> datetime:
        """The moment it is in the demo."""
        return self._clock() + self._shift

    def move(self, by: timedelta, now: str) -> None:
        """Lets time pass."""
        with self._lock:
            self._shift += by
            value = str(self._shift.total_seconds())
            with self._database.write() as connection:
                connection.execute(switches.delete().where(switches.c.name == NAME))
                connection.execute(switches.insert().values(name=NAME, value=value, at=now))
