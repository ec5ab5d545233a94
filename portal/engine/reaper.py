"""The reaper: operations whose run is over or lost get a new run, with a new fencing token."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from portal.engine.engine import VERSION, Engine
from portal.records.operations import handovers
from portal.records.operations.switches import stopped
from portal.services.operations import operations, workers
from portal.store.connections import Database
from portal.store.queue import RunState, run_id, run_states
from portal.store.tables import operations as table

_WORKING = ("queued", "running", "waiting", "undoing")


class Reaper:
    """Looks for what lies still; remembers which of this engine's own runs it missed at its last look."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._database = database
        self._engine = engine
        self._missed: frozenset[str] = frozenset()

    def look(self, now: datetime) -> list[str]:
        """Hands on what lies still: the ids of the operations that got a new run.

        A new run is always safe, as the old one is fenced off. What waits because the switch was thrown goes on when
        it is released, what was handed over when the outcome was seen.
        """
        query = sa.select(table.c.id, table.c.request, table.c.fence, table.c.state).where(table.c.state.in_(_WORKING))
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            held_back = stopped(connection)
            heard_of = workers.alive(connection, now)
            handed_over = handovers.open_ones(connection, [row.request for row in rows if row.state == "waiting"])
            due = {one.operation for one in handed_over.values() if handovers.is_due(connection, one, now)}
        states = run_states(self._database, [run_id(row.id, row.fence) for row in rows])
        missed_before, missed, handed_on = self._missed, set(), []
        for row in rows:
            run = run_id(row.id, row.fence)
            if self._is_mine(states.get(run)) and run not in self._engine.working():
                missed.add(run)
            if self._is_alive(states.get(run), heard_of, run in missed and run in missed_before):
                continue
            if row.state == "waiting" and (held_back or (row.request in handed_over and row.id not in due)):
                continue
            reason = "Going on: what it waited for has come" if row.state == "waiting" else "Taken up by another run"
            if operations.requeue(self._database, row.id, row.fence, now, reason):
                handed_on.append(row.id)
        self._missed = frozenset(missed)
        return handed_on

    def _is_mine(self, run: RunState | None) -> bool:
        return run is not None and run.executor == self._engine.executor

    def _is_alive(self, run: RunState | None, heard_of: Collection[str], missed_twice: bool) -> bool:
        """Queued, or worked on by an executor that was heard of; one of mine also has to be at work here and now."""
        if run is None or not run.alive:
            return False
        if not run.executor:
            return True
        if run.executor == self._engine.executor:
            return run.version == VERSION and not missed_twice
        return run.executor in heard_of
