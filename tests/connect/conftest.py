"""The Azure with odd names, planted once for all tests of a process; nobody here writes to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.clock import system_clock
from portal.engine.connecting.connect import Connected, connect
from portal.settings import Settings
from tests.connect.estate import plant


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose private emulator is the odd Azure."""
    folder = tmp_path_factory.mktemp("connect")
    plant(folder / "azure.db", system_clock)
    yield folder


@pytest.fixture(scope="session")
def connected(home: Path) -> Connected:
    """What was made of it, in the folder `drafted` of the home."""
    return connect(settings(home), system_clock, home / "drafted")


def settings(home: Path, **more: str) -> Settings:
    """Solo mode over the home's own emulator, so that nobody acts for anybody else."""
    quick = {"operation_seconds": 0.0, "poll_seconds": 0.1, "observe_seconds": 0.0}
    return Settings(home, mode="solo", **quick, **more)  # type: ignore[arg-type]
