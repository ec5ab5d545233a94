"""A server in a thread of the test, on a free port, and an application that answers what it is told to."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from portal.client import PortalClient
from portal.client.connection import Connection
from portal.emulator.alone import Pem

EVERY_METHOD = ["GET", "POST", "PUT", "DELETE"]


class ThreadServer(uvicorn.Server):
    """uvicorn in a thread that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self.listens.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; by TLS at once, for there each side would wait for the other's farewell."""
        for connection in self.server_state.connections if self.config.is_ssl else ():
            connection.transport.abort()
        await super().shutdown(sockets)


@contextmanager
def serving(app: Any, pem: Pem | None = None) -> Iterator[str]:
    """Serve an ASGI application in a thread, with a certificate by TLS; the value is its address."""
    # With the protocol named, asyncio turns off the delay that costs each answer on a kept connection 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"{'https' if pem else 'http'}://127.0.0.1:{listening.getsockname()[1]}"
        certificate, key = pem or (None, None)
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="on",
            ws="none",
            timeout_graceful_shutdown=1,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        server = ThreadServer(config)

        def run() -> None:
            with suppress(SystemExit):  # so does uvicorn end when the application does not start
                asyncio.run(server.serve([listening]))
            server.listens.set()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert server.listens.wait(60) and server.started, "the application did not start"
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join(30)


@asynccontextmanager
async def portal_of(url: str, token: str, person: str | None = None) -> AsyncIterator[PortalClient]:
    """A server's routes, asked as a person."""
    async with Connection(url, token, person) as connection:
        yield PortalClient(connection)


@dataclass(frozen=True)
class Call:
    """One call as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Scripted:
    """An application that gives the answers it was told to, and remembers every call."""

    calls: list[Call] = field(default_factory=list)
    answers: dict[tuple[str, str], Callable[[Call], Response]] = field(default_factory=dict)

    def answer(self, method: str, path: str, body: Any, status: int = 200) -> None:
        """Answer a method on a path with JSON."""
        content = json.dumps(body)
        self.answers[(method, path)] = lambda call: Response(content, status, media_type="application/json")

    def answer_text(self, path: str, text: str, status: int = 200, media_type: str = "text/plain") -> None:
        """Answer GET on a path with a text."""
        self.answers[("GET", path)] = lambda call: Response(text, status, media_type=media_type)

    def stream(self, path: str, chunks: Callable[[Call], Iterator[str]]) -> None:
        """Answer GET on a path with a stream of server-sent events."""
        self.answers[("GET", path)] = lambda call: StreamingResponse(chunks(call), media_type="text/event-stream")

    def app(self) -> Starlette:
        """The application itself."""

        async def everything(request: Request) -> Response:
            content = await request.body()
            call = Call(
                request.method,
                request.scope["raw_path"].decode(),
                dict(request.query_params),
                dict(request.headers),
                json.loads(content) if content else None,
            )
            self.calls.append(call)
            known = self.answers.get((call.method, call.path))
            return known(call) if known else Response("no such route", 404)

        return Starlette(routes=[Route("/{path:path}", everything, methods=EVERY_METHOD)])
