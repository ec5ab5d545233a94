"""The demo's clock: the true one, moved by what `portal demo clock` has added so far."""

import threading
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.clock import Clock
from portal.contract.problem import Complaint, bad_input
from portal.records.idempotency import Once, claim
from portal.store.connections import Database
from portal.store.tables import switches

NAME = "demo-clock-seconds"
LONGEST = timedelta(days=3650)
TODO = "move it by less, or begin again with `portal demo reset`"


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

    def move(self, by: timedelta, now: str, once: Once | None = None) -> None:
        """Lets time pass. Raises Problem when it would be more than the demo can live through."""
        with self._lock:
            shift = self._shift + by
            if shift > LONGEST:
                already = f"it has been moved by {self._shift.days} days, {LONGEST.days} is the most"
                raise bad_input("the demo's clock cannot be moved so far", Complaint("by", already, TODO))
            with self._database.write() as connection:
                if claim(connection, once, NAME, now) is not None:
                    return
                connection.execute(switches.delete().where(switches.c.name == NAME))
                connection.execute(switches.insert().values(name=NAME, value=str(shift.total_seconds()), at=now))
            self._shift = shift
