"""The observer: reads Azure, keeps what it saw with its time, and tells when something is different from before."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from catalog.model import Catalogue, Organisation
from portal.azure.arm import Arm
from portal.azure.cloud import Azure
from portal.clock import Clock, stamp
from portal.contract.values import Stamp
from portal.domain.models.observed_workspaces import workspace_source
from portal.engine.observing.found_evidence import found_in
from portal.engine.observing.lineage import RUNS_AT_ONCE, WantedRun, read_runs, wanted_runs
from portal.engine.observing.reconcile import reconcile
from portal.engine.observing.scope import scope_of
from portal.engine.observing.sweep import PARTS, Scope, sweep
from portal.records.models.evidence import record_observed
from portal.records.models.promotions import unseen
from portal.records.observed.observations import ListReading, keep, was_observed
from portal.services.notices.watches import judge
from portal.settings import Settings
from portal.store.chain import announce
from portal.store.connections import Database
from portal.store.leader_election import one_at_a_time
from portal.store.notifier import RECORDED

REFRESHED = "observations.refreshed"
"""The kind of event that says that something seen is different from before."""

SERVING_PARTS = ("models", "onlineEndpoints", "batchEndpoints")
"""What the board shows of a workspace."""

LONGEST_FAREWELL_SECONDS = 5.0
LONGEST_TICK_SECONDS = 1.0
"""How long somebody who has just connected waits at most for a sweep that is due."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class SweepResult:
    """What one sweep came to."""

    at: Stamp
    lists: int
    things: int
    changed: int
    missing: int
    unread: int
    """Lists that could not be read: forbidden, unreachable or not there."""


def observe(
    azure: Azure,
    database: Database,
    organisation: Organisation,
    clock: Clock,
    what: Collection[str] | None = None,
    workspaces: Collection[str] = (),
) -> SweepResult:
    """Reads Azure once and keeps what was seen; `what` names some of `PARTS`, None means all of them.

    `workspaces` are read alone if any is named, such as those that somebody has on the screen.

    What is kept carries the time when the sweep began. Raises ValueError for a part that does not exist.
    """
    parts = frozenset(PARTS if what is None else what)
    if unknown := parts - set(PARTS):
        raise ValueError(f"nothing called {sorted(unknown)[0]!r} is observed; there is {', '.join(PARTS)}")
    at = stamp(clock())
    with database.read() as connection:
        scope = replace(scope_of(connection, organisation, parts), only=frozenset(workspaces))
    readings = asyncio.run(_read(azure, clock, scope))
    named = {workspace_source(one.subscription, one.resource_group, one.name) for one in organisation.workspaces}
    return keep_readings(database, readings, at, named)


async def _read(azure: Azure, clock: Clock, scope: Scope) -> list[ListReading]:
    async with Arm(azure, clock) as arm:
        return await sweep(arm, scope)


def deepen(azure: Azure, database: Database, clock: Clock, models: Collection[str] = ()) -> SweepResult:
    """Reads runs that made the versions seen so far, of these models first and alone when any is named."""
    at = stamp(clock())
    with database.read() as connection:
        wanted = wanted_runs(connection, RUNS_AT_ONCE, models)
    if not wanted:
        return SweepResult(at, 0, 0, 0, 0, 0)
    return keep_readings(database, asyncio.run(_read_runs(azure, clock, wanted)), at)


async def _read_runs(azure: Azure, clock: Clock, wanted: Sequence[WantedRun]) -> list[ListReading]:
    async with Arm(azure, clock) as arm:
        return await read_runs(arm, wanted)


def keep_readings(
    database: Database, readings: list[ListReading], at: Stamp, named: Collection[str] = ()
) -> SweepResult:
    """Keeps readings in one transaction, with the resources they speak of and the evidence that runs wrote.

    Tells one event if anything changed. `named` are the workspaces that the organisation names, by id in lower case:
    they are known, not found.
    """
    with database.write() as connection:
        one_at_a_time(connection, "observations")  # two servers may read at once; what they keep touches the same rows
        kept = keep(connection, readings, at)
        record_observed(connection, at, found_in(connection, readings))
        moved = reconcile(connection, readings, at, named)
        judge(connection, at)
        seen = SweepResult(at, len(readings), kept.seen, kept.changed + moved, kept.missing, kept.unread)
        if kept.anything or moved:
            told = {"changed": seen.changed, "missing": seen.missing, "unread": seen.unread}
            announce(connection, at, REFRESHED, "azure", told)
    return seen


class ObserverLoop:
    """Observes once at first, then now and then while somebody is there, and when asked; never twice at a time."""

    def __init__(
        self,
        azure: Azure,
        database: Database,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        settings: Settings,
        connected: Callable[[], bool],
    ) -> None:
        self._observe: Callable[[], SweepResult] = lambda: observe(azure, database, catalogue().organisation, clock)
        self._look: Callable[[Collection[str]], SweepResult] = lambda workspaces: observe(
            azure, database, catalogue().organisation, clock, SERVING_PARTS, workspaces
        )
        self._deepen: Callable[[Collection[str]], SweepResult] = lambda models: deepen(azure, database, clock, models)
        self._database = database
        self._seconds = settings.observe_seconds
        self._connected = connected
        self._turn = threading.Lock()
        self._tickets = threading.Lock()
        self._asked = 0
        self._served = 0
        self._last: SweepResult | None = None
        self._looked: dict[str, str] = {}
        """Workspaces that were looked at because of what was brought there, with when that was."""
        self._notified = threading.Event()
        self._notified.set()  # what was brought before this process began
        self._end_hearing = database.notifier.listen(RECORDED, lambda _workspace: self._notified.set())
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self.fault = ""
        """Why the last try of the loop failed; "" when it did not."""

    def start(self) -> None:
        """Begins to observe by itself; without an interval it is only asked."""
        if self._seconds <= 0:
            return
        with self._database.read() as connection:
            due = not was_observed(connection)
        self._thread = threading.Thread(target=self._run, args=(due,), name="observer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the loop; a sweep that is under way is waited for, but not for as long as Azure may keep it."""
        self._ending.set()
        self._notified.set()
        self._end_hearing()
        if self._thread is not None:
            self._thread.join(LONGEST_FAREWELL_SECONDS)

    def refresh(self) -> SweepResult:
        """Observes now, and returns when it is kept. Those who ask while one runs share the next."""
        with self._tickets:
            self._asked += 1
            ticket = self._asked
        with self._turn:
            if self._served >= ticket and self._last is not None:
                return self._last
            with self._tickets:
                covered = self._asked
            self._last = self._observe()
            self._served = covered
            return self._last

    def look(self, workspaces: Collection[str]) -> SweepResult:
        """Reads what a few workspaces hold and serve, at once; what else there is follows at the next sweep."""
        with self._turn:
            return self._look(workspaces)

    def deepen(self, models: Collection[str] = ()) -> SweepResult:
        """Reads runs that were not read yet; of these models alone when any is named."""
        with self._turn:
            return self._deepen(models)

    def _run(self, due: bool) -> None:
        """Looks every tick whether a sweep is due: at the start, and when somebody is there and the last one is old.

        What the portal itself brought is looked at as soon as it is recorded.
        """
        tick, last = min(self._seconds, LONGEST_TICK_SECONDS), time.monotonic()
        while not self._ending.is_set():
            if due or (time.monotonic() - last >= self._seconds and self._connected()):
                last, due = time.monotonic(), False
                self._try(self._all)
            if self._notified.wait(tick) and not self._ending.is_set():
                self._notified.clear()
                self._try(self._brought)

    def _all(self) -> None:
        self.refresh()
        self.deepen()
        self.fault = ""

    def _brought(self) -> None:
        """Looks where the portal itself brought a model since the last look: once, also where nobody answers."""
        with self._database.read() as connection:
            news = {workspace: at for workspace, at in unseen(connection).items() if self._looked.get(workspace) != at}
        if news:
            self._looked.update(news)
            self.look(list(news))

    def _try(self, reading: Callable[[], None]) -> None:
        try:
            reading()
        except Exception as fault:  # the loop outlives a broken sweep; whoever asks reads the reason in `fault`
            self.fault = f"{type(fault).__name__}: {fault}"
            _LOG.exception("observing Azure failed")
