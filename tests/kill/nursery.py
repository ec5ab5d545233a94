"""A program that raises engines and kills them: `python -m tests.kill.nursery`, ordered by lines of JSON.

Everything heavy is imported once; each life is a fork that opens the store, starts an engine and works until it dies.
A life with a list of boundaries kills itself, by SIGKILL, at the first boundary that is not yet in the list; a life
with an instant is killed from outside when it has come. A life that finds nothing more to do ends by itself.
"""

import gc
import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.azure.sdk.clients import load_ml
from portal.clock import system_clock
from portal.emulator.connection import emulated_at
from portal.engine.engine import Engine
from portal.engine.operations import boundaries
from portal.engine.reaper import Reaper
from portal.services.operations import operations
from portal.settings import Settings
from portal.store.connections import Database, open_database
from portal.store.tables import operations as table
from tests.databases import POLL_SECONDS
from tests.kill.scene import catalogue

GIVE_UP_SECONDS = 60


def canonical(name: str) -> str:
    """A boundary's name without how often its part was repeated: the first and the second time are told apart."""
    parts = [("2" if int(part) > 1 else "1") if part.isdigit() else part for part in name.split(".")]
    return ".".join(parts)


def kill_at_new_boundaries(passed: Path) -> None:
    """Puts a SIGKILL of this process at every boundary that no life has reached yet."""
    known = set(passed.read_text().split("\n")) if passed.exists() else set()
    dying = threading.Lock()  # never let go: two threads at two boundaries are two deaths, of two lives

    def boundary(name: str) -> None:
        short = canonical(name)
        if short in known:
            return
        dying.acquire()
        with passed.open("a") as file:
            file.write(f"{short}\n")
            file.flush()
            os.fsync(file.fileno())
        os.kill(os.getpid(), signal.SIGKILL)

    boundaries.boundary = boundary


def still_open(database: Database) -> list[tuple[str, int]]:
    """States and requests of the operations that are not over."""
    with database.read() as connection:
        rows = connection.execute(sa.select(table.c.state, table.c.request).where(table.c.state != "done"))
        return [(row.state, row.request) for row in rows]


def stuck_because(database: Database, request: int) -> str:
    """Why an operation is stuck; one that was killed too often within the same call says that it came to nothing."""
    with database.read() as connection:
        query = sa.select(table.c.reason).where(table.c.request == request, table.c.state == "stuck")
        return str(connection.execute(query).scalar() or "")


def live(order: dict[str, Any]) -> None:
    """One life: works until nothing is open."""
    if order.get("passed"):
        kill_at_new_boundaries(Path(order["passed"]))
    database = open_database(order["database"])
    azure = emulated_at(order["azure"])
    settings = Settings(home=Path(order["home"]), poll_seconds=POLL_SECONDS, operation_seconds=0.2)
    engine = Engine(database, settings, azure, catalogue, system_clock)
    reaper = Reaper(database, engine)
    engine.start()
    while True:
        open_ones = still_open(database)
        if not open_ones:
            break
        for state, request in open_ones:
            if state == "stuck" and order.get("give_up"):
                operations.give_up(database, request, "maya", system_clock(), "demo")
            elif state == "stuck" and order.get("retry") and "came to nothing" in stuck_because(database, request):
                operations.retry(database, request, "maya", system_clock(), "demo")
        reaper.look(system_clock())
        time.sleep(POLL_SECONDS)
    engine.stop()
    database.close()


def raise_one(order: dict[str, Any], seconds: float | None) -> bool:
    """Forks one life; kills it after `seconds`, if given. Says whether it ended by itself."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            live(order)
            code = 0
        finally:
            os._exit(code)
    ends = time.monotonic() + (GIVE_UP_SECONDS if seconds is None else seconds)
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
                raise RuntimeError("a life ended with a fault of its own")
            return os.WIFEXITED(status)
        if time.monotonic() >= ends:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            if seconds is None:
                raise RuntimeError(f"a life did not end within {GIVE_UP_SECONDS} s")
            return False
        time.sleep(0.002)


def main() -> None:
    """Reads orders line by line and answers each with how many lives were killed."""
    load_ml()
    catalogue()
    gc.freeze()  # a fork that collects writes to every page that it shares with this program
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        killed = 0
        chance = random.Random(order.get("seed", 0))
        for _ in range(order.get("random_kills", 0)):
            killed += not raise_one(order, chance.uniform(0.0, order["within_seconds"]))
        while not raise_one(order, None):
            killed += 1
        print(json.dumps({"killed": killed}), flush=True)


if __name__ == "__main__":
    main()
