"""More of what a plan may know: who holds which rights and cores, what stands idle, what is asked for already."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AssignmentFact:
    """A role that somebody holds at a scope, by an Azure id. `until` is None for one without an end."""

    person: str
    role: str
    scope: str
    source: str
    until: str | None = None


@dataclass(frozen=True)
class ExceptionFact:
    """A rule of policy that does not count for a project, by which request, and until when."""

    project: str
    rule: str
    request: str
    until: str


@dataclass(frozen=True)
class HolderFact:
    """A compute with the vCPUs that it may take of a family, and the end of its lease if it has one."""

    name: str
    project: str
    owner: str
    vcpus: int
    subscription: str
    region: str
    family: str
    """In lower case."""
    priority: str
    until: str | None


@dataclass(frozen=True)
class ClusterFact:
    """A cluster as it was last observed: how many of its nodes are up, and how many there may be."""

    name: str
    workspace: str
    size: str
    """Azure's name of the size, in lower case."""
    nodes: int
    max_nodes: int
    priority: str
    project: str
    observed_at: str


@dataclass(frozen=True)
class AskedFact:
    """A request that is not finished, with the values that it asks for."""

    request: str
    kind: str
    project: str
    requester: str
    values: Mapping[str, Any]
