"""A desk with three projects of the seeded organisation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.seed.document import load_seed
from portal.engine.effects.registry import brings_name
from portal.engine.engine import Engine
from portal.engine.starter import Starter
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database
from portal.store.tables import projects
from tests.access.desk import Desk
from tests.connect.split import staged
from tests.databases import POLL_SECONDS
from tests.engine.workbench import TestClock
from tests.services.office import project_row, stage_row


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The starter catalogue."""
    return load(None)


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path, shipped: Catalogue) -> Iterator[Desk]:
    """A desk on the starter catalogue and the seeded Azure."""
    clock, state = TestClock(), tmp_path / "azure.db"
    app = create_app(state, clock, load_seed())
    azure = staged(emulated_in_process(app), shipped)
    settings = Settings(home=tmp_path, poll_seconds=POLL_SECONDS, operation_seconds=0.0)
    world = World(sqlite_database, clock, lambda: shipped, "demo", lambda _order: {}, brings_name)
    engine = Engine(sqlite_database, settings, azure, world.catalogue, clock)
    with sqlite_database.write() as connection:
        for name, unit, owner, changes in (
            ("basket", "retail", "maya", {}),
            ("reviews", "retail", "maya", {"phase": "explore", "budget_cents": 15_000, "cost_centre": ""}),
            ("collections", "risk", "erik", {}),
        ):
            row = project_row(name, unit, [owner]) | changes
            row["stages"] = [stage_row(unit, stage) for stage in ("dev", "test", "prod")]
            connection.execute(projects.insert().values(row))
    engine.start()
    yield Desk(world, engine, Starter(world, engine, settings), clock, azure, state)
    engine.stop()
    app.state.emulator.store.close()
