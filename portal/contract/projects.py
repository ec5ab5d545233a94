"""The inventory: projects, and everything of one project."""

from dataclasses import dataclass, field

from portal.contract.requests import RequestRow, WaitingOn
from portal.contract.values import Cents, PersonId, Stamp

DEPLOYERS = {"portal": "the portal", "ci": "the repository's pipeline"}
"""Who deploys what a project promotes, in words."""


@dataclass(frozen=True)
class Resource:
    """A thing in Azure or beside it that was made or found, and how long it may stay."""

    id: str
    kind: str
    name: str
    project: str
    stage: str
    workspace: str
    state: str
    """`creating`, `live`, `expiring`, `stopped`, `retired`, `missing`, `foreign`."""
    owner: PersonId
    request: str | None
    monthly_cents: Cents
    lease_until: Stamp | None
    observed_at: Stamp | None
    origin: str = "made"
    """`made` by the portal, or `found`."""
    url: str = ""
    differences: tuple[str, ...] = ()
    """In words, what of it is not as approved when it was last seen."""


@dataclass(frozen=True)
class ProjectStage:
    """Where one stage of a project lives, and which branch leads there."""

    stage: str
    branch: str
    workspace: str
    resource_group: str
    region: str
    shared: bool
    studio_url: str = ""


@dataclass(frozen=True)
class ProjectRow:
    """One line of the inventory."""

    name: str
    title: str
    unit: str
    phase: str
    owner: PersonId
    template: str
    template_version: str
    template_behind: int
    stages: tuple[str, ...]
    resources: int
    committed_cents: Cents
    budget_cents: Cents
    models_in_prod: int | None
    """None before anybody could see what serves in prod."""
    last_activity: Stamp
    waiting_on: WaitingOn | None
    orphan: str = ""
    """Why nobody answers for it, or ""."""
    next_lease: Stamp | None = None
    flags: tuple[str, ...] = ()
    origin: str = "made"


@dataclass(frozen=True)
class ProjectGroup:
    """Totals over projects that share a value; they tie out with the rows."""

    value: str
    projects: int
    committed_cents: Cents
    budget_cents: Cents
    models_in_prod: int | None
    """None when it is not known of any of them."""


@dataclass(frozen=True)
class ProjectPage:
    """A page of the inventory, with totals over all that match."""

    items: tuple[ProjectRow, ...]
    next: str | None
    total: ProjectGroup
    groups: tuple[ProjectGroup, ...] = ()


@dataclass(frozen=True)
class Duty:
    """Who answers for one activity: RACI letters by person, and what is not filled."""

    activity: str
    title: str
    accountable: tuple[PersonId, ...]
    responsible: tuple[PersonId, ...]
    consulted: tuple[PersonId, ...]
    informed: tuple[PersonId, ...]
    gap: str = ""


@dataclass(frozen=True)
class TopologyDecision:
    """Which workspaces a project took, `own` or `existing`, what was advised, and why it took others."""

    chosen: str
    advised: str
    layout: str
    """The advised layout in words."""
    needs: str
    reason: str


@dataclass(frozen=True)
class Project:
    """Everything of one project."""

    name: str
    title: str
    unit: str
    phase: str
    owner: PersonId
    template: str
    template_version: str
    template_behind: int
    stages: tuple[ProjectStage, ...]
    resources: tuple[Resource, ...]
    repository: str
    """A URL that `git clone` takes; "" when there is none."""
    commit: str
    committed_cents: Cents
    budget_cents: Cents
    members: tuple[PersonId, ...]
    duties: tuple[Duty, ...]
    requests: tuple[RequestRow, ...]
    models: tuple[str, ...]
    created_at: Stamp
    last_activity: Stamp
    waiting_on: WaitingOn | None
    request: str | None
    cost_centre: str = ""
    data_classification: str = ""
    orphan: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    origin: str = "made"
    executor: str = "portal"
    """Who deploys what it promotes, see `DEPLOYERS`."""
    topology: TopologyDecision | None = None
    """None where nothing was recorded, such as for a project that was found."""
