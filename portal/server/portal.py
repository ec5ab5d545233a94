"""The parts of a running portal server, put together once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalog.load import CatalogueError
from portal.azure.connection import Azure, connect
from portal.clock import Clock
from portal.contract.problem import Complaint, bad_input
from portal.demo.clock import ShiftedClock
from portal.engine.engine import Engine
from portal.engine.files import Renderings
from portal.engine.leases import LeaseLoop
from portal.engine.observer import ObserverLoop
from portal.engine.starter import Starter
from portal.engine.surroundings import Surroundings
from portal.services.catalogue_source import CatalogueSource
from portal.services.handovers import any_open
from portal.services.starting import awaiting_start
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database, open_database, sqlite_url
from portal.store.migrate import upgrade

LOG = logging.getLogger(__name__)


@dataclass
class Portal:
    """Everything that the routes use. Made by `build`, ended by `close`."""

    settings: Settings
    database: Database
    clock: Clock
    catalogue: CatalogueSource
    world: World
    azure: Azure
    renderings: Renderings
    engine: Engine
    starter: Starter
    leases: LeaseLoop
    observer: ObserverLoop
    started_at: datetime
    owner: str

    @property
    def mode(self) -> str:
        """demo, solo or team."""
        return self.settings.mode

    def running(self) -> int:
        """How many operations are alive, those included whose approved request only waits for its hold to pass."""
        return self.engine.running() + awaiting_start(self.database, self.world.now())

    def close(self) -> None:
        """Ends what runs beside the application; operations go on at the next start."""
        self.observer.stop()
        self.leases.stop()
        self.starter.stop()
        self.engine.stop()
        self.database.close()


def build(settings: Settings, clock: Clock, somebody_is_there: Callable[[], bool]) -> Portal:
    """Opens the store, brings it to the newest schema, and starts engine, starter and observer."""
    database = open_database(settings.database or sqlite_url(settings.home / "portal.db"))
    upgrade(database)
    catalogue = _catalogue(settings)
    shifted: Clock = ShiftedClock(database, clock) if settings.mode == "demo" else clock
    azure = connect(settings, shifted)
    renderings = Renderings(catalogue)
    world = World(database, shifted, catalogue, settings.mode, renderings.hashes, catalogue.refresh)
    engine = Engine(database, settings, azure, catalogue, shifted)
    starter = Starter(world, engine, settings)
    leases = LeaseLoop(world, Surroundings(database, settings, azure, catalogue, shifted))
    observer = ObserverLoop(
        azure, database, catalogue, shifted, settings, lambda: somebody_is_there() or any_open(database)
    )
    return Portal(
        settings=settings,
        database=database,
        clock=shifted,
        catalogue=catalogue,
        world=world,
        azure=azure,
        renderings=renderings,
        engine=engine,
        starter=starter,
        leases=leases,
        observer=observer,
        started_at=clock(),
        owner=settings.person or "maya",
    )


def _catalogue(settings: Settings) -> CatalogueSource:
    try:
        return CatalogueSource(Path(settings.catalogue) if settings.catalogue else None)
    except CatalogueError as broken:
        faults = (Complaint(f"{fault.file}:{fault.line}", fault.wrong, fault.right) for fault in broken.faults[:20])
        raise bad_input("the catalogue cannot be read", *faults, code="catalogue") from None
