"""Which servers may be reached from where, and what they take first."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from portal.contract.problem import Problem
from portal.emulator.alone import Pem
from portal.server.exposure import Exposure, check
from portal.server.proxied import behind
from portal.settings import Settings

TEAM = {
    "mode": "team",
    "tenant": "11111111-1111-1111-1111-111111111111",
    "client": "22222222-2222-2222-2222-222222222222",
}


def team(home: Path) -> Settings:
    """A server that people sign in to."""
    return Settings(home, **TEAM)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "portal.example.org", "", "127.0.0.1.example.org"])
def test_without_sign_in_it_listens_to_this_machine_alone(tmp_path: Path, host: str) -> None:
    for mode in ("demo", "solo"):
        with pytest.raises(Problem) as caught:
            check(Settings(tmp_path, mode=mode), Exposure(host=host))
        assert caught.value.exit_code == 3
        assert "no sign-in" in caught.value.line()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_in_every_spelling_is_this_machine(tmp_path: Path, host: str) -> None:
    check(Settings(tmp_path), Exposure(host=host))


@pytest.mark.parametrize("missing", ["tenant", "client"])
def test_team_mode_without_sign_in_is_not_served_at_all(tmp_path: Path, missing: str) -> None:
    settings = Settings(tmp_path, **{**TEAM, missing: ""})  # type: ignore[arg-type]
    with pytest.raises(Problem, match="team mode needs sign-in") as caught:
        check(settings, Exposure())
    assert caught.value.exit_code == 2


def test_a_shared_server_is_never_served_in_the_clear(tmp_path: Path, pem: Pem) -> None:
    with pytest.raises(Problem, match="without encryption") as caught:
        check(team(tmp_path), Exposure(host="0.0.0.0"))
    assert caught.value.exit_code == 3
    check(team(tmp_path), Exposure(host="0.0.0.0", certificate=pem.certificate, key=pem.key))
    check(team(tmp_path), Exposure(host="0.0.0.0", proxies=("10.0.0.7", "10.1.0.0/24")))


def test_encryption_alone_is_no_sign_in(tmp_path: Path, pem: Pem) -> None:
    with pytest.raises(Problem) as caught:
        check(Settings(tmp_path), Exposure(host="0.0.0.0", certificate=pem.certificate, key=pem.key))
    assert "no sign-in" in caught.value.line()


def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path, pem: Pem) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for certificate, key in ((empty, pem.key), (pem.certificate, empty), (tmp_path / "gone.pem", pem.key)):
        with pytest.raises(Problem, match="cannot be used for HTTPS") as caught:
            check(team(tmp_path), Exposure(certificate=certificate, key=key))
        assert caught.value.exit_code == 2
    with pytest.raises(Problem, match="go together"):
        check(team(tmp_path), Exposure(certificate=pem.certificate))


@pytest.mark.parametrize("proxy", ["everybody", "0.0.0.0/0", "::/0", "10.0.0.1/99"])
def test_a_proxy_is_named_by_its_own_address(tmp_path: Path, proxy: str) -> None:
    with pytest.raises(Problem) as caught:
        check(team(tmp_path), Exposure(host="0.0.0.0", proxies=(proxy,)))
    assert caught.value.exit_code == 2


HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}


@pytest.mark.parametrize(
    ("caller", "headers", "status"),
    [
        ("10.0.0.7", HTTPS, 200),
        ("10.0.0.7", {**HTTPS, "X-Forwarded-Proto": "http"}, 403),
        ("10.0.0.7", {}, 403),
        ("10.0.0.8", HTTPS, 403),
    ],
    ids=["through the proxy", "in the clear to the proxy", "the proxy says nothing", "past the proxy"],
)
async def test_behind_a_proxy_only_its_encrypted_calls_come_in(
    caller: str, headers: dict[str, str], status: int
) -> None:
    def where(request: Request) -> PlainTextResponse:
        assert request.client is not None
        return PlainTextResponse(request.client.host)

    app = behind(Starlette(routes=[Route("/server", where), Route("/health", where)]), ("10.0.0.7",))
    transport = httpx.ASGITransport(app, client=(caller, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        answer = await client.get("/server", headers=headers)
        assert answer.status_code == status
        assert answer.text == "203.0.113.9" if status == 200 else answer.json()["code"] == "refused"
        assert (await client.get("/health")).status_code == 200
