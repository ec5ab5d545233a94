"""Bad ground to stand on: folders that nobody may write to, files that may not grow, disks without room.

What limits a process is put in front of its command, so that whatever it starts is limited too.
"""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_WITHOUT_OVERRIDE = """
import ctypes, os, sys
for right in (1, 2):  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which root writes and reads where it may not
    if ctypes.CDLL(None, use_errno=True).prctl(24, right, 0, 0, 0):  # 24 is PR_CAPBSET_DROP
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
os.execv(sys.argv[1], sys.argv[1:])
"""
_WITH_SMALL_FILES = """
import os, resource, sys
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
os.execv(sys.argv[2], sys.argv[2:])
"""


def as_plain_user() -> list[str]:
    """What makes a command obey the modes of files and folders, whoever runs the tests."""
    import os

    if os.geteuid() != 0:
        return []
    if sys.platform != "linux":
        pytest.skip("as root, every folder can be written here")
    return [sys.executable, "-c", _WITHOUT_OVERRIDE]


def with_small_files(most: int) -> list[str]:
    """What keeps a command, and all that it starts, from making a file larger than so many bytes."""
    return [sys.executable, "-c", _WITH_SMALL_FILES, str(most)]


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of that size; skips the test where this user may not mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    mounted = sys.platform == "linux" and subprocess.run(command, capture_output=True, check=False).returncode == 0
    if not mounted:
        pytest.skip("this user may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True, capture_output=True)


def fill(disk: Path, store: Path) -> Path:
    """Take all the room that is left, what a store keeps for its next changes included; the value is to be removed."""
    with contextlib.closing(sqlite3.connect(store, timeout=30)) as connection:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert not busy
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")
