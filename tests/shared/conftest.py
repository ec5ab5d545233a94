"""The databases, and certificates of a test's own."""

from pathlib import Path

import pytest

from portal.clock import system_clock
from portal.emulator.alone import Pem
from portal.emulator.identity.certificate import make


@pytest.fixture
def pem(tmp_path: Path) -> Pem:
    """A certificate for localhost and 127.0.0.1 that is valid today."""
    return make(tmp_path, system_clock())
