"""Homes whose servers end with the test."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portal.local import launch, server_file
from portal.settings import Settings


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, portal_home: Path) -> Iterator[Settings]:
    """Settings of a home of one's own, in which a small server is started."""
    monkeypatch.setattr(launch, "PROGRAM", "tests.local.small_server")
    yield Settings(portal_home)
    end(portal_home)


def end(home: Path) -> None:
    """End the server of a home, if there is one, and wait until it has let go."""
    known = server_file.read(home) if home.is_dir() else None
    if known is not None:
        with suppress(ProcessLookupError):
            os.kill(known.process, signal.SIGTERM)
        assert launch.wait_until_free(home, 30)


def running_server(home: Path) -> server_file.ServerFile:
    """What the home's server says about itself."""
    known = server_file.read(home)
    assert known is not None
    return known
