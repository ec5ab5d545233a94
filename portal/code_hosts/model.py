"""What the portal needs of a code host, which keeps Git repositories, and the words for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

MAIN = "main"
BRANCHES = (MAIN, "develop")


class RepositoryError(Exception):
    """A repository that cannot be made or read: what was wrong, where, and what to do."""

    def __init__(self, what: str, where: str, todo: str) -> None:
        self.what = what
        self.where = where
        self.todo = todo
        super().__init__(f"{where}: {what}; {todo}")


class RepositoryConflict(RepositoryError):
    """There is a repository of that name already, and it does not come from this tree."""


class TreeFile(Protocol):
    """One file of a tree, with forward slashes in its path."""

    @property
    def path(self) -> str:
        """Where it lies."""

    @property
    def content(self) -> bytes:
        """Its bytes."""

    @property
    def executable(self) -> bool:
        """Whether it may be run."""


class FileTree(Protocol):
    """The files that a repository starts with."""

    @property
    def files(self) -> Sequence[TreeFile]:
        """All files, sorted by path."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who a commit is by. Characters that Git's own format uses are refused."""

    name: str
    email: str

    def __post_init__(self) -> None:
        for text in (self.name, self.email):
            if not text.strip() or any(sign in "<>\n\r\0" for sign in text):
                raise RepositoryError(
                    f"{text!r} cannot stand in a commit", "the author", "leave out < > and line breaks"
                )


@dataclass(frozen=True, slots=True)
class Commit:
    """The first commit of a repository, and where the repository is cloned from."""

    sha: str
    branches: tuple[str, ...]
    clone_url: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest commit of each branch."""

    sha: str
    branches: dict[str, str]
    clone_url: str


class CodeHost(Protocol):
    """A place that keeps Git repositories by name."""

    def __init__(self, address: str) -> None:
        """The code host at that address."""

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

    def read_head(self, name: str) -> Head | None:
        """The branches of a repository, or None when there is none."""

    def clone_url(self, name: str) -> str:
        """What `git clone` takes."""


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """One run of a workflow; `url` is where people see it, `detail` says why it failed."""

    id: str
    state: Literal["queued", "running", "succeeded", "failed"]
    url: str = ""
    detail: str = ""


@runtime_checkable
class Dispatching(Protocol):
    """A code host whose repositories have workflows that can be started from outside."""

    def dispatch(self, name: str, workflow: str, ref: str, inputs: Mapping[str, str], mark: str) -> None:
        """Start a workflow of a repository on a branch. `mark` is passed on, so that its run is found again.

        Raises RepositoryError when the repository, the branch or the workflow is not there.
        """

    def find_run(self, name: str, workflow: str, mark: str) -> WorkflowRun | None:
        """The run that carries the mark, or None when there is none (yet). Raises RepositoryError."""
