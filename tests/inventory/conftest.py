"""A world of the starter catalogue over an empty store."""

from datetime import UTC, datetime

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.services.world import World
from portal.store.connections import Database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    """The starter catalogue."""
    return load(None)


def world_over(database: Database, catalogue: Catalogue) -> World:
    """The surroundings of a use case, at a moment that does not pass; nothing is rendered."""
    return World(database, lambda: NOW, lambda: catalogue, "demo", lambda _order: {}, lambda _kind: True)


@pytest.fixture
def world(sqlite_database: Database, starter: Catalogue) -> World:
    """A world over SQLite."""
    return world_over(sqlite_database, starter)


@pytest.fixture
def either_world(database: Database, starter: Catalogue) -> World:
    """A world, once over SQLite and once over PostgreSQL."""
    return world_over(database, starter)
