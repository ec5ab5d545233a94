"""`server.json`: where the server of a home listens, and the token that only its user can read."""

import json
import os
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from portal.contract.problem import Problem
from portal.local.folder import problem_of, write_private

NAME = "server.json"
LOCK = "server.lock"
PRIVATE, FOREGROUND = "private", "foreground"


class Address(NamedTuple):
    """Where a server listens, and the token that it takes."""

    url: str
    token: str


@dataclass(frozen=True)
class ServerFile:
    """What a running server says about itself to the other programs of its user."""

    url: str
    token: str
    process: int
    version: str
    fingerprint: str
    kind: str = PRIVATE
    """`private` comes and goes by itself; `foreground` was started with `portal serve`."""
    settings: dict[str, str] = field(default_factory=dict)
    """The settings it serves with, as far as a caller could expect others."""

    @property
    def address(self) -> Address:
        """Where it listens, and its token."""
        return Address(self.url, self.token)


def read(home: Path) -> ServerFile | None:
    """What the home's server wrote, or None when there is nothing of use.

    Raises Problem when the file belongs to somebody else or others can read it: its token would not be ours alone.
    """
    path = home / NAME
    try:
        with open(path, encoding="utf-8") as file:
            _check(path, os.fstat(file.fileno()))
            values = json.load(file)
        return ServerFile(**values)
    except (FileNotFoundError, ValueError, TypeError):  # left half-written by a crash, or written by another program
        return None
    except OSError as fault:
        raise problem_of(fault, home) from None


def write(home: Path, known: ServerFile) -> None:
    """Write the file whole or not at all, readable by its user alone. Raises OSError."""
    write_private(home / NAME, asdict(known))


def remove(home: Path, process: int) -> None:
    """Take the file away if it is that of `process`."""
    known = read(home)
    if known is not None and known.process == process:
        (home / NAME).unlink(missing_ok=True)


def _check(path: Path, found: os.stat_result) -> None:
    if os.name != "posix":  # elsewhere the home lies in the user's own profile, and there are no such bits
        return
    if found.st_uid != os.geteuid():
        raise Problem(
            403,
            f"{path} belongs to another user",
            f"its owner is user {found.st_uid}, you are user {os.geteuid()}",
            "choose a home of your own with PORTAL_HOME",
            "foreign-server-file",
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Problem(
            403,
            f"{path} can be read by others, so its token is not a secret",
            f"its mode is {stat.S_IMODE(found.st_mode):04o}",
            f"remove it and end the server: rm '{path}'",
            "open-server-file",
        )
