"""A shared server at which people sign in, with an identity provider that a test holds in its hands."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.clock import system_clock
from portal.server.app import create_app
from portal.server.assembly import build
from portal.settings import Settings
from tests.client.serving import Scripted, serving
from tests.server.served_portal import ServedPortal
from tests.sign_in.provider import CLIENT, TENANT, delegated, key_set, signed


class SharedPortal(ServedPortal):
    """A shared server: who comes brings a token of their own."""

    def token(self, object_id: str, **more: object) -> str:
        """A valid token of an account for this server."""
        issuer = self.app.state.sign_in.expected.issuer
        return signed(delegated(object_id, system_clock(), iss=issuer, **more))

    def ask(self, path: str, token: str, method: str = "GET", **headers: str) -> httpx.Response:
        """A call with a token."""
        return self.client.request(method, path, headers={"Authorization": f"Bearer {token}", **headers})


def lifeless(app: ASGIApp) -> ASGIApp:
    """The application without its life: its parts were put together by the test."""

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for phase in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{phase}.complete"})

    return answers


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedPortal]:
    """A shared server."""
    home: Path = tmp_path_factory.mktemp("shared") / "home"
    home.mkdir()
    provider = Scripted()
    provider.answer("GET", f"/{TENANT}/discovery/v2.0/keys", key_set())
    quick = {"operation_seconds": 0.0, "poll_seconds": 0.1, "observe_seconds": 0.0}
    with serving(provider.app()) as authority:
        settings = Settings(home, mode="team", tenant=TENANT, client=CLIENT, authority=authority, **quick)  # type: ignore[arg-type]
        app = create_app(settings)
        app.state.portal = build(
            settings, system_clock, lambda: False
        ).portal  # its engine stays off: one runs in a process
        with serving(lifeless(app)) as url, httpx.Client(base_url=url, timeout=30) as client:
            yield SharedPortal(client, app)
        app.state.portal.database.close()
