"""Signing in at a shared server, through a process that does it: this one never loads the libraries of Azure."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from portal.clock import Clock, system_clock
from portal.contract.plaintext import one_line
from portal.contract.problem import Problem, bad_input
from portal.settings import ASKS_SOMEBODY, SIGN_IN_RECORD, Settings

PROGRAM = "portal.azure.sign_in"
EARLY_SECONDS = 300.0
"""How long before its end a token is renewed."""
ENDED = "ended"
"""The code of the problem that only the person can solve, by signing in."""
LEAVE_SECONDS = 5.0


@dataclass(frozen=True)
class DeviceCodePrompt:
    """What a person has to do: open an address and enter a code there, before a moment (seconds since 1970)."""

    address: str
    code: str
    expires_on: int


Tell = Callable[[DeviceCodePrompt], None]


def signs_in(settings: Settings) -> bool:
    """Whether these settings say where to sign in."""
    return bool(settings.tenant and settings.client)


class SignedIn:
    """Whoever signs in from this program: their token in its memory, renewed before it ends.

    Every method blocks, so a program with screens calls it in a thread; `stop` may be called from another.
    """

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        if not signs_in(settings):
            raise bad_input(
                "nothing says where to sign in",
                todo="set tenant and client (PORTAL_TENANT, PORTAL_CLIENT) as the server has",
            )
        self.way = settings.sign_in
        self.kept = False
        """Whether the sign-in outlives this program, encrypted by the platform."""
        self.expires_on = 0.0
        self._settings = settings
        self._clock = clock
        self._token = ""
        self._process: subprocess.Popen[str] | None = None
        self._asking = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def token(self, refused: str = "") -> str:
        """A token, without asking anybody; `refused` is one that the server takes no more.

        Raises Problem: 401 when the person has to sign in, 503 when the provider cannot be reached.
        """
        with self._asking:
            sound = bool(self._token) and self._token != refused and self.seconds_left() > 0
            if not (sound and self.seconds_left() > EARLY_SECONDS):
                try:
                    self._take(self._ask("token"))
                except Problem as problem:
                    if not sound:
                        raise (problem if self._token or problem.body.code != ENDED else _not_yet()) from None
            if self._token == refused:
                raise Problem(401, "your sign-in is not accepted any more", todo="sign in again", code=ENDED)
            return self._token

    def sign_in(self, tell: Tell, way: str = "") -> str:
        """A token of whoever signs in now, by another way if one is named. Raises Problem."""
        with self._asking:
            if way and way != self.way:
                self.stop()
                self.way = way
            self._take(self._ask("sign-in", tell))
            return self._token

    def forget(self) -> None:
        """Sign out: no token stays, here or on the disk. Raises Problem."""
        with self._asking:
            self._token, self.expires_on = "", 0.0
            if self.way in ASKS_SOMEBODY:
                self._ask("forget")

    def seconds_left(self) -> float:
        """How long the token is still good."""
        return self.expires_on - self._clock().timestamp()

    def stop(self) -> None:
        """End the process that signs in; a sign-in that waits for its person ends too."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def _take(self, said: dict[str, Any]) -> None:
        self._token, self.expires_on = str(said["token"]), float(said["expires_on"])
        self.kept = bool(said.get("kept"))

    def _ask(self, question: str, tell: Tell = lambda prompt: None) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(f"{question}\n")
            process.stdin.flush()
            for line in process.stdout:
                said = _read(line)
                if isinstance(prompt := said.get("prompt"), dict):
                    tell(
                        DeviceCodePrompt(
                            str(prompt["address"]), one_line(str(prompt["code"])), int(prompt["expires_on"])
                        )
                    )
                elif isinstance(fault := said.get("fault"), dict):
                    raise _problem(fault)
                elif said.get("token") or said.get("forgotten"):
                    return said
        except (OSError, ValueError) as fault:  # it was stopped while it was asked
            raise _stopped(type(fault).__name__) from None
        raise _stopped("it ended without a word")

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            known = self._settings
            named = ["--tenant", known.tenant, "--client", known.client, "--way", self.way]
            named += ["--authority", known.authority, "--home", str(known.home)]
            self._process = subprocess.Popen(
                [sys.executable, "-m", PROGRAM, *named],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return self._process


def fresh_token(settings: Settings, tell: Tell | None = None) -> str:
    """A token of whoever is signed in, or signs in now, for one command. Raises Problem."""
    with SignedIn(settings) as account:
        try:
            return account.token()
        except Problem as problem:
            if problem.body.code != ENDED or account.way not in ASKS_SOMEBODY:
                raise
        found = account.sign_in(tell or _on_stderr)
        if not account.kept:
            sys.stderr.write(f"{NOT_KEPT}\n")
        return found


def forget_sign_in(settings: Settings) -> bool:
    """Sign out on this machine, for every program; whether a sign-in was kept. Raises Problem."""
    if not (settings.home / SIGN_IN_RECORD).exists():
        return False
    if signs_in(settings):
        with SignedIn(replace(settings, sign_in="device")) as account:
            account.forget()
    (settings.home / SIGN_IN_RECORD).unlink(missing_ok=True)
    return True


NOT_KEPT = (
    "portal: nothing on this machine keeps a sign-in encrypted, so each command asks anew; "
    "for an hour: export PORTAL_TOKEN=$(portal token)"
)


def _on_stderr(prompt: DeviceCodePrompt) -> None:
    sys.stderr.write(f"portal: open {one_line(prompt.address)} and enter the code {prompt.code}\n")
    sys.stderr.flush()


def _read(line: str) -> dict[str, Any]:
    """What a line says; a browser that is opened may write others in between."""
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _problem(fault: dict[str, Any]) -> Problem:
    title, detail, todo, code = (one_line(str(fault.get(name, ""))) for name in ("title", "detail", "todo", "code"))
    return Problem(503 if code == "no-network" else 401, title, detail, todo, code)


def _not_yet() -> Problem:
    return Problem(401, "you are not signed in", todo="sign in", code=ENDED)


def _stopped(why: str) -> Problem:
    return Problem(401, "the sign-in was stopped", why, "sign in again", "stopped")
