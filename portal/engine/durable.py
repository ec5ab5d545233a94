"""Durable steps and pauses on DBOS: what a step returned is kept, and after a crash it is not done again."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from dbos import DBOS

from portal.engine.operations import boundaries
from portal.engine.operations.next_step import SUPERSEDED, NextStep
from portal.records.operations.fence import Fenced

_LOCKED = {"retries_allowed": True, "interval_seconds": 0.1, "backoff_rate": 2.0, "max_attempts": 7}


class Leaving(BaseException):
    """The engine stops here, between two steps. No Exception, so that DBOS keeps the run as it is, to be resumed."""


class Superseded(Exception):
    """Another run of this operation has begun; this one ends without a word."""


class Steps:
    """The durable steps of the runs of one engine."""

    def __init__(self) -> None:
        self._leaving = threading.Event()

    def leave(self) -> None:
        """Lets every run stop at its next step."""
        self._leaving.set()

    def next_step(self, name: str, function: Callable[[], NextStep]) -> NextStep:
        """Does a step once and returns how to go on, now and after every crash. Raises Superseded or Leaving."""
        found = NextStep.of(self.kept(name, lambda: function().kept(), SUPERSEDED.kept()))
        if found.next == "superseded":
            raise Superseded(name)
        return found

    def kept(self, name: str, function: Callable[[], Mapping[str, Any]], fenced: Mapping[str, Any]) -> dict[str, Any]:
        """Does a step once; returns `fenced` when another run has superseded this one."""
        if self._leaving.is_set():
            raise Leaving(name)

        def guarded() -> dict[str, Any]:
            try:
                return dict(function())
            except Fenced:
                return dict(fenced)

        options: Any = {"name": name, "should_retry": _is_locked, **_LOCKED}
        done: dict[str, Any] = DBOS.run_step(options, guarded)
        boundaries.boundary(f"{name}.kept")
        return done

    def pause(self, name: str, seconds: float) -> None:
        """Sleeps until a moment that is kept, so that a crash does not start the pause anew. Raises Leaving."""
        if seconds <= 0:
            return
        until = self.kept(name, lambda: {"until": time.time() + seconds}, {"until": 0.0})["until"]
        if self._leaving.wait(max(until - time.time(), 0.0)):
            raise Leaving(name)


def _is_locked(fault: BaseException) -> bool:
    return isinstance(fault, sa.exc.OperationalError)
