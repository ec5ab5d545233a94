"""A workbench with production in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.store.connections import Database
from tests.engine.workbench import Workbench
from tests.promotion.ground import prepare_azure


@pytest.fixture
def bench(sqlite_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    """A workbench on SQLite whose Azure serves version 12 in production."""
    made = Workbench(sqlite_database, tmp_path / "home")
    prepare_azure(made.azure)
    yield made
    made.close()
