"""The starter: a thread that starts what is due, expires what is late, and takes up what was left lying."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from portal.clock import system_clock
from portal.contract.problem import Problem
from portal.engine.engine import Engine
from portal.engine.reaper import Reaper
from portal.services.leases import memberships
from portal.services.one_by_one import each
from portal.services.operations import operations, workers
from portal.services.requests import reminders, starting
from portal.services.world import World
from portal.settings import Settings
from portal.store.chain import MOVED
from portal.store.notifier import EVENTS
from portal.store.queue import forget_ended

LOG = logging.getLogger(__name__)
RARE = 8
"""What is costly, or rarely changes its answer, is done every so many turns."""
BEAT_SECONDS = 10.0
FORGET_SECONDS = 3600.0
RUNS_KEPT = timedelta(days=7)
"""How long the durable engine keeps what it needs no more."""


class Starter:
    """Works beside an engine. `turn` is one look at everything; the thread takes a turn every `poll_seconds`.

    What may be started is looked for between two turns as well, whenever somebody has acted.
    """

    def __init__(self, world: World, engine: Engine, settings: Settings) -> None:
        self._world = world
        self._engine = engine
        self._settings = settings
        self._reaper = Reaper(world.database, engine)
        self._leaving, self._notified = threading.Event(), threading.Event()
        self._end_hearing: Callable[[], None] = lambda: None
        self._thread: threading.Thread | None = None
        self._turns = 0
        self._not_before: dict[int, int] = {}
        self._beat_at = self._forgot_at = float("-inf")

    def start(self) -> None:
        """Begins to take turns."""
        self._leaving.clear()
        self._end_hearing = self._world.database.notifier.listen(EVENTS, self._hear)
        self._thread = threading.Thread(target=self._take_turns, name="starter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the turn that is being taken."""
        self._end_hearing()
        self._leaving.set()
        self._notified.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            if not self._world.database.is_sqlite:
                workers.leave(self._world.database, self._engine.executor)

    def turn(self) -> None:
        """Looks once at everything that time brings about."""
        world, database = self._world, self._world.database
        parts: dict[str, Callable[[], object]] = {
            "saying that this process is alive": self._beat,
            "expiring requests": lambda: starting.expire_due(world),
            "starting requests": self._start_due,
            "giving operations up": lambda: operations.overdue(database, world.clock(), world.mode),
            "forgetting ended runs": self._forget,
        }
        if self._turns % RARE == 0:
            parts |= {
                "ending what is over": lambda: memberships.end_due(database, world.now(), world.mode),
                "looking for lost runs": lambda: self._reaper.look(world.clock()),
                "reminding people": lambda: reminders.call_due(world),
            }
        each(parts, "a part of the starter's turn", lambda part: parts[part]())
        self._turns += 1

    def _start_due(self) -> None:
        for number in starting.due(self._world):
            if self._not_before.get(number, 0) <= self._turns:
                self._try(number)

    def _try(self, number: int) -> None:
        """Tries to start one request; one that cannot start now, or that fails, does not hold up the others."""
        try:
            outcome = starting.start(self._world, number)
        except Problem as problem:
            LOG.warning("R-%s cannot be started: %s", number, problem.line())
        except Exception:
            LOG.exception("starting R-%s failed", number)
        else:
            if outcome.word == "started":
                self._not_before.pop(number, None)
                return
        self._not_before[number] = self._turns + RARE

    def _beat(self) -> None:
        # Real time, as this is about whether a process is alive.
        if self._world.database.is_sqlite or time.monotonic() - self._beat_at < BEAT_SECONDS:
            return
        workers.beat(self._world.database, self._engine.executor, self._world.clock())
        self._beat_at = time.monotonic()

    def _forget(self) -> None:
        # Real time, as the durable engine knows no other.
        if time.monotonic() - self._forgot_at < FORGET_SECONDS:
            return
        self._forgot_at = time.monotonic()
        forget_ended(self._world.database, system_clock() - RUNS_KEPT)

    def _take_turns(self) -> None:
        turn = self.turn
        turn_at = time.monotonic()
        while not self._leaving.is_set():
            self._notified.clear()
            try:
                turn()
            except Exception:
                LOG.exception("a turn of the starter failed; the next one follows")
            if turn == self.turn:
                turn_at = time.monotonic() + self._settings.poll_seconds
            acted = self._notified.wait(max(turn_at - time.monotonic(), 0.0))
            turn = self._start_due if acted and time.monotonic() < turn_at else self.turn

    def _hear(self, kind: str) -> None:
        if kind != MOVED:  # an operation that goes on lets nothing else start
            self._notified.set()
