"""The advisor's rules as data: what a workload needs, which kinds and sizes suit it, and where each of that is from."""

from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, model_validator

from catalog.model.base import Identifier, Line, Model, Paragraph, Priority, StageId

Workload = Literal["interactive", "training", "distributed", "sweep", "batch", "online"]
OptionKind = Literal["instance", "cluster", "serverless", "online-endpoint", "batch-endpoint"]

Amount = Annotated[float, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Points = Annotated[int, Field(ge=0, le=1000)]


class Condition(Model):
    """Holds when every part that is given holds.

    A part is compared with the value of its name; `_over`, `_up_to` and `_at_least` compare numbers.
    """

    option_parts: ClassVar[frozenset[str]] = frozenset()
    """Parts that say what the option is; the others are words that somebody answered."""

    @cached_property
    def given(self) -> dict[str, Any]:
        """The parts that were given, with what they ask for."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value for name, value in values if value is not None and value != ()}

    @cached_property
    def words(self) -> dict[str, Any]:
        """The given parts that somebody could answer otherwise."""
        return {name: wanted for name, wanted in self.given.items() if name not in self.option_parts}

    @cached_property
    def option(self) -> dict[str, Any]:
        """The given parts that say what the option is."""
        return {name: wanted for name, wanted in self.given.items() if name in self.option_parts}


class ComputeCondition(Condition):
    """A condition on the words of a workload, and on the kind and size that is looked at."""

    option_parts = frozenset(
        {"kind", "priority", "size_class", "gpus_at_least", "gpus_up_to", "vcpus_at_least", "vcpus_up_to"}
    )

    workload: tuple[Workload, ...] = ()
    framework: tuple[Identifier, ...] = ()
    cuda: bool | None = None
    checkpoints: bool | None = None
    stage: tuple[StageId, ...] = ()
    gb_over: Amount | None = None
    gb_up_to: Amount | None = None
    hours_per_week_over: Count | None = None
    hours_per_week_up_to: Count | None = None
    latency_ms_over: Count | None = None
    latency_ms_up_to: Count | None = None
    kind: tuple[OptionKind, ...] = ()
    priority: tuple[Priority, ...] = ()
    size_class: tuple[Identifier, ...] = ()
    gpus_at_least: Count | None = None
    gpus_up_to: Count | None = None
    vcpus_at_least: Count | None = None
    vcpus_up_to: Count | None = None


class AdviceRule(Model):
    """One rule: when its condition holds for an option, its effect counts and its sentence is shown.

    `reject` takes the option out, `prefer` and `avoid` move it by so many points, `note` only says something.
    """

    id: Identifier
    effect: Literal["reject", "prefer", "avoid", "note"]
    points: Points = 0
    say: Paragraph
    then: Line | None = Field(default=None, description="What would be possible then: it could be low priority.")
    instead: Line | None = Field(default=None, description="What to take instead, where no other word would help.")
    source: Line

    @model_validator(mode="after")
    def _points_belong_to_preferences(self) -> "AdviceRule":
        if (self.effect in ("prefer", "avoid")) != (self.points > 0):
            raise ValueError("points belong to prefer and avoid, and only to them")
        return self


class ComputeRule(AdviceRule):
    """A rule about one kind of compute in one size."""

    when: ComputeCondition


class SizeClass(Model):
    """A name for families of machines that suit the same work."""

    id: Identifier
    title: Line
    families: tuple[Line, ...] = Field(min_length=1, description="Quota families, as the compute types name them.")
    source: Line


class NodeRule(Model):
    """How many nodes are taken when the condition holds; the first that holds counts."""

    when: ComputeCondition = ComputeCondition()
    nodes: int = Field(ge=1, le=100)


class WorkloadNeed(Model):
    """What one workload needs, and what is assumed of it when nothing is said."""

    id: Workload
    title: Line
    gb: Amount = Field(description="How many GB are assumed.")
    hours_per_week: int = Field(ge=1, le=168)
    base_memory_gib: Amount = Field(description="Memory that the system and the libraries take.")
    memory_per_gb: Amount | None = Field(default=None, description="GiB for each GB; null takes the framework's.")
    serves: bool = Field(default=False, description="Whether the GB are those of a model that only answers.")
    divides: bool = Field(default=False, description="Whether nodes and GPUs share what has to be held.")
    nodes: tuple[NodeRule, ...] = Field(min_length=1)
    source: Line

    @model_validator(mode="after")
    def _nodes_are_always_known(self) -> "WorkloadNeed":
        if self.nodes[-1].when != ComputeCondition():
            raise ValueError("the last entry of nodes must hold always: leave out its when")
        return self


class Framework(Model):
    """What a framework holds in memory, and whether it uses CUDA."""

    id: Identifier
    title: Line
    cuda: Literal["never", "optional", "required"]
    cuda_assumed: bool = False
    memory_per_gb: Amount
    gpu_memory_per_gb: Amount = 0.0
    gpu_memory_per_gb_serving: Amount = 0.0
    source: Line


ENDPOINT = "online-endpoint"
ENDPOINT_PERCENT = 120
"""What an online deployment takes of quota for 100 that run, where a catalogue does not say; it is upgraded in place
(Azure Machine Learning: virtual machine quota allocation for deployment)."""


class KindOfCompute(Model):
    """One kind of compute and the defaults that come with it."""

    id: OptionKind
    title: Line
    offered_as: Literal["cluster", "instance"] = Field(description="Which sizes: those offered as a cluster or such.")
    priorities: tuple[Priority, ...] = Field(min_length=1)
    idle_minutes: int = Field(ge=0, le=480)
    always_on: bool = Field(default=False, description="Whether its nodes run day and night.")
    lease_days: int | None = Field(default=None, ge=1, le=365)
    quota_percent: int = Field(default=100, ge=100, le=400, description="How much quota it takes for what runs.")
    decided_as: Literal["compute", "promotion"] = Field(description="The kind of request whose policy rules count.")
    form: Identifier | None = Field(default=None, description="The form of a compute request that makes it.")
    source: Line


class ComputeRules(Model):
    """Everything by which the advisor ranks kinds and sizes of compute."""

    version: Line
    kinds: tuple[KindOfCompute, ...] = Field(min_length=1)
    workloads: tuple[WorkloadNeed, ...] = Field(min_length=1)
    frameworks: tuple[Framework, ...] = Field(min_length=1)
    size_classes: tuple[SizeClass, ...] = ()
    rules: tuple[ComputeRule, ...] = Field(max_length=200)

    def kind(self, kind_id: str) -> KindOfCompute:
        """The kind of that id; raises KeyError when there is none."""
        return _by_id(self.kinds, kind_id)

    def workload(self, workload_id: str) -> WorkloadNeed:
        """The workload of that id; raises KeyError when there is none."""
        return _by_id(self.workloads, workload_id)

    def framework(self, framework_id: str) -> Framework:
        """The framework of that id; raises KeyError when there is none."""
        return _by_id(self.frameworks, framework_id)

    def size_class(self, family: str) -> str:
        """The class of a family, compared without case; "" when it is in none."""
        known = (one.id for one in self.size_classes for name in one.families if name.lower() == family.lower())
        return next(known, "")


Entry = TypeVar("Entry", KindOfCompute, WorkloadNeed, Framework)


def _by_id(entries: tuple[Entry, ...], wanted: str) -> Entry:
    for entry in entries:
        if entry.id == wanted:
            return entry
    raise KeyError(wanted)
