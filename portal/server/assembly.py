"""Puts the parts of a running portal together, once in a process, and begins and ends what runs beside them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from catalog.load import CatalogueError
from portal.azure.connection import connect
from portal.clock import Clock
from portal.contract.problem import Complaint, Problem, bad_input
from portal.demo.clock import ShiftedClock
from portal.demo.stories import seed_once
from portal.domain.rights.stages import stage_of
from portal.engine.courier import Courier
from portal.engine.effects.registry import brings_name
from portal.engine.engine import Engine
from portal.engine.files import Renderings
from portal.engine.leases import LeaseLoop
from portal.engine.observer import ObserverLoop
from portal.engine.people import PeopleLoop
from portal.engine.starter import Starter
from portal.engine.surroundings import Surroundings
from portal.records.operations.handovers import any_open
from portal.server.portal import Portal
from portal.services.catalogue.catalogue_source import CatalogueSource
from portal.services.people.app_roles import AppRoles
from portal.services.people.directory import Directory
from portal.services.requests.starting import awaiting_start
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database, open_database, sqlite_url
from portal.store.leader_election import LeaderElection
from portal.store.listening import Listening
from portal.store.migrate import upgrade
from portal.store.refusals import lacking, require_rights
from portal.store.roles import API, WORKER

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunningPortal:
    """A portal and everything that runs beside the application. Made by `build`, ended by `close`."""

    portal: Portal
    engine: Engine
    starter: Starter
    leases: LeaseLoop
    courier: Courier
    people: PeopleLoop
    election: LeaderElection
    listening: Listening

    def plant(self) -> None:
        """Tells a demo's stories into an empty store, where this process may and no other does so just now."""
        if (
            self.portal.settings.mode == "demo"
            and not lacking(self.portal.database, WORKER)
            and self.election.leads("demo")
        ):
            seed_once(self.portal.world, self.portal.settings.home)

    def begin(self) -> None:
        """Begins what runs beside the application; the work itself only where no worker does it elsewhere."""
        self.listening.start()
        if not self.portal.settings.worker:
            return
        if not self.portal.settings.readonly:  # what runs, starts or ends by itself changes Azure too
            self.engine.start()
            self.starter.start()
            self.leases.start()
            self.courier.start()
        self.portal.observer.start()
        self.people.start()

    def close(self) -> None:
        """Ends what runs beside the application; operations go on at the next start."""
        if self.portal.settings.worker:
            self.people.stop()
            self.portal.observer.stop()
            self.courier.stop()
            self.leases.stop()
            self.starter.stop()
            self.engine.stop()
        self.listening.stop()
        self.election.close()
        self.portal.database.close()


def build(settings: Settings, clock: Clock, somebody_is_there: Callable[[], bool]) -> RunningPortal:
    """Opens the store, brings it to the newest schema, and puts the parts together; `begin` starts them."""
    database = opened(settings)
    upgrade(database)
    require_rights(database, WORKER if settings.worker else API)
    app_roles = AppRoles(database, settings.mode == "team")
    catalogue = _catalogue(settings, Directory(database), app_roles)
    shifted: Clock = ShiftedClock(database, clock) if settings.mode == "demo" else clock
    identities = {one.name: one.client_id for one in catalogue().organisation.identities}
    azure = connect(settings, shifted, identities).knowing(
        lambda resource: stage_of(catalogue().organisation, resource)
    )
    renderings = Renderings(catalogue)
    world = World(database, shifted, catalogue, settings.mode, renderings.hashes, brings_name, catalogue.refresh)
    engine = Engine(database, settings, azure, catalogue, shifted)
    starter = Starter(world, engine, settings)
    election = LeaderElection(database)
    leases = LeaseLoop(
        world, Surroundings(database, settings, azure, catalogue, shifted), lambda: election.leads("leases")
    )

    def wanted() -> bool:
        # Whoever watches a shared portal may do so through another server, so its observer never rests.
        return election.leads("observer") if not database.is_sqlite else somebody_is_there() or any_open(database)

    observer = ObserverLoop(azure, database, catalogue, shifted, settings, wanted)
    people = PeopleLoop(azure, database, catalogue, shifted, lambda: election.leads("people"))

    def running() -> int:
        return engine.running() + awaiting_start(database, world.now())

    portal = Portal(
        settings=settings,
        database=database,
        clock=shifted,
        catalogue=catalogue,
        app_roles=app_roles,
        world=world,
        azure=azure.kind,
        renderings=renderings,
        observer=observer,
        running=running,
        started_at=clock(),
        owner=settings.person or catalogue().organisation.people[0].id,
    )
    courier, listening = Courier(world, settings.poll_seconds), Listening(database)
    return RunningPortal(portal, engine, starter, leases, courier, people, election, listening)


def opened(settings: Settings) -> Database:
    """The database of these settings. Raises Problem for one that the portal cannot use, or use in this way."""
    try:
        database = open_database(settings.database or sqlite_url(settings.home / "portal.db"))
    except (ValueError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError):
        raise bad_input(
            "the setting 'database' is no address of a database", todo="write it like postgresql://user@host/portal"
        ) from None
    if database.is_sqlite and not settings.worker:
        raise bad_input(
            "a SQLite file has one owner, so its server carries out operations itself",
            todo="leave --no-worker out, or name a PostgreSQL database with --database",
        )
    if not database.is_sqlite:
        _reach(database)
    return database


def _reach(database: Database) -> None:
    try:
        with database.read():
            return
    except sa.exc.OperationalError as fault:
        where = database.engine.url.render_as_string(hide_password=True)
        said = str(fault.orig).strip().splitlines()
        raise Problem(
            500,
            f"the database at {where} cannot be reached",
            said[-1] if said else "",
            "see that it runs, and that user and password are right",
            "database-unreachable",
        ) from None


def _catalogue(settings: Settings, directory: Directory, app_roles: AppRoles) -> CatalogueSource:
    try:
        return CatalogueSource(Path(settings.catalogue) if settings.catalogue else None, directory, app_roles)
    except CatalogueError as broken:
        faults = (Complaint(f"{fault.file}:{fault.line}", fault.wrong, fault.right) for fault in broken.faults[:20])
        raise bad_input("the catalogue cannot be read", *faults, code="catalogue") from None
