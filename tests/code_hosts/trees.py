"""Small trees and the commit that the tests publish."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal.code_hosts import Author, Commit
from portal.code_hosts.local import publish

AUTHOR = Author("Maya Chen", "maya@example.org")
AT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class File:
    """One file of a tree."""

    def __init__(self, path: str, content: bytes, executable: bool = False) -> None:
        self.path = path
        self.content = content
        self.executable = executable


class Files:
    """A tree of a few files."""

    def __init__(self, *files: File) -> None:
        self.files = files


SMALL = Files(
    File("README.md", b"# churn\n"),
    File("data/empty.csv", b""),
    File("run.sh", b"#!/bin/sh\n", True),
    File('src/na me "quoted".py', "é = 1\n".encode()),
)
OTHER = Files(File("README.md", b"# something else\n"))


def publish_small(target: Path, tree: Files = SMALL, **more: Any) -> Commit:
    """Publish a tree with the usual author, message and time."""
    return publish(tree, target, **{"author": AUTHOR, "message": "Start from tabular-classic 1.0.0", "at": AT, **more})
