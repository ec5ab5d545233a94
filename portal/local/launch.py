"""Starts the private server, detached from the terminal, and waits until it answers."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from portal.contract.plaintext import one_line
from portal.contract.problem import Problem
from portal.local import folder, health, server_file
from portal.local.find import Say, outdated, running, served_settings
from portal.local.fingerprint import ROOT
from portal.local.server_file import Address, ServerFile
from portal.settings import Settings

START_SECONDS = 90.0
"""A cold start on a busy machine takes a tenth of this."""
LEAVE_SECONDS = 60.0
ANSWER_SECONDS = 15.0
PAUSE_SECONDS = 0.03
START_LOCK = "start.lock"
PROGRAM = "portal.server.private"


def launch(settings: Settings, say: Say) -> Address:
    """Start the home's server unless somebody just did; an older one is asked to leave first. Raises Problem."""
    home = settings.home
    folder.prepare(home)
    try:
        with FileLock(home / START_LOCK, timeout=START_SECONDS, mode=0o600):
            known = running(settings)
            if known is not None and outdated(known):
                _replace(home, known, say)
            elif known is not None:
                return known.address
            else:
                found = _holder_that_answers(settings, say)
                if found is not None:
                    return found
            return _spawned(settings, say)
    except Timeout:
        raise Problem(
            0,
            f"another program has been starting the server of {home} for too long",
            todo="end that program and try again",
            code="start-locked",
        ) from None
    except OSError as fault:
        raise folder.problem_of(fault, home) from None


def _spawned(settings: Settings, say: Say) -> Address:
    home = settings.home
    (home / server_file.NAME).unlink(missing_ok=True)
    say("starting the private server")
    log = home / "log" / "start.log"
    with open(log, "wb", opener=folder.private) as written:
        process = _spawn(settings, written)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        known = server_file.read(home)
        if known is not None and health.ask(known.url) is not None:
            return known.address
        if process.poll() is not None:
            folder.prepare(home)  # a full disk left no room even for a last word
            raise Problem(
                0,
                "the private server ended while it was starting",
                _last_line(log) or f"it left exit code {process.returncode} and no word",
                f"look into {log}, or run `portal doctor`",
                "start-failed",
            )
        time.sleep(PAUSE_SECONDS)
    raise Problem(
        0,
        f"the private server did not answer within {START_SECONDS:.0f} s",
        f"process {process.pid}",
        f"look into {log}",
        "start-failed",
    )


def _spawn(settings: Settings, log: IO[bytes]) -> subprocess.Popen[bytes]:
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    command = [sys.executable, "-P", "-m", PROGRAM, "--home", str(settings.home)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=settings.home,
        env=_surroundings(settings),
        **apart,
    )
    # It outlives this program; if it ends first, somebody has to take note, or it would stay as a zombie.
    threading.Thread(target=process.wait, name="private-server", daemon=True).start()
    return process


def _surroundings(settings: Settings) -> dict[str, str]:
    """This program's environment, with what was set by flags, so that both have the same settings."""
    apart = {
        "PORTAL_SERVER",
        "PORTAL_PERSON" if settings.mode == "demo" else "",
    }  # in a demo each caller says who it is
    known = {name: value for name, value in os.environ.items() if name not in apart}
    for name, value in served_settings(settings).items():
        known[f"PORTAL_{name.upper()}"] = value
    known["PYTHONPATH"] = os.pathsep.join(part for part in (str(ROOT), known.get("PYTHONPATH", "")) if part)
    return known


def _holder_that_answers(settings: Settings, say: Say) -> Address | None:
    """None when nobody holds the home, else its holder's address as soon as it answers. Raises Problem."""
    lock = FileLock(settings.home / server_file.LOCK, timeout=0, mode=0o600)
    began = time.monotonic()
    while True:
        try:
            lock.acquire()
        except Timeout:
            say("waiting for the server that holds this home")
        else:
            lock.release()
            return None
        if (known := running(settings)) is not None:
            return known.address
        says_where = server_file.read(settings.home) is not None  # if not, it is about to come or to leave
        if time.monotonic() - began > (ANSWER_SECONDS if says_where else LEAVE_SECONDS):
            break
        time.sleep(PAUSE_SECONDS)
    known = server_file.read(settings.home)
    who = f"process {known.process}" if known is not None else "a process that did not say which"
    raise Problem(
        0,
        f"a server holds {settings.home} but does not answer",
        f"it is {who}",
        "end that process and try again, or use another PORTAL_HOME",
        "server-silent",
    )


def _replace(home: Path, known: ServerFile, say: Say) -> None:
    """Ask an older server to leave, and wait until it has. Raises Problem."""
    from portal.client.blocking import BlockingConnection, finish
    from portal.client.server import ServerRoutes

    say("a newer portal takes over: waiting for the older server to reach the end of its step")
    with BlockingConnection(*known.address) as connection:
        finish(ServerRoutes(connection).stop())
    if not wait_until_free(home, LEAVE_SECONDS):
        raise Problem(
            0,
            f"the older server of {home} did not leave within {LEAVE_SECONDS:.0f} s",
            f"it is process {known.process}",
            "wait for its step to end and try again, or end that process",
            "server-stays",
        )


def wait_until_free(home: Path, seconds: float) -> bool:
    """Whether the home's server let go of it in time."""
    try:
        FileLock(
            home / server_file.LOCK, timeout=seconds, poll_interval=PAUSE_SECONDS, mode=0o600
        ).acquire().lock.release()
    except Timeout:
        return False
    return True


def _last_line(log: Path) -> str:
    said = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
    return one_line(said[-1]).removeprefix("portal: ")[:300] if said else ""
