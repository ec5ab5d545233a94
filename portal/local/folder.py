"""The portal's home: made so that only its user can look into it, and tried before anything relies on it."""

import errno
import json
import os
from pathlib import Path
from typing import Any

from portal.contract.problem import Problem, bad_input

PROBE_BYTES = 64 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
OTHER_HOME = "or put it elsewhere with PORTAL_HOME"


def prepare(home: Path) -> None:
    """Make the home and its log folder, and see that there is room to write. Raises Problem."""
    try:
        for folder in (home, home / "log"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _try_to_write(home / f"room.{os.getpid()}")
    except OSError as fault:
        raise problem_of(fault, home) from None


def problem_of(fault: OSError, home: Path) -> Problem:
    """What an error of the file system means for the portal's home, in words."""
    where = str(fault.filename or home)
    if fault.errno in FULL:
        return Problem(
            507, f"no room left in the portal's home {home}", where, f"make room, {OTHER_HOME}", code="disk-full"
        )
    if isinstance(fault, FileExistsError | NotADirectoryError):
        return bad_input(
            f"the portal's home {home} cannot be a folder",
            todo=f"{where} or a part of its path is a file: move it, {OTHER_HOME}",
            code="home-not-a-folder",
        )
    if isinstance(fault, PermissionError) or fault.errno == errno.EROFS:
        return Problem(
            500,
            f"the portal's home {home} cannot be written",
            f"{where}: {fault.strerror}",
            f"make it writable, {OTHER_HOME}",
            code="home-not-writable",
        )
    return Problem(
        500, f"the portal's home {home} cannot be used", f"{where}: {fault.strerror}", OTHER_HOME[3:], code="home"
    )


def _try_to_write(probe: Path) -> None:
    """Write as much as a start needs at once, so that a full disk is found here and not half-way."""
    try:
        with open(probe, "wb", opener=private) as file:
            file.write(b"\0" * PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    finally:
        probe.unlink(missing_ok=True)


def write_private(path: Path, values: dict[str, Any]) -> None:
    """Write a file of JSON whole or not at all, readable by its user alone. Raises OSError."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(half, "w", encoding="utf-8", opener=private) as file:
            json.dump(values, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def private(path: str, flags: int) -> int:
    """An opener for `open` that makes files only their user can read."""
    return os.open(path, flags, 0o600)
