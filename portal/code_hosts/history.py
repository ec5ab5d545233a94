"""A first commit as a stream for `git fast-import`: the same tree, author, message and time give the same commit."""

from collections.abc import Iterable
from datetime import UTC, datetime

from portal.code_hosts.model import MAIN, Author, FileTree, RepositoryError


def first_commit(tree: FileTree, author: Author, message: str, at: datetime, branches: Iterable[str]) -> bytes:
    """One commit on `main` with all files, and the other branches beside it."""
    if at.tzinfo is None:
        raise RepositoryError("has no time zone", "the time of the commit", "give it in UTC")
    signature = f"{author.name} <{author.email}> {int(at.astimezone(UTC).timestamp())} +0000\n".encode()
    parts = [b"feature done\n", f"commit refs/heads/{MAIN}\n".encode()]
    parts += [b"author " + signature, b"committer " + signature, _data(message.strip().encode() + b"\n")]
    for file in tree.files:
        mode = "100755" if file.executable else "100644"
        parts += [f"M {mode} inline {_quoted(file.path)}\n".encode(), _data(file.content)]
    for branch in branches:
        if branch != MAIN:
            parts.append(f"\nreset refs/heads/{branch}\nfrom refs/heads/{MAIN}\n".encode())
    return b"".join([*parts, b"done\n"])


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _quoted(path: str) -> str:
    if path.startswith("/") or ".." in path.split("/") or "\n" in path:
        raise RepositoryError("leads out of the repository", path, "name files relative to its root")
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
