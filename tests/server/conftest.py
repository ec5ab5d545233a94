"""A demo server for the tests of one file, behind real HTTP: a process holds one engine at a time."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from portal.server.app import create_app
from portal.settings import Settings
from tests.client.serving import serving
from tests.server.served_portal import ServedPortal


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    """A demo server, with one connection to it.

    A file in which nothing is started says so with `POLL_SECONDS`: looking for work fifty times a second costs more
    than its calls.
    """
    home: Path = tmp_path_factory.mktemp("server") / "home"
    home.mkdir()
    poll = getattr(request.module, "POLL_SECONDS", 0.02)
    quick = {"operation_seconds": 0.0, "poll_seconds": poll, "observe_seconds": 0.0}
    app = create_app(Settings(home, **quick))  # type: ignore[arg-type]
    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield ServedPortal(client, app)
