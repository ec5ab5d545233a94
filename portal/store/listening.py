"""Hearing what other servers and workers on one PostgreSQL database notify of."""

import logging
import threading

import psycopg
import sqlalchemy as sa

from portal.store.connections import Database
from portal.store.notifier import CHANNELS, EVENTS, RECORDED

LOG = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
_LISTENS_SECONDS = 0.2
"""How long it waits for a word before it looks whether it may end; that costs the server nothing."""


class Listening:
    """One session of the database that hears for this process; on SQLite nobody else is there to be heard.

    Like `LeaderElection` it must reach PostgreSQL in session mode. Without it everything still comes, at the next look.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None
        self.hears = threading.Event()
        """Set while words are heard."""

    def start(self) -> None:
        """Begins to hear."""
        if not self._database.is_sqlite:
            self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Hears no longer."""
        self._leaving.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._leaving.is_set():
            try:
                self._hear()
                pause = FIRST_PAUSE_SECONDS
            except (sa.exc.DBAPIError, psycopg.Error) as fault:
                was_heard = self.hears.is_set()
                self.hears.clear()
                pause = FIRST_PAUSE_SECONDS if was_heard else min(pause * 2, LONGEST_PAUSE_SECONDS)
                LOG.warning("other servers are not heard: %s; tried again in %.1f s", type(fault).__name__, pause)
                self._leaving.wait(pause)

    def _hear(self) -> None:
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
            try:
                for channel in CHANNELS:
                    session.exec_driver_sql(f"LISTEN {channel}")
                driver = session.connection.driver_connection
                assert isinstance(driver, psycopg.Connection)
                self.hears.set()
                for channel in (EVENTS, RECORDED):
                    self._database.notifier.notify(channel, "")  # what came before is worth a look
                while not self._leaving.is_set():
                    for told in driver.notifies(timeout=_LISTENS_SECONDS):
                        self._database.notifier.notify(told.channel, told.payload)
            finally:
                session.invalidate()  # back in the pool it would go on listening
