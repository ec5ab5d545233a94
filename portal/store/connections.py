"""Connections: one engine for reading, one for writing, on SQLite or PostgreSQL."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.contract.sound_json import dumps
from portal.store.notifier import Notifier, taken

BUSY_MILLISECONDS = 30_000


@dataclass(frozen=True)
class Database:
    """An opened database. Every change goes through `write`, every look through `read`."""

    engine: sa.Engine
    _turn: threading.Lock = field(default_factory=threading.Lock)
    notifier: Notifier = field(default_factory=Notifier)
    """It is told of what was committed."""

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded store."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the store and changes nothing."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that changes the store; on SQLite it holds the write lock from its first statement."""
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        with self._turn, self.engine.connect().execution_options(portal_write=True) as connection:
            taken(connection)  # of one that was rolled back
            with connection.begin():
                yield connection
            to_notify = taken(connection)
        for channel, word in to_notify:
            self.notifier.notify(channel, word)

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """The database URL of a SQLite file."""
    return sa.URL.create("sqlite", database=str(path)).render_as_string()


def open_database(url: str) -> Database:
    """Opens the database at `url` with the portal's rules of durability."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            parsed,
            connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
            json_serializer=dumps,
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return Database(engine)
    if parsed.get_backend_name() != "postgresql":
        raise ValueError(f"the portal keeps its data in SQLite or PostgreSQL, not in {parsed.get_backend_name()}")
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return Database(
        sa.create_engine(parsed, isolation_level="READ COMMITTED", pool_pre_ping=True, json_serializer=dumps)
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    _write_ahead(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # without it INSERT OR REPLACE slips past append-only triggers
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Switches a file to its log; SQLite does not wait by itself while another connection does so with a new file."""
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("portal_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
