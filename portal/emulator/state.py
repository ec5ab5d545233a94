"""The one SQLite file: its tables and its connection."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value REAL NOT NULL);
CREATE TABLE IF NOT EXISTS resource (
    key TEXT PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, parent TEXT NOT NULL,
    name TEXT NOT NULL, body TEXT NOT NULL, created REAL NOT NULL);
CREATE INDEX IF NOT EXISTS resource_by_parent ON resource (parent, type, key);
CREATE INDEX IF NOT EXISTS resource_by_type ON resource (type, key);
CREATE TABLE IF NOT EXISTS operation (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, resource TEXT NOT NULL, begun REAL NOT NULL, ends REAL NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0, error TEXT, result TEXT, detail TEXT);
CREATE INDEX IF NOT EXISTS operation_open ON operation (settled, ends);
CREATE INDEX IF NOT EXISTS operation_of ON operation (resource, settled);
CREATE TABLE IF NOT EXISTS deleted (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, location TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS quota (
    subscription TEXT NOT NULL, location TEXT NOT NULL, family TEXT NOT NULL,
    cores INTEGER NOT NULL, used_elsewhere INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subscription, location, family));
CREATE TABLE IF NOT EXISTS size (
    name TEXT PRIMARY KEY, family TEXT NOT NULL, vcpus INTEGER NOT NULL, gpus INTEGER NOT NULL,
    memory_gib REAL NOT NULL, premium INTEGER NOT NULL, low_priority INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS subscription (id TEXT PRIMARY KEY, title TEXT NOT NULL, tenant TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS mark (key TEXT PRIMARY KEY, kind TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, tokens REAL NOT NULL, filled REAL NOT NULL);
CREATE TABLE IF NOT EXISTS fault (
    number INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,
    remaining INTEGER NOT NULL, detail TEXT);
CREATE TABLE IF NOT EXISTS fault_rule (
    number INTEGER PRIMARY KEY, rule TEXT NOT NULL, seed INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0, struck INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS routing (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, endpoint TEXT NOT NULL, weights TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS routing_of ON routing (endpoint, number);
CREATE TABLE IF NOT EXISTS behaviour (
    model TEXT PRIMARY KEY, error_percent REAL NOT NULL, p95_ms REAL NOT NULL);
CREATE TABLE IF NOT EXISTS call (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    intent TEXT, payload TEXT, status INTEGER NOT NULL, correlation TEXT NOT NULL);
"""


def connect(state: Path) -> sqlite3.Connection:
    """A connection in autocommit mode; writers begin their own transactions. Makes the tables when they are absent."""
    connection = sqlite3.connect(state, timeout=30, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


class Store:
    """One process's hold on the file; a lock keeps its threads apart, BEGIN IMMEDIATE keeps processes apart."""

    def __init__(self, state: Path, schema: str = SCHEMA) -> None:
        self.path = state
        self._lock = threading.Lock()
        self._connection = connect(state)
        with self.transaction() as connection:
            for statement in schema.split(";"):
                if statement.strip():
                    connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction; rolled back when the block raises."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Lets the file go."""
        with self._lock:
            self._connection.close()


@contextmanager
def transaction_in(state: Path) -> Iterator[sqlite3.Connection]:
    """One write transaction on a state file, also while a process serves it; the file is let go afterwards."""
    with closing(Store(state)) as store, store.transaction() as connection:
        yield connection
