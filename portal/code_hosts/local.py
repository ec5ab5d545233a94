"""Bare repositories in a folder: made beside their place and moved there whole, so that no half of one is ever seen."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from filelock import FileLock

from portal.code_hosts.git import git, run
from portal.code_hosts.history import first_commit
from portal.code_hosts.model import (
    BRANCHES,
    MAIN,
    Author,
    Commit,
    FileTree,
    Head,
    RepositoryConflict,
    RepositoryError,
)

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?\Z")
BRANCH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?\Z")
LOCK_SECONDS = 60


class LocalCodeHost:
    """A code host on this machine: repositories as `<folder>/<name>.git`."""

    def __init__(self, address: str) -> None:
        self.folder = Path(url2pathname(urlsplit(address).path))

    def publish(
        self,
        tree: FileTree,
        name: str,
        *,
        author: Author,
        message: str,
        at: datetime,
        branches: Iterable[str] = BRANCHES,
    ) -> Commit:
        """Make the repository with this tree; the same again changes nothing, another is a RepositoryConflict."""
        return publish(tree, self._place(name), author=author, message=message, at=at, branches=branches)

    def read_head(self, name: str) -> Head | None:
        """The branches of a repository, or None when there is none."""
        return read_head(self._place(name))

    def clone_url(self, name: str) -> str:
        """What `git clone` takes."""
        return self._place(name).as_uri()

    def _place(self, name: str) -> Path:
        if not NAME.match(name) or name.endswith((".git", ".lock")):
            todo = "use lower case letters, digits, '.', '_' and '-'"
            raise RepositoryError(f"{name!r} is no name of a repository", str(self.folder), todo)
        return self.folder / f"{name}.git"


def publish(
    tree: FileTree, target: Path, *, author: Author, message: str, at: datetime, branches: Iterable[str] = BRANCHES
) -> Commit:
    """Make the bare repository `target` with one commit of this tree on every branch.

    Publishing the same again answers with the same commit and changes nothing, also when people have pushed since; a
    repository that does not descend from this commit is a RepositoryConflict. A kill leaves all of it or nothing.
    """
    wanted = tuple(dict.fromkeys((MAIN, *branches)))
    for branch in wanted:
        if not BRANCH.match(branch) or ".." in branch or "//" in branch:
            raise RepositoryError(f"{branch!r} is no name of a branch", str(target), "use letters, digits, '/', '-'")
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.parent / f".{target.name}.lock", timeout=LOCK_SECONDS):
        for leftover in target.parent.glob(f".{target.name}.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
        try:
            sha = _build(fresh, first_commit(tree, author, message, at, wanted))
            if not target.exists():
                os.replace(fresh, target)
            elif not _descends(target, sha):
                todo = "choose another name, or move what is there away"
                raise RepositoryConflict("is there already with other content", str(target), todo)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Commit(sha, wanted, target.as_uri())


def read_head(target: Path) -> Head | None:
    """The newest commit of each branch of a repository, or None when there is none."""
    if not target.exists():
        return None
    lines = git(target, "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads").splitlines()
    branches = dict(line.rsplit(" ", 1) for line in lines)
    if MAIN not in branches:
        raise RepositoryError(f"has no branch {MAIN}", str(target), "look at the repository")
    return Head(branches[MAIN], branches, target.absolute().as_uri())


def _build(folder: Path, stream: bytes) -> str:
    """A new bare repository of this history; answers with its commit."""
    git(folder, "init", "--quiet", "--bare", f"--initial-branch={MAIN}", "--template=", str(folder))
    git(folder, "fast-import", "--quiet", stdin=stream)
    folder.chmod(0o755)
    return git(folder, "rev-parse", "--verify", f"refs/heads/{MAIN}^{{commit}}")


def _descends(target: Path, sha: str) -> bool:
    """Whether a repository has grown from this commit."""
    return run(target, "merge-base", "--is-ancestor", sha, f"refs/heads/{MAIN}").returncode == 0
