"""The databases that the store is tried on."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from portal.store.connections import Database, open_database, sqlite_url
from tests.store.planted import plant


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A planted store for a whole module, whose tests take back what they do."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("planted") / "portal.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        opened = open_database(sqlite_url(path))
    else:
        opened = open_database(created(request.getfixturevalue("postgresql_server"), "portal_template"))
    plant(opened)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which there is nothing yet."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "new.db")
    return created(request.getfixturevalue("postgresql_server"), "template1")


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Opens databases, and closes them when the test is over."""
    made: list[Database] = []

    def open_(url: str) -> Database:
        made.append(open_database(url))
        return made[-1]

    yield open_
    for database in made:
        database.close()


def created(server: str, template: str) -> str:
    """Copies a database of a PostgreSQL server; it goes with the server."""
    name = f"store_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {template}')  # type: ignore[arg-type, unused-ignore]
    return server.replace("/postgres?", f"/{name}?")
