"""Signing in is done by a process of its own; the one that people look at knows nothing of Azure."""

import json
import os
import sys
from pathlib import Path

import pytest

from portal.cli.main import main
from portal.client import PortalClient
from portal.client.connection import Connection
from portal.contract.problem import Problem
from tests.sign_in.conftest import SharedPortal
from tests.sign_in.provider import CLIENT, MAYA, TENANT


@pytest.fixture
def signed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: SharedPortal) -> Path:
    """A home whose settings name the shared server, on a machine with an `az` that answers as the file beside says."""
    tools = tmp_path / "tools"
    tools.mkdir()
    answer = tools / "answer.json"
    script = tools / "az"
    body = f"import pathlib, sys\nsaid = pathlib.Path({str(answer)!r})\n"
    body += (
        "sys.stdout.write(said.read_text()) if said.exists() else sys.exit('Please run az login to setup account.')\n"
    )
    script.write_text(f"#!{sys.executable}\n{body}")
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PORTAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PORTAL_SERVER", str(shared.client.base_url))
    monkeypatch.setenv("PORTAL_TENANT", TENANT)
    monkeypatch.setenv("PORTAL_CLIENT", CLIENT)
    monkeypatch.delenv("PORTAL_TOKEN", raising=False)
    return answer


def says(answer: Path, token: str) -> None:
    """What the Azure command line answers to whoever is signed in."""
    answer.write_text(json.dumps({"accessToken": token, "expires_on": 4_000_000_000, "tokenType": "Bearer"}))


def test_every_command_speaks_to_the_shared_server_as_whoever_is_signed_in(
    signed_in: Path, shared: SharedPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    token = shared.token(MAYA)
    says(signed_in, token)
    assert main(["whoami", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["account"] == MAYA
    assert main(["token"]) == 0
    assert capsys.readouterr().out.strip() == token


def test_who_is_not_signed_in_is_told_how(signed_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["whoami"]) == 3
    told = capsys.readouterr().err
    assert "you are not signed in" in told and f"az login --tenant {TENANT}" in told and "Traceback" not in told


async def test_a_terminal_whose_token_expired_signs_in_anew_and_goes_on(shared: SharedPortal) -> None:
    url, asked = str(shared.client.base_url), []

    def find_again() -> tuple[str, str]:
        asked.append("again")
        return url, shared.token(MAYA)

    async with Connection(url, shared.token(MAYA, exp=1_700_000_000), find_again=find_again) as connection:
        assert (await PortalClient(connection).people.me()).person.id == "maya"
        assert (await PortalClient(connection).people.me()).person.id == "maya"
    assert asked == ["again"]


async def test_a_token_that_is_refused_twice_is_told_and_not_tried_for_ever(shared: SharedPortal) -> None:
    url = str(shared.client.base_url)
    async with Connection(url, "wrong", find_again=lambda: (url, "as wrong")) as connection:
        with pytest.raises(Problem) as fault:
            await PortalClient(connection).people.me()
    assert fault.value.body.status == 401


def test_without_a_place_to_sign_in_no_token_is_made_up(
    signed_in: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PORTAL_CLIENT")
    assert main(["token"]) == 2
    assert "nothing says where to sign in" in capsys.readouterr().err
