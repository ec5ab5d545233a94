"""What a kind of request is: fields, a pure plan, policy variables, and a ready card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Plan
from portal.contract.problem import Complaint
from portal.contract.projects import ProjectStage
from portal.domain.models.evidence import Evidence
from portal.domain.models.observed_workspaces import azure_id
from portal.kinds.facts.model_fact import ModelFact, OwedFact
from portal.kinds.facts.observed import AskedFact, AssignmentFact, ClusterFact, ExceptionFact, HolderFact
from portal.kinds.facts.resource_fact import ResourceFact
from portal.kinds.field import Field

Known = TypeVar("Known")


@dataclass(frozen=True)
class ProjectFact:
    """What a plan may know of a project."""

    name: str
    unit: str
    owner: str
    phase: str
    stages: tuple[ProjectStage, ...]
    subscriptions: Mapping[str, str]
    """Stage to subscription id."""
    members: tuple[str, ...]
    budget_cents: int
    committed_cents: int
    cost_centre: str = ""
    classification: str = ""
    repository: str = ""
    executor: str = "portal"
    """Who deploys: `portal`, or `ci` for the repository's own pipeline."""
    origin: str = "made"
    """`made` by the portal, `adopted`, or `found`."""
    title: str = ""
    template: str = ""
    template_version: str = ""

    @property
    def left_cents(self) -> int:
        """What of its own budget may still be committed."""
        return self.budget_cents - self.committed_cents

    def place(self, stage: str) -> ProjectStage | None:
        """Where it is in a stage; None where it has no such stage."""
        return next((one for one in self.stages if one.stage == stage), None)

    def workspace_in(self, stage: str) -> str:
        """The Azure id of its workspace in a stage. Raises KeyError where it has no such stage."""
        place = sure(self.place(stage), stage)
        return azure_id(self.subscriptions[stage], place.resource_group, place.workspace)


@dataclass(frozen=True)
class QuotaFact:
    """vCPUs of one family in one region, as last observed."""

    used: int
    limit: int
    observed_at: str


Quotas = Mapping[tuple[str, str, str, str], QuotaFact]
"""By subscription, region, family (lower case) and priority."""


def quota_of(quotas: Quotas, subscription: str, region: str, family: str, priority: str) -> QuotaFact | None:
    """The quota that counts; where low priority was never seen apart, it is counted with the dedicated cores."""
    place = (subscription, region, family.lower())
    return quotas.get((*place, priority)) or quotas.get((*place, "dedicated"))


@dataclass(frozen=True)
class BudgetFact:
    """A unit's month: its limit and what is committed of it."""

    limit_cents: int
    committed_cents: int

    @property
    def left_cents(self) -> int:
        """What may still be committed."""
        return self.limit_cents - self.committed_cents


@dataclass(frozen=True)
class Facts:
    """Everything observed or stored that a plan may rest on. Reading it is the services' work."""

    projects: Mapping[str, ProjectFact] = field(default_factory=dict)
    budgets: Mapping[str, BudgetFact] = field(default_factory=dict)
    quotas: Quotas = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    """Observed and reserved names as `kind:scope/name` in lower case, to where each was seen."""
    order: tuple[str, ...] = ()
    """The names of the projects, the one last active first."""
    resources: Mapping[str, ResourceFact] = field(default_factory=dict)
    """What is there of the inventory, by Azure id."""
    kept: Mapping[str, str] = field(default_factory=dict)
    """Names of deleted things that Azure keeps for a while, as in `taken`, to the last day on which it does."""
    assignments: tuple[AssignmentFact, ...] = ()
    exceptions: tuple[ExceptionFact, ...] = ()
    """Those that were granted, also when their time is over."""
    holders: tuple[HolderFact, ...] = ()
    clusters: tuple[ClusterFact, ...] = ()
    asked: tuple[AskedFact, ...] = ()
    """Requests that are not finished, the newest first; the request itself that a plan is for is not among them."""
    models: Mapping[str, ModelFact] = field(default_factory=dict)
    """By name, or `project/name` where several projects have one of that name; only read for kinds about models."""
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """What was handed in, found and signed about the models in question, by name, the oldest first."""
    owed: tuple[OwedFact, ...] = ()
    now: str = ""
    """When the facts were read."""

    def but(self, request: str) -> "Facts":
        """The same facts for `request` itself, whose own names are not taken from it."""
        others = {name: by for name, by in self.taken.items() if not by.startswith(f"{request} ")}
        return self if len(others) == len(self.taken) else replace(self, taken=others)

    def left_cents(self, project: ProjectFact) -> int:
        """What a project, and its unit where that has a budget, may still commit."""
        unit = self.budgets.get(project.unit)
        return min(project.left_cents, unit.left_cents) if unit else project.left_cents

    def quota(self, subscription: str, region: str, family: str, priority: str) -> QuotaFact | None:
        """The quota that counts for a family and a priority."""
        return quota_of(self.quotas, subscription, region, family, priority)


@dataclass(frozen=True)
class Wish:
    """What somebody asks for: every field has a value, and each value knows how it came to be."""

    kind: str
    values: Mapping[str, Any]
    origins: Mapping[str, str]
    requester: Person
    request: str
    """The id the request has or will have."""
    at: str
    """When it was asked for, as a stamp."""

    @property
    def today(self) -> str:
        """The day on which it was asked for, in UTC."""
        return self.at[:10]

    def text(self, name: str) -> str:
        """A value as text; "" when there is none."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int:
        """A whole number; 0 when there is none."""
        value = self.values.get(name)
        return int(value) if isinstance(value, int | float) else 0

    @property
    def assumed(self) -> list[str]:
        """Names of the values that nobody answered and nothing implied."""
        return sorted(name for name, origin in self.origins.items() if origin == "assumed")


def sure(found: Known | None, name: str) -> Known:
    """What a kind's complaints have made sure of before. Raises KeyError with its name where it is gone after all."""
    if found is None:
        raise KeyError(name)
    return found


@dataclass(frozen=True)
class RenderOrder:
    """A template to render, with its answers."""

    template: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of request. Everything in it is pure."""

    id: str
    title: str
    summary: str
    fields: Callable[[Mapping[str, Any], Person, Catalogue, Facts], tuple[Field, ...]]
    """The fields for what has been answered so far; an answer may bring more fields."""
    complaints: Callable[[Wish, Catalogue, Facts], tuple[Complaint, ...]]
    """What is wrong with a wish whose every field is right by itself."""
    plan: Callable[[Wish, Catalogue, Facts, Mapping[str, str]], Plan]
    """The plan; the last argument maps paths of the rendered tree to hashes, empty in a preview."""
    headline: Callable[[Wish], str]
    card: Callable[[Mapping[str, Any], Plan, Mapping[str, Mapping[str, Any]], str], ReadyCard]
    """The ready card from values, plan, outcomes by step, and the moment the lease ends ("" when it does not)."""
    offered_tier: Callable[[Wish, Catalogue], str] = lambda _wish, catalogue: catalogue.policy.default_tier
    variables: Callable[[Wish, Catalogue, Facts], dict[str, Any]] = lambda _wish, _catalogue, _facts: {}
    """What policy rules see beside cost and origins; of words that it does not say they see what `policy_words` say."""
    rendering: Callable[[Wish, Catalogue], RenderOrder | None] = lambda _wish, _catalogue: None
    profits: Callable[[Mapping[str, Any]], frozenset[str]] = lambda _values: frozenset()
    """Who gains by a wish beside its requester, from its values; nobody decides on what they profit from."""
    policy_words: Mapping[str, Any] = field(default_factory=dict)
    """Words that this kind brings into policy, each with what it says where another kind is asked for."""
    about_models: bool = False
    """Whether a plan rests on what is known of models."""
    renews: tuple[str, ...] = ()
    """Derived values that people decide on: where the world says otherwise at the start, they are derived anew, and
    people are asked again."""
    owes: Callable[[Mapping[str, Any]], str] = lambda _values: ""
    """What has to be said after it started: `reason` by its requester, `review` by a second person, or ""."""
