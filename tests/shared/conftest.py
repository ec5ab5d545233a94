"""The databases, and certificates of a test's own."""

from pathlib import Path

import pytest

from portal.azure.emulator.alone import Pem
from portal.azure.emulator.identity.certificate import make
from portal.clock import system_clock


@pytest.fixture
def pem(tmp_path: Path) -> Pem:
    """A certificate for localhost and 127.0.0.1 that is valid today."""
    return make(tmp_path, system_clock())
