"""Where engines are killed: a store, an emulated Azure in a process of its own, and the nursery."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.clock import stamp, system_clock
from portal.contract.plan import Plan
from portal.store.connections import Database
from tests.engine.workbench import plant
from tests.kill.scene import project


@dataclass
class Battlefield:
    """A store, an emulated Azure in a process of its own, and a nursery of engines that are killed."""

    database: Database
    home: Path
    azure: str
    nursery: subprocess.Popen[str]
    plans: dict[int, Plan] = field(default_factory=dict)

    @property
    def state(self) -> Path:
        """The emulator's file."""
        return self.home / "azure.db"

    def ask(self, name: str) -> int:
        """Plants a request for a whole project that has just been started."""
        return self.plant(project(name))

    def plant(self, plan: Plan) -> int:
        """Plants a request with a plan that has just been started."""
        number = len(self.plans) + 1
        self.plans[number] = plan
        with self.database.write() as connection:
            plant(connection, self.plans[number], number, stamp(system_clock()))
        return number

    def fight(self, **order: Any) -> int:
        """Lets engines live and die until nothing is open; says how many were killed."""
        assert self.nursery.stdin is not None
        url = self.database.engine.url.render_as_string(hide_password=False)
        given = {"database": url, "azure": self.azure, "home": str(self.home), **order}
        self.nursery.stdin.write(json.dumps(given) + "\n")
        self.nursery.stdin.flush()
        killed: int = answer(self.nursery)["killed"]
        return killed


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of JSON that a process says."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the process ended; its error output is above"
    said: dict[str, Any] = json.loads(line)
    return said


def begun(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """Starts a Python program and waits for the first thing it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return process, answer(process)


def ended(process: subprocess.Popen[str]) -> None:
    """Lets a program leave, as its input closes."""
    process.communicate(timeout=30)


Prepared = Callable[[Database], Battlefield]
