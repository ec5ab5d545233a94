"""The lease loop: beside the starter it reminds, and lets what has ended be stopped and later deleted.

It takes nothing away itself. A stop or a deletion is a request of the portal's own, which policy judges and the engine
carries out with ledger, journal and fencing like any other; the key of each follows from its lease, so that a crash
between any two steps leaves one request.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from portal.clock import moment
from portal.contract.problem import Problem
from portal.domain.leases import Decision, SeenWork, decide
from portal.engine.surroundings import Surroundings
from portal.engine.work_on_compute import activity
from portal.services.leases import lease_ends, leases
from portal.services.leases.leases import HeldLease
from portal.services.models import idle
from portal.services.world import World

LOG = logging.getLogger(__name__)
RARE = 4
"""The loop looks once while the starter looks so many times."""
LOOK_AGAIN = timedelta(minutes=5)
"""How long the answer of a look at Azure is good for."""
AFTER_A_FAULT = timedelta(hours=1)
IDLE_EVERY = timedelta(hours=1)
"""How often the loop looks for deployments that serve nobody any more."""


class LeaseLoop:
    """`turn` is one look at every lease; the thread takes a turn every `RARE` polls, unless another server does."""

    def __init__(self, world: World, surroundings: Surroundings, is_leader: Callable[[], bool] = lambda: True) -> None:
        self._world = world
        self._is_leader = is_leader
        self._surroundings = surroundings
        self._seconds = surroundings.settings.poll_seconds * RARE
        self._arrived = True
        self._idle_from: datetime | None = None
        self._looked: dict[str, tuple[datetime, SeenWork]] = {}
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to take turns."""
        self._leaving.clear()
        self._thread = threading.Thread(target=self._take_turns, name="leases", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the turn that is being taken."""
        self._leaving.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def turn(self) -> None:
        """Looks once at everything; what fails for one lease does not hold up the others."""
        present_since = leases.attended(self._world.database, self._world.clock(), self._arrived)
        self._arrived = False
        for held in leases.due(self._world):
            if self._leaving.is_set():
                return
            try:
                self._one(held, present_since)
            except Problem as problem:
                self._postpone(held, problem.line())
            except Exception as fault:
                LOG.exception("the lease of %s could not be looked at", held.id)
                self._postpone(held, f"the portal failed: {type(fault).__name__}")
        self._idle()

    def _idle(self) -> None:
        """Asks that deployments go which serve nobody any more; what fails is tried again an hour later."""
        now = self._world.clock()
        if self._idle_from is not None and self._idle_from <= now < self._idle_from + IDLE_EVERY:
            return
        self._idle_from = now
        try:
            idle.ask_to_end(self._world)
        except Problem as problem:
            LOG.warning("an idle deployment could not be asked to go: %s", problem.line())

    def _one(self, held: HeldLease, present_since: datetime) -> None:
        if lease_ends.follow(self._world, held):
            return  # the next turn judges it anew
        now = self._world.clock()
        seen: SeenWork | None = None
        decision = decide(held.lease, now, present_since)
        if decision.act == "look":
            seen = self._look(held, now)
            decision = decide(held.lease, now, present_since, seen)
        if decision.act == "remind":
            lease_ends.remind(self._world, held, decision.stage)
        elif decision.act in ("stop", "delete"):
            lease_ends.end(self._world, held, decision.act)
        elif decision.act == "retire":
            lease_ends.retire(self._world, held, decision.reason)
        else:
            lease_ends.wait(self._world, held, decision, seen)

    def _look(self, held: HeldLease, now: datetime) -> SeenWork:
        known = self._looked.get(held.id)
        if known is not None and timedelta() <= now - known[0] < LOOK_AGAIN:
            return known[1]
        found = activity(self._surroundings, held.id)
        since = held.row["kept_unknown_since"]
        unknown_since = (moment(since) if since else now) if found == "unknown" else None
        self._looked[held.id] = now, SeenWork(found, unknown_since)
        return self._looked[held.id][1]

    def _postpone(self, held: HeldLease, reason: str) -> None:
        later = self._world.clock() + AFTER_A_FAULT
        lease_ends.wait(self._world, held, Decision("nothing", reason=reason, next_at=later), None)

    def _take_turns(self) -> None:
        while not self._leaving.is_set():
            try:
                if self._is_leader():
                    self.turn()
            except Exception:
                LOG.exception("a turn of the lease loop failed; the next one follows")
            self._leaving.wait(self._seconds)
