"""Runs the application in this process: one home, one lock, one socket, one token, and a clean end."""

import asyncio
import errno
import gc
import importlib.metadata
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn
from filelock import FileLock, Timeout

from portal.contract.problem import Problem, conflict
from portal.demo.reset import reset_if_asked
from portal.local import folder, server_file
from portal.local.find import served_settings
from portal.local.fingerprint import fingerprint
from portal.local.server_file import ServerFile
from portal.server.exposure import Exposure, check
from portal.server.idle import Attendance, leave_when_idle
from portal.server.proxied import behind
from portal.settings import Settings
from portal.store import refusals

if TYPE_CHECKING:
    from fastapi import FastAPI

LOG_BYTES = 1_000_000
LOG_FILES = 3
STREAMS_SECONDS = 5
"""How long answers in flight may take when the server leaves, before they are cut off."""


def serve(
    settings: Settings,
    exposure: Exposure,
    make_app: Callable[[Settings], "FastAPI"],
    ready: Callable[[ServerFile], None] = lambda known: None,
) -> None:
    """Serve until asked to leave; `ready` is told once it answers. Raises Problem when it cannot begin."""
    check(settings, exposure)
    folder.prepare(settings.home)
    lock = FileLock(settings.home / server_file.LOCK, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise _taken(settings.home) from None
    gc.disable()  # a third of a start would go into looking through what was only just imported
    try:
        with _listen(exposure) as listening:
            os.umask(0o077)  # whatever is made below the home from now on is its user's alone
            write_log(settings.home / "log" / "server.log")
            if settings.mode == "demo":
                reset_if_asked(settings.home)
            asyncio.run(_serve(settings, exposure, make_app, listening, ready))
    except OSError as fault:
        raise folder.problem_of(fault, settings.home) from None
    finally:
        gc.enable()
        lock.release()


def write_log(path: Path) -> None:
    """Send this process's log to a file that starts anew before it grows too long."""
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # else each look at Azure pushes out what matters


class HomeServer(uvicorn.Server):
    """uvicorn that says when it is ready, and leaves quietly on a signal with exit code 0."""

    def __init__(
        self, config: uvicorn.Config, attendance: Attendance, came: Callable[[], None], leaves: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._attendance = attendance
        self._came = came
        self._leaves = leaves

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then say so."""
        await super().startup(sockets)
        if self.started:
            self._came()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take the sign down first, so that nobody new comes; then let everybody finish."""
        self._leaves()
        self._attendance.leave()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Leave in good order; a second Ctrl-C leaves at once."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    def leave(self) -> None:
        """Leave in good order."""
        self.should_exit = True


async def _serve(
    settings: Settings,
    exposure: Exposure,
    make_app: Callable[[Settings], "FastAPI"],
    listening: socket.socket,
    ready: Callable[[ServerFile], None],
) -> None:
    app = make_app(settings)
    known = _file(settings, exposure, listening)
    attendance = Attendance(app)
    tasks: list[asyncio.Task[None]] = []

    def came() -> None:
        gc.freeze()  # what a start made stays for good
        gc.enable()
        server_file.write(settings.home, known)
        if exposure.kind == server_file.PRIVATE:
            running: Callable[[], int] = app.state.portal.running
            watch = leave_when_idle(settings.idle_seconds, attendance, running, server.leave)
            tasks.append(asyncio.create_task(watch))
        ready(known)

    def leaves() -> None:
        server_file.remove(settings.home, os.getpid())

    config = uvicorn.Config(
        behind(attendance, exposure.proxies) if exposure.proxies else attendance,
        ssl_certfile=exposure.certificate,
        ssl_keyfile=exposure.key,
        proxy_headers=False,  # believed only where `behind` was told whose
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=STREAMS_SECONDS,
    )
    server = HomeServer(config, attendance, came, leaves)
    app.state.token = known.token
    app.state.leave = server.leave
    try:
        await server.serve([listening])
    except SystemExit:
        raise _not_started(attendance.fault) from None
    finally:
        for task in tasks:
            task.cancel()
        leaves()


def _file(settings: Settings, exposure: Exposure, listening: socket.socket) -> ServerFile:
    return ServerFile(
        url=address_of(exposure, listening.getsockname()[1]),
        token=secrets.token_urlsafe(32),
        process=os.getpid(),
        version=importlib.metadata.version("ml-portal"),
        fingerprint=fingerprint(),
        kind=exposure.kind,
        settings=served_settings(settings),
    )


def address_of(exposure: Exposure, port: int) -> str:
    """Where programs on this machine reach a server; one that listens everywhere is `localhost` to them."""
    host = "localhost" if exposure.host in ("0.0.0.0", "::") else exposure.host
    return f"{exposure.scheme}://[{host}]:{port}" if ":" in host else f"{exposure.scheme}://{host}:{port}"


def _listen(exposure: Exposure) -> socket.socket:
    family = socket.AF_INET6 if ":" in exposure.host else socket.AF_INET
    # With the protocol named, asyncio turns off the delay that costs each answer on a kept connection 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # elsewhere it would let two servers share one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((exposure.host, exposure.port))
    except OSError as fault:
        listening.close()
        taken = fault.errno == errno.EADDRINUSE
        why = "another program listens there" if taken else str(fault.strerror)
        raise conflict(
            f"port {exposure.port} on {exposure.host} cannot be used", why, "choose another with --port", "port"
        ) from None
    return listening


def _taken(home: Path) -> Problem:
    known = server_file.read(home)
    who = f"it is process {known.process} at {known.url}" if known is not None else ""
    todo = "use that one, stop it with `portal server stop`, or use another PORTAL_HOME"
    return Problem(500, f"another server already holds {home}", who, todo, "home-taken")


def _not_started(fault: Exception | None) -> Exception:
    if isinstance(fault, Problem | OSError):
        return fault
    if (known := refusals.problem_of(fault)) is not None:
        return known
    what = f"{type(fault).__name__}: {fault}" if fault is not None else "the log says why"
    return Problem(500, "the server could not start", what, code="start-failed")
