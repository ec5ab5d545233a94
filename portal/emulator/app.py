"""The emulator as a Starlette application, for a process of its own or for calls inside one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as HttpRoute

from portal.clock import Clock
from portal.emulator.access import assignments, graph
from portal.emulator.core import Emulator
from portal.emulator.registry import jobs, registries, run_history, workspace_assets
from portal.emulator.resources import arm_deployments, computes, generic, groups, prices, quotas, workspaces
from portal.emulator.scene import ARM_HOST
from portal.emulator.seed.document import Seed
from portal.emulator.seed.plant import plant
from portal.emulator.serving import batch_runs, endpoints, metrics, schedules, scoring
from portal.emulator.serving import deployments as serving
from portal.emulator.wire import NULL, Lost, WireAnswer, WireRequest

ORIGINAL_HOST = "x-emulated-host"
SILENCE_SECONDS = 300.0
_AREAS = (
    groups, assignments, workspaces, computes, workspace_assets, endpoints, serving, registries, quotas,
    arm_deployments, jobs, schedules, run_history, metrics, scoring, batch_runs, prices, graph, generic,
)  # fmt: skip
ROUTES = tuple(route for area in _AREAS for route in area.ROUTES)
_METHODS = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"]


def create_emulator(state: Path, clock: Clock, seed: Seed | None = None) -> Emulator:
    """The emulator over a state file; a new file gets the seed (an empty Azure without one), an old one is kept."""
    emulator = Emulator(state, clock, ROUTES)
    with emulator.store.transaction() as connection:
        plant(connection, clock, seed)
    return emulator


def create_app(state: Path, clock: Clock, seed: Seed | None = None) -> Starlette:
    """The same as an application; `app.state.emulator` is the emulator itself."""

    async def serve(http: HttpRequest) -> Response:
        body = await http.body()
        headers = dict(http.headers)
        host = headers.pop(ORIGINAL_HOST, ARM_HOST)
        request = read_request(http.method, host, http.url.path, http.url.query, headers, body)
        tuning = await asyncio.to_thread(emulator.tuning)
        if tuning.latency_seconds:
            await asyncio.sleep(tuning.latency_seconds)
        answer = await asyncio.to_thread(emulator.handle, request)
        if answer.delay_seconds:
            await asyncio.sleep(answer.delay_seconds)
        if isinstance(answer, Lost):
            if answer.silent:
                await _silence(http)
            return StreamingResponse(_broken(), headers={"content-length": "1"})
        return Response(content_of(answer), answer.status, headers_of(answer))

    emulator = create_emulator(state, clock, seed)
    app = Starlette(routes=[HttpRoute("/{path:path}", serve, methods=_METHODS)])
    app.state.emulator = emulator
    return app


async def _silence(http: HttpRequest) -> None:
    """Says nothing until the caller has had enough of waiting, or the longest silence is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SILENCE_SECONDS):
            while (await http.receive())["type"] != "http.disconnect":
                continue


async def _broken() -> AsyncIterator[bytes]:
    """Fewer bytes than were announced: the server closes the connection, and the caller never learns the outcome."""
    yield b""


def read_request(method: str, host: str, path: str, query: str, headers: dict[str, str], content: bytes) -> WireRequest:
    """A request of the emulator from the parts of an HTTP request; header names in lower case."""
    body: Any = None
    if content:
        try:
            body = json.loads(content)
        except ValueError:
            body = content.decode("utf-8", "replace")
    lower = {name.lower(): value for name, value in headers.items()}
    return WireRequest(method, host, path, dict(parse_qsl(query, keep_blank_values=True)), lower, body)


def content_of(answer: WireAnswer) -> bytes:
    """The bytes of an answer's body; a text is a file's content, as it is."""
    if answer.body is None:
        return b""
    if isinstance(answer.body, str):
        return answer.body.encode()
    return b"null" if answer.body is NULL else json.dumps(answer.body).encode()


def headers_of(answer: WireAnswer) -> dict[str, str]:
    """The headers of an answer."""
    return {"content-type": "application/json; charset=utf-8", **answer.headers}
