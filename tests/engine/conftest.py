"""Databases and workbenches for the tests of the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.store.connections import Database
from tests.engine.workbench import Workbench


@pytest.fixture
def bench(sqlite_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench on SQLite."""
    made = Workbench(sqlite_database, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def both_benches(database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench on SQLite, then one on PostgreSQL."""
    made = Workbench(database, tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def postgresql_bench(postgresql_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench on PostgreSQL."""
    made = Workbench(postgresql_database, tmp_path / "home")
    yield made
    made.close()
