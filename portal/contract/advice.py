"""What the advisor says: what fits, in order and with reasons, and what does not, with what would have to change."""

from dataclasses import dataclass, field

from portal.contract.values import Cents, Json, PersonId, Stamp


@dataclass(frozen=True)
class Word:
    """One word of the question: what it was taken to be, and whether that was `answered`, `derived` or `assumed`."""

    name: str
    title: str
    value: Json
    origin: str


@dataclass(frozen=True)
class Reason:
    """Why something is ranked where it is: the rule, what it says, where it is from.

    `effect` is `prefer`, `avoid`, `note` or `reject`.
    """

    rule: str
    effect: str
    text: str
    source: str


@dataclass(frozen=True)
class Change:
    """What would have to be different. `word` is "" where it is nothing that this question answers.

    `enough` says whether that alone would do.
    """

    word: str
    value: Json
    text: str
    enough: bool
    cure: str = ""
    """The command that asks somebody for it, where there is one."""


@dataclass(frozen=True)
class Room:
    """The quota that an option takes, in vCPUs; used and limit are None where it was never observed."""

    family: str
    region: str
    priority: str
    needed: int
    used: int | None
    limit: int | None
    observed_at: Stamp | None


@dataclass(frozen=True)
class ComputeOption:
    """One kind of compute in one size that fits."""

    rank: int
    kind: str
    kind_title: str
    type: str
    title: str
    size: str
    region: str
    priority: str
    nodes: int
    min_nodes: int
    idle_minutes: int
    hourly_cents: Cents | None
    """All nodes together; None where the price book has no price."""
    monthly_cents: Cents | None
    committed_cents: Cents | None
    currency: str
    price: str
    """How sure the price is, of which day, and from where."""
    room: Room
    tier: str
    approval: str
    """Who decides, in words."""
    approvers: tuple[PersonId, ...]
    points: int
    reasons: tuple[Reason, ...]
    warnings: tuple[str, ...]
    could_be: tuple[Change, ...]
    """What would make it cheaper, or granted at once."""
    request: dict[str, Json] | None
    """`{"kind", "spec"}` of the request that asks for it; None where it is not asked for by a request of its own."""


@dataclass(frozen=True)
class RejectedCompute:
    """What does not fit, with every reason. `type` is "" where it is a kind in all its sizes."""

    kind: str
    kind_title: str
    type: str
    title: str
    priority: str
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...]


@dataclass(frozen=True)
class ComputeAdvice:
    """What fits a workload, best first, and what does not, the nearest first."""

    headline: str
    words: tuple[Word, ...]
    notes: tuple[str, ...]
    ranked: tuple[ComputeOption, ...]
    rejected: tuple[RejectedCompute, ...]


@dataclass(frozen=True)
class CostLine:
    """A fixed cost a month, and how sure it is."""

    title: str
    count: int
    monthly_cents: Cents
    certainty: str
    date: str
    source: str


@dataclass(frozen=True)
class WorkspaceLine:
    """A workspace that a layout has; `problem` says why its name cannot be, or is empty."""

    name: str
    stage: str
    region: str
    exists: bool
    problem: str = ""


@dataclass(frozen=True)
class Layout:
    """One way to lay out workspaces that fits."""

    rank: int
    segmentation: str
    stages: int
    region: str
    title: str
    workspaces: tuple[WorkspaceLine, ...]
    fixed_monthly_cents: Cents
    """What it adds to the bill with nothing in it; workspaces that are there already add nothing."""
    costs: tuple[CostLine, ...]
    currency: str
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class RejectedLayout:
    """A layout that does not fit, with every reason."""

    segmentation: str
    stages: int
    region: str
    title: str
    reasons: tuple[Reason, ...]
    would_change: tuple[Change, ...]


@dataclass(frozen=True)
class TopologyAdvice:
    """Which workspaces suit a project, best first, and which do not."""

    headline: str
    words: tuple[Word, ...]
    notes: tuple[str, ...]
    ranked: tuple[Layout, ...] = ()
    rejected: tuple[RejectedLayout, ...] = field(default=())
