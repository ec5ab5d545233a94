"""Where projects' code lives: one protocol, one registry by scheme of the address."""

from portal.code_hosts.local import LocalRepositories
from portal.code_hosts.model import (
    Author,
    Commit,
    Dispatching,
    Repositories,
    RepositoryConflict,
    RepositoryError,
    WorkflowRun,
)

__all__ = [
    "REPOSITORIES",
    "Author",
    "Commit",
    "Dispatching",
    "Repositories",
    "RepositoryConflict",
    "RepositoryError",
    "WorkflowRun",
    "repositories_at",
]

REPOSITORIES: dict[str, type[Repositories]] = {"file": LocalRepositories}


def repositories_at(address: str) -> Repositories:
    """The place of that address, such as `file:///srv/git`. An unknown scheme is a RepositoryError."""
    scheme = address.partition("://")[0]
    kind = REPOSITORIES.get(scheme)
    if kind is None:
        known = ", ".join(f"{name}://" for name in REPOSITORIES)
        raise RepositoryError(f"no repositories can be kept at {scheme}://", address, f"use one of {known}")
    return kind(address)
