"""Whether it fits before it is asked for: cores with their reserve, what stands idle, what is asked for. Pure."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


def reserved_cores(vcpus: int, machines: int, percent: int = 100) -> int:
    """The vCPUs of quota that so many machines take, where `percent` of what runs has to be free, in whole machines.

    An online deployment needs a fifth more than it runs, as it is upgraded in place; so one machine takes two.
    """
    return -(-machines * percent // 100) * vcpus


@dataclass(frozen=True)
class Headroom:
    """So much is used of a limit, and so much more is wanted."""

    used: int
    limit: int
    wanted: int

    @property
    def left(self) -> int:
        """What may still be used; never less than nothing, also where more is used than allowed."""
        return max(0, self.limit - self.used)

    @property
    def short(self) -> int:
        """How much is missing; 0 when it fits."""
        return max(0, self.wanted - self.left)

    @property
    def needed_limit(self) -> int:
        """The limit with which it would fit."""
        return self.used + self.wanted


@dataclass(frozen=True)
class Machine:
    """What one node of a size has."""

    vcpus: int
    memory_gib: int
    gpus: int = 0
    gpu_memory_gib: int = 0

    def serves_for(self, wanted: "Machine") -> bool:
        """Whether it is as large as what is wanted; one with GPUs does not stand in for one without."""
        if bool(self.gpus) != bool(wanted.gpus):
            return False
        pairs = zip(
            (self.vcpus, self.memory_gib, self.gpus, self.gpu_memory_gib),
            (wanted.vcpus, wanted.memory_gib, wanted.gpus, wanted.gpu_memory_gib),
            strict=True,
        )
        return all(mine >= theirs for mine, theirs in pairs)


@dataclass(frozen=True)
class StandingCluster:
    """A cluster that is there: what its nodes are, how many are up, and how many there may be."""

    name: str
    machine: Machine
    nodes: int
    max_nodes: int
    dedicated: bool

    @property
    def idle(self) -> bool:
        """Whether more than half of it could be used at once."""
        return self.nodes * 2 < self.max_nodes


def that_would_do(
    wanted: Machine, nodes: int, dedicated: bool, there: Iterable[StandingCluster]
) -> tuple[StandingCluster, ...]:
    """The idle clusters that could take the work of a new one, the smallest first."""
    fitting = [
        one
        for one in there
        if one.idle
        and one.machine.serves_for(wanted)
        and one.max_nodes - one.nodes >= nodes
        and (one.dedicated or not dedicated)
    ]
    return tuple(sorted(fitting, key=lambda one: (one.machine.vcpus, one.machine.gpus, one.name)))


def alike(values: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> tuple[str, ...]:
    """The ids of those among `others` that have the same values under all the names."""
    return tuple(id_ for id_, found in others.items() if all(found.get(name) == values.get(name) for name in names))


def command(kind: str, **answers: object) -> str:
    """The command that asks for something, ready to be run."""
    sets = (f"--set {name}={shlex.quote(str(value))}" for name, value in answers.items())
    return " ".join((f"portal request new {kind}", *sets))
