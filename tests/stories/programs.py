"""`portal` as a person types it: the real command, in a process of its own, with a home of its own."""

import json
import os
import shlex
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.local.conftest import end

COMMAND = Path(sysconfig.get_path("scripts")) / "portal"
DEADLINE = 90
"""Seconds after which a command that hangs is ended; none is meant to come near."""


class Ran(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


class Portal:
    """A home, and the command line over it. Its private server comes with the first command."""

    def __init__(self, home: Path, before: Sequence[str] = (), **settings: object) -> None:
        self.home = home
        self.before = tuple(before)
        quick = {"operation_seconds": 0, "poll_seconds": 0.1, "idle_seconds": 120}
        told = {f"PORTAL_{name.upper()}": str(value) for name, value in {"home": home, **quick, **settings}.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        self.environment = {**kept, "COLUMNS": "", "NO_COLOR": "1", **told}

    def __call__(self, typed: str | Sequence[str], **more: Any) -> Ran:
        """Run `portal` with these words; `more` goes to the process."""
        words = shlex.split(typed) if isinstance(typed, str) else list(typed)
        done = subprocess.run(
            [*self.before, str(COMMAND), *words],
            **{"env": self.environment, "timeout": DEADLINE, "stdin": subprocess.DEVNULL, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def does(self, typed: str) -> str:
        """What a command that has to succeed writes for people."""
        ran = self(typed)
        assert (ran.code, ran.err) == (0, ""), ran
        return ran.out

    def told(self, typed: str) -> Any:
        """What a command that has to succeed answers as JSON; there is nothing else on its standard output."""
        return json.loads(self.does(f"{typed} --json"))

    def refuses(self, typed: str | Sequence[str], code: int, *says: str, **more: Any) -> str:
        """Run a command that has to fail with this code and one clear line, which is the value."""
        ran = self(typed, **more)
        assert ran.code == code, ran
        assert "Traceback" not in ran.out + ran.err
        (line,) = ran.err.splitlines()
        for part in says:
            assert part in line, line
        return line


@contextmanager
def home(folder: Path, **settings: object) -> Iterator[Portal]:
    """A portal whose server, if one comes, ends with the story."""
    portal = Portal(folder, (), **settings)
    try:
        yield portal
    finally:
        end(folder)
