"""A server that leaves operations to a worker in a process of its own, over HTTPS, on one PostgreSQL database."""

import asyncio
from pathlib import Path

import pytest

from portal.client import PortalClient
from portal.client.connection import Connection
from portal.client.events import stream
from portal.contract.requests import Submission, Vote
from portal.emulator.alone import Pem
from portal.store.connections import Database
from tests.client.serving import portal_of
from tests.shared.processes import running

PATIENCE_SECONDS = 90


async def test_what_one_process_accepts_another_carries_out(
    postgresql_database: Database, tmp_path: Path, pem: Pem, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql_database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem.certificate))
    secure = ("--tls-cert", str(pem.certificate), "--tls-key", str(pem.key))
    with running(tmp_path / "server", "serve", "--database", url, "--no-worker", "--port", "0", *secure) as server:
        address = server.told["url"]
        assert address.startswith("https://127.0.0.1:")
        async with Connection(address, server.token, "maya") as told, portal_of(address, server.token, "ana") as ana:
            maya = PortalClient(told)
            wish = Submission("project", {"name": "shared", "template": "tabular-classic"})
            made = await maya.requests.submit(wish)
            await ana.requests.vote(made.id, Vote("approve", made.digest))
            await ana.demo.clock("+1h")
            assert (await maya.requests.show(made.id)).state == "approved", "nobody works yet"
            async with asyncio.timeout(PATIENCE_SECONDS):
                with running(tmp_path / "worker", "worker", "--database", url):
                    async for event in stream(told, 0):
                        if event is not None and event.subject == made.id and event.kind.startswith("request.ready"):
                            break
            assert (await maya.requests.show(made.id)).state == "ready"


def test_a_worker_needs_a_database_that_can_be_shared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from portal.cli.main import main

    for words in (["worker"], ["worker", "--database", f"sqlite:///{tmp_path / 'portal.db'}"]):
        assert main(words) == 2
        assert "needs PostgreSQL" in capsys.readouterr().err
    assert main(["serve", "--no-worker", "--port", "0"]) == 2
    assert "a SQLite file has one owner" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_named_without_its_password(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from portal.cli.main import main

    address = f"postgresql://portal:secret@/portal?host={tmp_path}"
    assert main(["worker", "--database", address]) == 1
    said = capsys.readouterr().err
    assert "cannot be reached" in said
    assert "secret" not in said
    assert "Traceback" not in said
