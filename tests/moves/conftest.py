"""A desk with two projects of the seeded organisation, whose models and evidence were looked at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.load import load
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


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> Iterator[Desk]:
    """A desk on the starter catalogue and the seeded Azure, its engine running."""
    catalogue = load(None)
    clock, state = TestClock(), tmp_path / "azure.db"
    app = create_app(state, clock, load_seed())
    azure = staged(emulated_in_process(app), catalogue)
    settings = Settings(home=tmp_path, poll_seconds=POLL_SECONDS, operation_seconds=0.0)
    world = World(sqlite_database, clock, lambda: catalogue, "demo", lambda _order: {}, brings_name)
    engine = Engine(sqlite_database, settings, azure, world.catalogue, clock)
    with sqlite_database.write() as connection:
        for name, owner, members in (("crm", "priya", ["maya", "dana"]), ("retention", "priya", ["maya"])):
            row = project_row(name, "retail", [owner, *members])
            row["stages"] = [stage_row("retail", stage) for stage in ("dev", "test", "prod")]
            connection.execute(projects.insert().values(row))
    engine.start()
    made = Desk(world, engine, Starter(world, engine, settings), clock, azure, state)
    made.observe()
    yield made
    engine.stop()
    app.state.emulator.store.close()
