"""An estate in emulated Azure, a store, and an observer between them."""

from pathlib import Path

import pytest

from portal.store.connections import Database
from tests.observer.estate import Estate


@pytest.fixture
def estate(tmp_path: Path, sqlite_database: Database) -> Estate:
    """Azure with the organisation's workspaces, and a SQLite store."""
    return Estate.new(tmp_path / "azure.db", sqlite_database)


@pytest.fixture
def either_estate(tmp_path: Path, database: Database) -> Estate:
    """The same, once on SQLite and once on PostgreSQL."""
    return Estate.new(tmp_path / "azure.db", database)
