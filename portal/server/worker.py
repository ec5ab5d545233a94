"""A worker: carries out operations beside one or several servers on PostgreSQL; nobody speaks to it."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace

from filelock import FileLock, Timeout

from portal.clock import Clock, system_clock
from portal.contract.problem import Problem, bad_input
from portal.local import folder
from portal.server.assembly import build
from portal.server.serve import write_log
from portal.settings import Settings

LOG = logging.getLogger(__name__)
LOCK = "worker.lock"


def work(settings: Settings, leave: threading.Event, ready: Callable[[], None], clock: Clock = system_clock) -> None:
    """Carry out operations until `leave` is set; `ready` is told once it works. Raises Problem when it cannot begin."""
    if not settings.database or settings.database.startswith("sqlite"):
        raise bad_input(
            "a worker shares its database with a server, which needs PostgreSQL",
            todo="name it with --database or PORTAL_DATABASE; without one `portal serve` does everything itself",
        )
    if settings.readonly:
        raise bad_input("a portal that only looks has no work", todo="leave --readonly out, or start no worker")
    folder.prepare(settings.home)
    try:
        with FileLock(settings.home / LOCK, timeout=0, mode=0o600):
            os.umask(0o077)
            write_log(settings.home / "log" / "worker.log")
            running = build(replace(settings, worker=True), clock, lambda: True)
            try:
                running.plant()
                running.begin()
                ready()
                leave.wait()
            finally:
                running.close()
    except Timeout:
        raise Problem(
            500,
            f"another worker already holds {settings.home}",
            todo="give each its own PORTAL_HOME",
            code="home-taken",
        ) from None
    except OSError as fault:
        raise folder.problem_of(fault, settings.home) from None


def leave_on_signals() -> threading.Event:
    """Set once this process is asked to end. Call it in the main thread."""
    leave = threading.Event()

    def told(number: int, _frame: object) -> None:
        LOG.info("leaving: signal %s", number)
        leave.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, told)
    return leave
