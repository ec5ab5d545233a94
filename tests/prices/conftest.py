"""The starter catalogue, an emulated price list, and a command line."""

from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Catalogue
from portal.azure.cloud import Azure
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.seed.document import bare_seed
from tests.azure.clockwork import HandClock
from tests.azure.conftest import own_process
from tests.cli.conftest import portal

__all__ = ["own_process", "portal"]


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    """The starter catalogue."""
    return load(None)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state of an emulated Azure."""
    return tmp_path / "azure.db"


@pytest.fixture
def azure(state: Path) -> Azure:
    """An emulated Azure with nothing in it but what every Azure knows."""
    return emulated_in_process(create_app(state, HandClock(), bare_seed()))


@pytest.fixture(autouse=True)
def as_wide_as_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is cut to the width of whoever runs the tests."""
    monkeypatch.delenv("COLUMNS", raising=False)
