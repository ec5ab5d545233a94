"""Leader election among servers on one PostgreSQL database: what only one of them should do has one leader at a time.

A lock of a database session is let go when its process dies, however it dies, so that nobody has to find out.
On SQLite one process owns the file, and it leads in everything.
"""

import hashlib
import logging
import threading
from contextlib import suppress

import sqlalchemy as sa

from portal.store.connections import Database

LOG = logging.getLogger(__name__)


class LeaderElection:
    """What this process alone may do while it leads in it, by name; `close` hands everything on.

    It keeps one connection of its own, which must reach PostgreSQL in session mode: a pooler that lends a session for
    one transaction only would lose the lock.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._session: sa.Connection | None = None
        self._held: set[str] = set()

    def leads(self, name: str) -> bool:
        """Whether this process leads in `name`; it takes the lead when nobody has it."""
        if self._database.is_sqlite:
            return True
        with self._lock:
            try:
                session = self._opened()
                if name in self._held:
                    session.execute(sa.text("SELECT 1"))  # a lock is held as long as its session lives
                elif session.execute(sa.select(sa.func.pg_try_advisory_lock(key_of(name)))).scalar():
                    self._held.add(name)
                return name in self._held
            except sa.exc.DBAPIError as fault:
                LOG.warning("the lead in '%s' is lost with its connection: %s", name, type(fault.orig).__name__)
                self._let_go()
                return False

    def close(self) -> None:
        """Hand on whatever is held, at once; a session that merely ends keeps its locks until that was noticed."""
        with self._lock:
            if self._session is not None:
                with suppress(sa.exc.DBAPIError):
                    self._session.execute(sa.select(sa.func.pg_advisory_unlock_all()))
            self._let_go()

    def _opened(self) -> sa.Connection:
        if self._session is None:
            self._session = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._session

    def _let_go(self) -> None:
        session, self._session = self._session, None
        self._held.clear()
        if session is not None:
            session.invalidate()  # the connection ends and its locks with it; back in the pool it would keep them
            session.close()


def one_at_a_time(connection: sa.Connection, name: str) -> None:
    """Waits until no other transaction does what `name` says; on SQLite every writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key_of(name))))


def key_of(name: str) -> int:
    """The number of PostgreSQL's advisory lock for a name."""
    return int.from_bytes(hashlib.sha256(f"portal:{name}".encode()).digest()[:8], "big", signed=True)
