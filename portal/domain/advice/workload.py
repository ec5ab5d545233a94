"""A described workload, and what it needs of one machine."""

from dataclasses import dataclass, replace
from math import floor
from typing import Any

from catalog.model import ComputeType
from catalog.model.advice import ComputeRules
from portal.domain.advice.condition import holds


@dataclass(frozen=True)
class Workload:
    """The words of the question. `latency_ms` is None where nobody waits for single answers."""

    workload: str
    gb: float
    framework: str
    cuda: bool
    checkpoints: bool
    hours_per_week: int
    stage: str
    latency_ms: int | None = None

    def known(self) -> dict[str, Any]:
        """The words as conditions look at them."""
        return dict(vars(self))

    def settled(self, rules: ComputeRules) -> "Workload":
        """The same where framework and CUDA agree: a framework that never or always uses CUDA decides."""
        cuda = {"never": False, "required": True}.get(rules.framework(self.framework).cuda, self.cuda)
        return self if cuda == self.cuda else replace(self, cuda=cuda)


@dataclass(frozen=True)
class Demand:
    """How much one machine has to hold, in GiB: `base` anyway, and so much for each GB of the question."""

    nodes: int
    base: float
    memory_per_gb: float
    gpu_memory_per_gb: float
    """For each GPU; 0 where the GPUs hold nothing that grows with the GB."""

    def memory(self, gb: float) -> float:
        """Memory of one machine."""
        return self.base + self.memory_per_gb * gb

    def gpu_memory(self, gb: float) -> float:
        """Memory of one GPU."""
        return self.gpu_memory_per_gb * gb

    def most_gb(self, memory_gib: float, gpu_memory_gib: float | None) -> float | None:
        """How many GB would fit, in whole numbers, or in tenths below one; None when nothing would."""
        limits = []
        if self.memory_per_gb:
            limits.append((memory_gib - self.base) / self.memory_per_gb)
        if self.gpu_memory_per_gb and gpu_memory_gib is not None:
            limits.append(gpu_memory_gib / self.gpu_memory_per_gb)
        if self.base > memory_gib or not limits:
            return None
        least = min(limits)
        return float(floor(least)) if least >= 1 else floor(least * 10) / 10


def demand(rules: ComputeRules, words: Workload, item: ComputeType, option: dict[str, Any]) -> Demand:
    """What the workload asks of each machine of this size; nodes and GPUs share it where the workload divides it."""
    need, framework = rules.workload(words.workload), rules.framework(words.framework)
    known = {**words.known(), **option}
    nodes = next(entry.nodes for entry in need.nodes if holds(entry.when, known))
    gpu = framework.gpu_memory_per_gb_serving if need.serves else framework.gpu_memory_per_gb
    memory = framework.memory_per_gb if need.memory_per_gb is None else need.memory_per_gb
    machines = nodes if need.divides else 1
    gpus = max(1, item.gpus) * nodes if need.divides else 1
    return Demand(nodes, need.base_memory_gib, memory / machines, (gpu if words.cuda else 0.0) / gpus)
