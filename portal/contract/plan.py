"""What will happen: effects are approved, facts are re-checked."""

from dataclasses import dataclass, field

from portal.contract.values import Cents, Json, PersonId, Stamp


@dataclass(frozen=True)
class Effect:
    """One ordered step of a plan. `step` is unique in the plan; `payload` is exactly what the effect is given."""

    step: str
    kind: str
    title: str
    name: str
    stage: str = ""
    payload: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """Something observed that the plan rests on. `ok` None means that it is not known."""

    name: str
    title: str
    value: str
    ok: bool | None
    detail: str = ""
    observed_at: Stamp | None = None
    blocks: bool = False
    """Whether a false fact stops the request before it is submitted, and again at the start."""
    cure: str = ""
    """A command that asks for what would make a false fact true, such as more quota."""
    decides: bool = False
    """Whether people rest their decision on it: if it held then and is false at the start, they are asked again."""


@dataclass(frozen=True)
class Cost:
    """What a plan costs; `committed_cents` is what it takes from the budget while it lives."""

    monthly_cents: Cents
    committed_cents: Cents
    hourly_cents: Cents
    currency: str
    estimate: bool
    priced_on: str
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """Effects (what one approves), facts (never part of the digest), cost and lease. Pure data."""

    effects: tuple[Effect, ...]
    facts: tuple[Fact, ...]
    cost: Cost
    lease_days: int | None
    items: tuple[str, ...]
    """Ids of the catalogue items used; their digests go into the request's digest."""
    project: str
    unit: str
    stage: str
    notes: tuple[str, ...] = ()
    starts_at: Stamp | None = None
    """Not before when it is carried out; None is as soon as it may."""
    lease_until: Stamp | None = None
    """When the lease ends, where a moment was asked for and not a number of days."""


@dataclass(frozen=True)
class RuleResult:
    """One policy rule and what it said: `pass`, `warn`, `fail` or `raise` (to a higher tier)."""

    id: str
    title: str
    outcome: str
    message: str


@dataclass(frozen=True)
class Need:
    """How many distinct persons of a group have to approve, and who they could be."""

    group: str
    title: str
    count: int
    given_by: tuple[PersonId, ...] = ()
    can_give: tuple[PersonId, ...] = ()

    @property
    def missing(self) -> int:
        """How many approvals are still owed."""
        return max(0, self.count - len(self.given_by))


@dataclass(frozen=True)
class PolicyOutcome:
    """What policy makes of a plan: its tier, who has to approve, and why."""

    tier: str
    denied: bool
    rules: tuple[RuleResult, ...]
    needs: tuple[Need, ...]
    hold_seconds: int
    expires_hours: int
    usual_wait_hours: float
    sentence: str
    """The policy in words, for the form and the card."""
    digest: str
    also: tuple[str, ...] = ()
    """Roles of which one more person each has to agree, beside those of the tier."""
    exceptions: tuple[str, ...] = ()
    """The exceptions that kept a rule from counting, as ids of requests."""
    instead: tuple[str, ...] = ()
    """Roles of which one person each has to agree, in place of those of the tier."""
    model: str = ""
    """The operating model that sends it to its deciders; it stays that of the request when the organisation changes."""
    expires_days: int | None = None
    """Business days until it expires undecided; None means that `expires_hours` holds."""


@dataclass(frozen=True)
class Preview:
    """What a wish would become; nothing of it is stored."""

    kind: str
    spec: dict[str, Json]
    origins: dict[str, str]
    complaints: tuple[dict[str, str], ...]
    """Each `{"where", "what", "todo"}`; while there are any, submit is refused."""
    plan: Plan | None
    policy: PolicyOutcome | None
    names: tuple[dict[str, Json], ...] = ()
    """Each `{"kind", "name", "ok", "why"}`: the names that would come to be, checked as typed."""


@dataclass(frozen=True)
class FileEntry:
    """One file of the rendered tree."""

    path: str
    size: int
    sha256: str
    text: str | None


@dataclass(frozen=True)
class Files:
    """The rendered tree of a project's repository, with what the checks of the tree say."""

    digest: str
    files: tuple[FileEntry, ...]
    faults: tuple[dict[str, Json], ...]
