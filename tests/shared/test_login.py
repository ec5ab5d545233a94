"""`portal login`: one server for every command, until one logs out; nothing goes to it in the clear."""

import json
import stat
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from portal.cli.main import main
from portal.contract import CONTRACT_VERSION
from portal.contract.people.people import Me, Person
from portal.settings import LOGIN, load_settings
from tests.cli.conftest import Run
from tests.cli.conftest import portal as portal
from tests.client.serving import Scripted, serving

TENANT, CLIENT = "5f3d2c1b-0a9e-4d8c-b7a6-958473625140", "1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9"
PLACE = {"authority": "https://login.microsoftonline.com", "tenant": TENANT, "client": CLIENT}
HEALTH: dict[str, Any] = {
    "contract": CONTRACT_VERSION, "version": "1", "fingerprint": "x", "mode": "team", "sign_in": PLACE,
}  # fmt: skip
MAYA = Person("maya", "Maya", "", "retail", (), ())
ME = asdict(Me(MAYA, "team", "Acme", "emulated", (MAYA,)))


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Scripted, str]]:
    """A shared server that answers what it is told to."""
    known = Scripted()
    with serving(known.app()) as url:
        yield known, url


@pytest.fixture
def server(shared: tuple[Scripted, str]) -> tuple[Scripted, str]:
    """The same, with nothing but its health."""
    known, url = shared
    known.calls.clear()
    known.answers.clear()
    known.answer("GET", "/health", HEALTH)
    known.answer("GET", "/me", ME)
    return known, url


def test_every_command_speaks_to_the_server_until_one_logs_out(
    server: tuple[Scripted, str], portal: Run, portal_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, url = server
    monkeypatch.setenv("PORTAL_TOKEN", "a-token")
    ran = portal("login", f"{url}/", "--json")
    assert (ran.code, json.loads(ran.out)) == (
        0, {"server": url, "mode": "team", "version": "1", "person": "maya"},
    )  # fmt: skip
    assert "authorization" not in known.calls[0].headers, "nobody is told a token before it is known who listens"
    assert stat.S_IMODE((portal_home / LOGIN).stat().st_mode) == 0o600
    settings, sources = load_settings()
    assert (settings.server, settings.mode, settings.tenant, settings.client) == (url, "team", TENANT, CLIENT)
    assert sources["server"].endswith(LOGIN)
    known.answer("GET", "/audit/verify", {"ok": True, "verified_to": 3, "head": "x" * 64})
    assert portal("audit", "verify").code == 0
    assert known.calls[-1].headers["authorization"] == "Bearer a-token"
    snapshot = portal_home / "snapshots" / "seen.json"
    snapshot.parent.mkdir()
    snapshot.write_text("{}")
    assert json.loads(portal("logout", "--json").out) == {"forgotten": True, "signed_out": False}
    assert not snapshot.exists()
    assert load_settings()[0].server == "" and load_settings()[0].mode == "demo"
    assert json.loads(portal("logout", "--json").out) == {"forgotten": False, "signed_out": False}


def test_what_serves_does_not_ask_which_server_its_user_speaks_to(server: tuple[Scripted, str], portal: Run) -> None:
    assert portal("login", server[1]).code == 0
    assert load_settings(logged_in=False)[0].mode == "demo"


def test_a_server_set_by_hand_stands_above_the_one_logged_in_to(
    server: tuple[Scripted, str], portal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_SERVER", "https://portal.example.org")
    ran = portal("login", server[1])
    assert ran.code == 2
    assert "PORTAL_SERVER names https://portal.example.org" in ran.err


@pytest.mark.parametrize("url", ["http://portal.example.org", "http://10.0.0.7:8470", "http://127.0.0.1.example.org"])
def test_a_token_never_leaves_this_machine_in_the_clear(
    portal: Run, portal_home: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_TOKEN", "a-token")
    for words in (["login", url], ["inbox", "--server", url], ["server", "status", "--server", url]):
        ran = portal(*words)
        assert ran.code == 2, words
        assert "no safe address" in ran.err
    assert not (portal_home / LOGIN).exists()


def test_what_is_no_portal_server_or_of_another_version_is_named_and_not_remembered(
    server: tuple[Scripted, str], portal: Run, portal_home: Path
) -> None:
    known, url = server
    known.answer("GET", "/health", {**HEALTH, "contract": CONTRACT_VERSION + 3, "version": "9"})
    ran = portal("login", url)
    assert ran.code == 1 and "another version" in ran.err and "install version 9" in ran.err
    known.answer_text("/health", "<html>hello</html>")
    assert "does not fit the contract" in portal("login", url).err
    known.answers.clear()
    assert "check that the address is that of a portal server" in portal("login", url).err
    assert not (portal_home / LOGIN).exists()


def test_a_server_that_cannot_be_trusted_or_reached_ends_with_exit_code_five(server: tuple[Scripted, str]) -> None:
    port = server[1].rpartition(":")[2]
    for url in (f"https://127.0.0.1:{port}", "https://127.0.0.1:1"):
        assert main(["login", url]) == 5
