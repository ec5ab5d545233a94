"""The demo's clock moves a lease through its end: the real server in a thread, the command line, the emulated Azure."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.client import PortalClient
from portal.client.blocking import BlockingConnection, finish
from portal.contract.home import Home
from portal.emulator.ledger import ledger
from portal.settings import Settings
from tests.cli.conftest import Run, portal
from tests.client.serving import serving

__all__ = ["portal"]

WAIT_SECONDS = 60
LOOK_SECONDS = 0.05


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """Address, token and emulated Azure of a real server with the demo's stories."""
    from portal.server.app import create_app

    folder = tmp_path_factory.mktemp("home")
    app = create_app(Settings(folder, operation_seconds=0.0, poll_seconds=0.1, observe_seconds=0.0))
    with serving(app) as url:
        yield url, app.state.token, folder / "azure.db"


@pytest.fixture
def live(server: tuple[str, str, Path], portal: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The command line as somebody types it, answering JSON; it has to succeed."""
    monkeypatch.setenv("PORTAL_SERVER", server[0])
    monkeypatch.setenv("PORTAL_TOKEN", server[1])

    def typed(words: str) -> Any:
        ran = portal(*words.split(), "--json")
        assert (ran.code, ran.err) == (0, ""), ran.out
        return json.loads(ran.out)

    return typed


def look(server: tuple[str, str, Path], person: str) -> Home:
    """Somebody looks at Home, as the terminal app does."""
    with BlockingConnection(server[0], server[1], person, lambda: server[:2]) as connection:
        return finish(PortalClient(connection).home.show())


def until(live: Callable[[str], Any], name: str, state: str) -> dict[str, Any]:
    """Waits until a resource of basket is in a state."""
    ends = time.monotonic() + WAIT_SECONDS
    while True:
        found = next(one for one in live("project show basket")["resources"] if one["name"] == name)
        if found["state"] == state:
            return dict(found)
        assert time.monotonic() < ends, f"still {found['state']}"
        time.sleep(LOOK_SECONDS)


def test_the_clock_moves_a_lease_through_reminder_stop_and_deletion(
    server: tuple[str, str, Path], live: Callable[[str], Any]
) -> None:
    asked = live("request new compute --set project=basket --set type=d4s-v5 --set days=12 --as maya")
    assert asked["tier"] == "T0"
    live(f"request watch {asked['id']} --timeout 60")
    name = asked["plan"]["effects"][0]["name"]
    made = until(live, name, "live")

    live("demo clock +7d")
    home_page = look(server, "maya")
    while name not in {one.name for one in home_page.leases}:
        home_page = look(server, "maya")
    live("demo clock +7d")
    until(live, name, "stopped")
    stopped = [one for one in live("request list --limit 200")["items"] if one["title"] == f"{name} is to be stopped"]
    assert [(one["state"], one["tier"]) for one in stopped] == [("ready", "T0")]
    look(server, "maya")
    live("demo clock +7d")
    until(live, name, "retired")
    calls = [one for one in ledger(server[2]) if one.path.lower().startswith(made["id"].lower())]
    assert [one.method for one in calls if one.method != "GET"] == ["PUT", "PUT", "DELETE"]
    said = [
        row["text"] for row in live(f"request show {asked['id']}")["operation"]["journal"] if row["step"] == "lease"
    ]
    assert [line.partition(": ")[2].split(" ")[0] for line in said] == ["Half", "Its", "Its", "It", "Its"], said
    assert live("audit verify")["ok"] is True


def test_an_extension_from_the_command_line_is_granted_and_the_second_is_asked_of_people(
    server: tuple[str, str, Path], live: Callable[[str], Any]
) -> None:
    asked = live("request new compute --set project=basket --set type=d4s-v5 --set days=4 --set name=longer --as maya")
    live(f"request watch {asked['id']} --timeout 60")
    before = until(live, "longer", "live")["lease_until"]
    first = live("request new extension --set resource=longer --set days=7 --as maya")
    assert first["tier"] == "T0"
    live(f"request watch {first['id']} --timeout 60")
    after = until(live, "longer", "live")["lease_until"]
    assert after[:10] > before[:10] and after[10:] == before[10:]
    assert live(f"request show {first['id']}")["card"]["headline"].startswith("longer stays until")
    second = live("request new extension --set resource=longer --set days=7 --as maya")
    assert (second["tier"], second["state"]) == ("T1", "in_review")
