"""The application: routes, problems as RFC 9457, limits on what comes in, and the life of the portal behind it."""

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from portal.clock import Clock, system_clock
from portal.contract.problem import Complaint, Problem
from portal.server.assembly import build
from portal.server.presence import OpenTerminals
from portal.server.readonly import only_looks
from portal.server.refusing import Refusals, remember
from portal.server.request_limits import RequestLimits
from portal.server.routes import ROUTERS
from portal.server.sign_in import sign_in_of
from portal.server.streams import Streams
from portal.settings import Settings
from portal.store import refusals

LOG = logging.getLogger(__name__)


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """The application of one portal server. `app.state.token` is the token it accepts."""
    streams = Streams(settings.poll_seconds)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        running = await run_in_threadpool(build, settings, clock, streams.anybody)
        app.state.running, app.state.portal = running, running.portal
        await run_in_threadpool(running.plant)
        await run_in_threadpool(running.begin)
        database = running.portal.database
        app.state.presence = OpenTerminals(database, settings.presence)
        streams.start(database, app.state.presence)
        try:
            yield
        finally:
            await streams.stop()
            app.state.presence.close()
            await run_in_threadpool(running.close)

    app = FastAPI(title="ML Portal", version="1", lifespan=life, openapi_url=None)  # no page without a token
    app.state.token = secrets.token_urlsafe(32)
    app.state.sign_in = sign_in_of(settings, clock)
    app.state.readonly = settings.readonly
    app.state.streams = streams
    app.state.refusals = Refusals()
    app.state.leave = lambda: None
    app.add_middleware(RequestLimits)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(sa.exc.ProgrammingError, _database)
    app.add_exception_handler(Exception, _failed)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(only_looks)])
    return app


def _answer(problem: Problem) -> JSONResponse:
    return JSONResponse(
        problem.document(), status_code=problem.body.status or 503, media_type="application/problem+json"
    )


async def _problem(request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, Problem)
    await remember(request, fault.body)
    return _answer(fault)


async def _database(request: Request, fault: Exception) -> JSONResponse:
    """What the database refuses: a right that this server's user lacks is told as that, without any SQL."""
    assert isinstance(fault, sa.exc.DBAPIError)
    if not refusals.not_allowed(fault):
        return await _unexpected(request, fault)
    LOG.error("the database refuses %s %s: %s", request.method, request.url.path, str(fault.orig).splitlines()[0])
    why = "the database user that this server runs as lacks a right"
    todo = "whoever runs the server runs `portal database prepare`, and gives it a user of the role it needs"
    problem = Problem(500, "the database does not allow this", why, todo, "database-right")
    return await _problem(request, problem)


async def _invalid(_request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, RequestValidationError)
    complaints = tuple(
        Complaint(".".join(str(part) for part in error["loc"] if part != "body") or "body", error["msg"])
        for error in fault.errors()[:20]
    )
    return _answer(Problem(422, "what was sent has not the right form", code="bad-form", complaints=complaints))


async def _http(_request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)
    return _answer(Problem(fault.status_code, str(fault.detail).lower(), code="http"))


async def _failed(request: Request, fault: Exception) -> JSONResponse:
    """Tells of a fault, and that the connection ends: uvicorn closes one on which an application has failed."""
    answer = await _unexpected(request, fault)
    answer.headers["Connection"] = "close"
    return answer


async def _unexpected(request: Request, fault: Exception) -> JSONResponse:
    if "database or disk is full" in str(fault):
        todo = "make room, then try again; nothing that was accepted is lost"
        return _answer(Problem(507, "there is no room left on the disk", str(request.url.path), todo, "disk-full"))
    if (known := refusals.problem_of(fault)) is not None:
        LOG.error("%s %s: %s", request.method, request.url.path, known.line())
        return _answer(known)
    mark = secrets.token_hex(4)
    LOG.error("fault %s in %s %s", mark, request.method, request.url.path, exc_info=fault)
    todo = f"look for '{mark}' in the server's log, `portal doctor` says where it is"
    return _answer(Problem(500, "the server failed on this", type(fault).__name__, todo, "fault"))
