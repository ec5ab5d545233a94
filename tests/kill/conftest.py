"""Databases and battlefields for the tests that kill."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.clock import system_clock
from portal.emulator.app import create_emulator
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import tune
from portal.store.connections import Database
from tests.engine.workbench import SUBSCRIPTION
from tests.kill.battlefield import Battlefield, begun, ended


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
    emulator, said = begun("portal.emulator", "--state", str(home / "azure.db"), "--empty")
    yield lambda database: Battlefield(database, home, said["url"], nursery)
    ended(emulator)
