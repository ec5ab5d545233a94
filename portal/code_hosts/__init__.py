"""Where projects' code lives: one protocol, one registry by scheme of the address."""

from portal.code_hosts.local import LocalCodeHost
from portal.code_hosts.model import (
    Author,
    CodeHost,
    Commit,
    Dispatching,
    RepositoryConflict,
    RepositoryError,
    WorkflowRun,
)

__all__ = [
    "CODE_HOSTS",
    "Author",
    "CodeHost",
    "Commit",
    "Dispatching",
    "RepositoryConflict",
    "RepositoryError",
    "WorkflowRun",
    "code_host_at",
]

CODE_HOSTS: dict[str, type[CodeHost]] = {"file": LocalCodeHost}


def code_host_at(address: str) -> CodeHost:
    """The code host at that address, such as `file:///srv/git`. An unknown scheme is a RepositoryError."""
    scheme = address.partition("://")[0]
    kind = CODE_HOSTS.get(scheme)
    if kind is None:
        known = ", ".join(f"{name}://" for name in CODE_HOSTS)
        raise RepositoryError(f"no repositories can be kept at {scheme}://", address, f"use one of {known}")
    return kind(address)
