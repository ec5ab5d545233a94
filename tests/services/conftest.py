"""An office: a store, a clock and a catalogue in which requests are made, decided and started by hand."""

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.store.connections import Database
from tests.services.office import Office, opened


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    """The starter catalogue."""
    return load(None)


@pytest.fixture
def office(database: Database, starter: Catalogue) -> Office:
    """An office, once on SQLite and once on PostgreSQL."""
    return opened(database, starter)


@pytest.fixture
def sqlite_office(sqlite_database: Database, starter: Catalogue) -> Office:
    """An office on SQLite, for what does not differ between databases."""
    return opened(sqlite_database, starter)


@pytest.fixture
def postgresql_office(postgresql_database: Database, starter: Catalogue) -> Office:
    """An office on PostgreSQL."""
    return opened(postgresql_database, starter)
