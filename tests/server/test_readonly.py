"""A portal that only looks: every route that changes something is refused with that reason, and reading goes on."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from portal.emulator.ledger import ledger
from portal.server.app import create_app
from portal.server.readonly import LOOKS
from portal.settings import Settings
from tests.client.serving import serving
from tests.server.served_portal import ServedPortal, problem
from tests.server.test_refusals import routes


@pytest.fixture(scope="module")
def looking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedPortal]:
    """A demo that only looks."""
    home: Path = tmp_path_factory.mktemp("readonly") / "home"
    home.mkdir()
    app = create_app(Settings(home, readonly=True, poll_seconds=0.1, observe_seconds=0.0))
    with serving(app) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield ServedPortal(client, app)


def test_every_route_that_changes_something_is_refused_and_nothing_is_written(looking: ServedPortal) -> None:
    known = looking.app.openapi()["paths"]
    assert set(known) >= LOOKS
    templates = [path for path, methods in known.items() for _ in methods]
    before = looking.get("/audit")
    refused = 0
    for (method, path), template in zip(routes(looking), templates, strict=True):
        if method == "GET" or template in LOOKS:
            continue
        told = problem(looking.call(method, path, by="ana", json={}), 403)
        assert (told.code, told.title) == ("readonly", "this portal only looks"), (method, path)
        refused += 1
    assert refused >= 18
    assert looking.get("/audit") == before
    state = looking.app.state.portal.settings.home / "azure.db"
    assert [call for call in ledger(state) if call.method not in ("GET", "HEAD")] == []


def test_looking_and_reading_azure_go_on(looking: ServedPortal) -> None:
    assert looking.get("/me")["readonly"] is True
    assert looking.send("POST", "/models/refresh", {})["items"]
    preview = looking.send("POST", "/kinds/compute/preview", {"spec": {"type": "nc4as-t4-v3", "project": "basket"}})
    assert preview["plan"]


def test_nothing_begins_or_ends_by_itself(looking: ServedPortal) -> None:
    running = looking.app.state.running
    assert running.starter._thread is None
    assert running.leases._thread is None
