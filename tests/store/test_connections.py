"""Connections: SQLite's pragmas are in force, and a write transaction holds the lock from its first statement."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import sqlalchemy as sa

from portal.store.connections import BUSY_MILLISECONDS, Database, open_database
from portal.store.tables import budgets

Opened = Callable[[str], Database]

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was committed survives the machine
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "busy_timeout": BUSY_MILLISECONDS,
}


@pytest.mark.parametrize("way", ["read", "write"])
def test_every_connection_has_the_pragmas(sqlite_database: Database, way: str) -> None:
    for _ in range(2):
        with getattr(sqlite_database, way)() as connection:
            for name, value in PRAGMAS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value, name
        sqlite_database.engine.dispose()


def is_locked(database: Database) -> bool:
    """Whether another writer would have to wait."""
    with closing(sqlite3.connect(str(database.engine.url.database), timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as fault:
            assert "locked" in str(fault)
            return True
        other.execute("ROLLBACK")
        return False


def test_a_write_holds_the_lock_before_its_first_read(sqlite_database: Database) -> None:
    assert not is_locked(sqlite_database)
    with sqlite_database.write() as connection:
        assert is_locked(sqlite_database)
        connection.execute(sa.select(budgets)).all()
        assert is_locked(sqlite_database)
    assert not is_locked(sqlite_database)


def test_a_read_holds_nobody_up_and_sees_one_state(sqlite_database: Database, opened: Opened) -> None:
    other = opened(str(sqlite_database.engine.url))
    with sqlite_database.read() as connection:
        assert connection.execute(sa.select(budgets)).all() == []
        assert not is_locked(sqlite_database)
        with other.write() as writing:
            writing.execute(budgets.insert().values(unit="retail", limit_cents=1, committed_cents=0))
        assert connection.execute(sa.select(budgets)).all() == []
    with sqlite_database.read() as connection:
        assert len(connection.execute(sa.select(budgets)).all()) == 1


def test_no_edit_is_lost_between_threads_and_programs(database: Database, opened: Opened) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    programs = [database, opened(url), opened(url)]
    with database.write() as connection:
        connection.execute(budgets.insert().values(unit="retail", limit_cents=0, committed_cents=0))
    together = threading.Barrier(6)

    def add(thread: int) -> None:
        together.wait()
        for _ in range(10):
            with programs[thread % 3].write() as connection:
                query = sa.select(budgets.c.committed_cents).with_for_update()
                seen = connection.execute(query).scalar_one()
                connection.execute(budgets.update().values(committed_cents=seen + 1))

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(add, thread) for thread in range(6)]:
            done.result()
    with database.read() as connection:
        assert connection.execute(sa.select(budgets.c.committed_cents)).scalar_one() == 60


def test_what_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(budgets.insert().values(unit="retail", limit_cents=0, committed_cents=0))
        raise ZeroDivisionError
    with database.read() as connection:
        assert connection.execute(sa.select(budgets)).all() == []
    with database.write() as connection:
        connection.execute(budgets.insert().values(unit="retail", limit_cents=0, committed_cents=0))


def test_postgresql_reads_what_is_committed(postgresql_database: Database) -> None:
    with postgresql_database.write() as connection:
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"


def test_another_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="SQLite or PostgreSQL, not in mysql"):
        open_database("mysql://nowhere/portal")
