"""Starting the demo again: a mark is left in the home, and the next server to start clears the demo's state."""

import shutil
from pathlib import Path

MARK = "demo.reset"
STATE = ("portal.db", "azure.db")
FOLDERS = ("repositories", "snapshots")


def ask_for_reset(home: Path) -> None:
    """Leaves the mark."""
    (home / MARK).touch(mode=0o600)


def take_back(home: Path) -> None:
    """Takes the mark away."""
    (home / MARK).unlink(missing_ok=True)


def reset_if_asked(home: Path) -> bool:
    """Clears the demo's state when the mark is there; says whether it did. Call it before anything is opened."""
    mark = home / MARK
    if not mark.exists():
        return False
    for name in STATE:
        for suffix in ("", "-wal", "-shm", "-journal"):
            (home / f"{name}{suffix}").unlink(missing_ok=True)
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    take_back(home)
    return True
