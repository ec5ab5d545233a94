"""Killed wherever it hurts, an operation ends as approved, and Azure saw every write once."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from portal.azure.emulator.app import create_emulator
from portal.azure.emulator.faults import Fault, inject
from portal.azure.emulator.seed.document import bare_seed
from portal.azure.emulator.tuning import tune
from portal.clock import stamp, system_clock
from portal.contract.plan import Plan
from portal.store.connections import Database
from tests.engine.workbench import SUBSCRIPTION, plant
from tests.kill.judge import assert_gone, assert_made_once
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
        number = len(self.plans) + 1
        self.plans[number] = project(name)
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


@pytest.fixture(scope="session")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """One program that has imported everything."""
    process, _ = begun("tests.kill.nursery")
    yield process
    ended(process)


@pytest.fixture
def field_of(tmp_path: Path, nursery: subprocess.Popen[str]) -> Iterator[Callable[[Database], Battlefield]]:
    """Makes a battlefield on a database."""
    home = tmp_path / "home"
    home.mkdir()
    create_emulator(home / "azure.db", system_clock, bare_seed(SUBSCRIPTION)).store.close()
    tune(home / "azure.db", operation_seconds=0.05)
    emulator, said = begun("portal.azure.emulator", "--state", str(home / "azure.db"), "--empty")
    yield lambda database: Battlefield(database, home, said["url"], nursery)
    ended(emulator)


Prepared = Callable[[Database], Battlefield]


def test_killed_at_every_boundary_of_a_whole_project(sqlite_database: Database, field_of: Prepared) -> None:
    field = field_of(sqlite_database)
    field.ask("churn")
    passed = field.home / "passed"
    killed = field.fight(passed=str(passed))
    boundaries = passed.read_text().split()
    assert killed == len(boundaries) == len(set(boundaries))
    for effect in field.plans[1].effects:
        mine = {name.removeprefix(f"{effect.step}.") for name in boundaries if name.startswith(f"{effect.step}.")}
        assert mine >= {
            "intent.before", "intent.after", "intent.kept", "send.before", "send.prepared", "send.armed",
            "send.called", "send.noted", "send.1.kept", "wait.before", "wait.read", "wait.settled",
        }  # fmt: skip
    assert {"begin.before", "begin.after", "begin.kept", "finish.before", "finish.after"} <= set(boundaries)
    assert_made_once(field.database, field.state, field.home, field.plans)


def test_killed_at_random_instants(sqlite_database: Database, field_of: Prepared, campaign_seed: int) -> None:
    field = field_of(sqlite_database)
    field.ask("churn")
    killed = field.fight(random_kills=10, within_seconds=0.5, seed=campaign_seed)
    assert killed <= 10
    assert_made_once(field.database, field.state, field.home, field.plans)


def test_killed_at_every_boundary_while_it_is_undone(sqlite_database: Database, field_of: Prepared) -> None:
    field = field_of(sqlite_database)
    field.ask("churn")
    no = {"code": "ClusterCoreQuotaReached", "message": "no quota is left"}
    inject(field.state, Fault("refuse", "PUT", "/computes/churn-cpu", times=100, status=400, error=no))
    passed = field.home / "passed"
    killed = field.fight(passed=str(passed), give_up=True)
    assert killed == len(passed.read_text().split())
    assert "workspace-dev.undo.called" in passed.read_text().split()
    assert_gone(field.database, field.state, 1)


def test_killed_at_random_instants_on_postgresql(
    postgresql_database: Database, field_of: Prepared, campaign_seed: int
) -> None:
    field = field_of(postgresql_database)
    field.ask("churn")
    field.fight(random_kills=6, within_seconds=0.5, seed=campaign_seed)
    assert_made_once(field.database, field.state, field.home, field.plans)


@pytest.mark.prove
def test_three_hundred_kills(
    sqlite_database: Database,
    field_of: Prepared,
    campaign_seed: int,
    proof_record: Callable[[str, dict[str, Any]], Path],
) -> None:
    field = field_of(sqlite_database)
    chance = random.Random(campaign_seed)
    killed = rounds = 0
    while killed < 300:
        rounds += 1
        field.ask(f"churn{rounds}")
        killed += field.fight(random_kills=10, within_seconds=0.7, seed=chance.randrange(1 << 30))
        assert_made_once(field.database, field.state, field.home, field.plans)
    proof_record("kills", {"kills": killed, "projects": rounds, "lost": 0, "made_twice": 0})
