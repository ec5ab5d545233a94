"""The engine: runs operations in this process, on its own threads, until it is stopped."""

import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSPortableJSONSerializer

from catalog.model import Catalogue
from portal.azure.cloud import Azure
from portal.clock import Clock
from portal.engine.durable import Leaving, Steps
from portal.engine.effects.effect import Effects
from portal.engine.effects.registry import EFFECTS
from portal.engine.operations.operate import operate
from portal.engine.surroundings import Surroundings
from portal.settings import Settings
from portal.store.connections import BUSY_MILLISECONDS, Database
from portal.store.queue import APPLICATION, WORKFLOW, prepare, run_id

VERSION = "wf-1"
"""The version of the walk of an operation. It is ours and never a hash of sources: runs survive an upgrade."""
PRIVATE_EXECUTOR = "private"
"""A private server is alone with its data, so that whatever an earlier one left is its own to resume."""
LISTEN_SECONDS = 0.1

_lock = threading.Lock()
_engine: "Engine | None" = None


class Engine:
    """One engine of this process; there can be one at a time, as the durable engine is one per process."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        azure: Azure,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        effects: Effects = EFFECTS,
    ) -> None:
        self._world = Surroundings(database, settings, azure, catalogue, clock)
        self._effects = effects
        self._steps = Steps()
        self._runs: list[str] = []
        self._idle = threading.Condition()
        self._tables: sa.Engine | None = None
        self.executor = PRIVATE_EXECUTOR if database.is_sqlite else uuid.uuid4().hex
        """Whose runs these are: a name that outlives the process where the data has one owner, else one of its own."""

    def start(self) -> None:
        """Begins to work, and resumes what an earlier engine of this executor left. Raises RuntimeError if one runs."""
        global _engine
        with _lock:
            if _engine is not None:
                raise RuntimeError("an engine runs in this process already")
            _engine = self
        try:
            # In a thread of its own, as the durable engine takes a caller with an event loop for one of its workflows.
            with ThreadPoolExecutor(1, "engine-start") as beside:
                beside.submit(self._begin).result()
        except BaseException:
            self._end()
            raise

    def _begin(self) -> None:
        self._steps = Steps()
        prepare(self._world.database, self._world.settings.poll_seconds)
        self._tables = _tables(self._world.database)
        _launch(self._tables, self.executor)

    def stop(self, patience_seconds: float = 30.0) -> bool:
        """Stops at the next boundary of a step; what is open is resumed by the next start. False when a step hung."""
        self._steps.leave()
        with self._idle:
            quiet = self._idle.wait_for(lambda: not self._runs, timeout=patience_seconds)
        self._end()
        return quiet

    def running(self) -> int:
        """How many operations are being worked on in this process."""
        return len(self.working())

    def working(self) -> frozenset[str]:
        """The ids of the runs that are being worked on in this process."""
        with self._idle:
            return frozenset(self._runs)

    def run(self, operation: str, fence: int) -> str:
        """One run of one operation; called by the durable engine."""
        run = run_id(operation, fence)
        with self._idle:
            self._runs.append(run)
        try:
            return operate(self._world, self._effects, self._steps, operation, fence)
        finally:
            with self._idle:
                self._runs.remove(run)
                self._idle.notify_all()

    def _end(self) -> None:
        global _engine
        DBOS.destroy()
        if self._tables is not None:
            self._tables.dispose()
            self._tables = None
        with _lock:
            _engine = None


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1_000_000)
def _operate_v1(operation: str, fence: int) -> str:
    engine = _engine
    if engine is None:
        raise Leaving(operation)
    return engine.run(operation, fence)


def _launch(tables: sa.Engine, executor: str) -> None:
    config: Any = {
        "name": APPLICATION,
        "system_database_engine": tables,
        "application_version": VERSION,
        "executor_id": executor,
        "serializer": DBOSPortableJSONSerializer(),
        "run_migrations": False,  # `prepare` has done it
        "use_listen_notify": False,
        "notification_listener_polling_interval_sec": LISTEN_SECONDS,
        "log_level": "CRITICAL",
    }
    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    DBOS(config=config)
    DBOS.launch()


def _tables(database: Database) -> sa.Engine:
    """The durable engine's own connections, with the same rules of durability; on SQLite to the same file."""
    url = database.engine.url
    if not database.is_sqlite:
        return sa.create_engine(url, isolation_level="READ COMMITTED", pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000})

    def prepare_connection(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in (
            f"busy_timeout = {BUSY_MILLISECONDS}", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", prepare_connection)
    return engine
