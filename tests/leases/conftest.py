"""A house for the tests of leases."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.demo.inventory import load_inventory
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.seed.document import load_seed
from portal.engine.effects.registry import brings_name
from portal.engine.engine import Engine
from portal.engine.files import Renderings
from portal.engine.leases import LeaseLoop
from portal.engine.starter import Starter
from portal.engine.surroundings import Surroundings
from portal.services.catalogue.catalogue_source import CatalogueSource
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database
from tests.databases import POLL_SECONDS
from tests.engine.workbench import TestClock
from tests.leases.house import House


@pytest.fixture(scope="session")
def catalogue() -> CatalogueSource:
    """The starter catalogue, read once."""
    return CatalogueSource(None)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a seeded Azure, to be copied."""
    state = tmp_path_factory.mktemp("azure") / "azure.db"
    store = create_app(state, TestClock(), load_seed()).state.emulator.store
    with store.transaction() as connection:
        connection.execute("SELECT 1")
    store.close()
    return state


@pytest.fixture(scope="session")
def renderings(catalogue: CatalogueSource) -> Renderings:
    """What was rendered once is not rendered again."""
    return Renderings(catalogue)


def house_in(
    database: Database, folder: Path, seeded: Path, catalogue: CatalogueSource, renderings: Renderings
) -> Iterator[House]:
    """A house with the demo's projects, and an Azure that is as quick as it can be."""
    clock, state = TestClock(), folder / "azure.db"
    shutil.copy(seeded, state)
    app = create_app(state, clock, load_seed())
    settings = Settings(home=folder, poll_seconds=POLL_SECONDS, operation_seconds=0.0)
    world = World(database, clock, catalogue, "demo", renderings.hashes, brings_name)
    with database.write() as connection:
        load_inventory(connection, clock(), catalogue().organisation)
    azure = emulated_in_process(app)
    engine = Engine(database, settings, azure, catalogue, clock)
    engine.start()
    loop = LeaseLoop(world, Surroundings(database, settings, azure, catalogue, clock))
    yield House(world, engine, Starter(world, engine, settings), clock, state, loop, azure)
    engine.stop()
    app.state.emulator.store.close()


@pytest.fixture
def house(
    sqlite_database: Database, tmp_path: Path, seeded: Path, catalogue: CatalogueSource, renderings: Renderings
) -> Iterator[House]:
    """A house on SQLite."""
    yield from house_in(sqlite_database, tmp_path, seeded, catalogue, renderings)


@pytest.fixture
def postgresql_house(
    postgresql_database: Database, tmp_path: Path, seeded: Path, catalogue: CatalogueSource, renderings: Renderings
) -> Iterator[House]:
    """A house on PostgreSQL."""
    yield from house_in(postgresql_database, tmp_path, seeded, catalogue, renderings)
