"""Everything that is known of one model: its versions with their lineage, what was promoted, what changed outside."""

from dataclasses import dataclass, field

from portal.contract.models.board import BoardRow
from portal.contract.models.gates import GateReport
from portal.contract.values import Json, PersonId, Stamp


@dataclass(frozen=True)
class Prefilled:
    """A request that only has to be opened and sent: its kind, and what is already answered."""

    kind: str
    spec: dict[str, Json]


@dataclass(frozen=True)
class Lineage:
    """The job that registered a version, and what went into it, as it was observed."""

    job: str
    status: str
    """`seen`, `missing`, `forbidden`, `unreachable`, `unread` (not looked at yet) or `none` (no job is named)."""
    ended: str = ""
    """How the job ended, in Azure's word."""
    commit: str = ""
    branch: str = ""
    repository: str = ""
    data: tuple[str, ...] = ()
    """The data assets or paths that it read, as `input: address`."""
    environment: str = ""
    by: str = ""
    """Whoever ran it: a person's id where the directory knows them, else as Azure says."""
    started_at: Stamp | None = None
    observed_at: Stamp | None = None
    detail: str = ""
    url: str = ""
    """Its page in the studio, or ""."""


@dataclass(frozen=True)
class Copy:
    """One place where a version lies: a workspace of a stage, or a registry (then `stage` is "")."""

    place: str
    stage: str
    version: str
    same: str
    """Compared with the version that it is shown under: `=`, `≠` (another artefact under this number) or `~`."""
    identity: str
    digest: str
    observed_at: Stamp


@dataclass(frozen=True)
class VersionRow:
    """One version of a model. `workspace` is where it was registered first, or "" when only a copy is known."""

    version: str
    workspace: str
    stage: str
    digest: str
    """`sha256:…` of its manifest, else `registry:NAME/MODEL/VERSION`, else "" (unproven)."""
    identity: str
    """`manifest`, `registry` or `none`."""
    created_at: Stamp | None
    created_by: str
    lineage: Lineage
    metrics: dict[str, float] = field(default_factory=dict)
    copies: tuple[Copy, ...] = ()
    serves: tuple[str, ...] = ()
    """The stages in which it serves now."""
    evidence: tuple[str, ...] = ()
    """The kinds of evidence that there are of exactly this artefact."""
    marks: tuple[str, ...] = ()
    """What is wrong with it, one sentence each."""
    source_by: str = ""
    """Who made it where it comes from, when `created_by` is not a person that the directory knows; "" else."""


@dataclass(frozen=True)
class PromotionRow:
    """A request that promoted this model or rolled it back, and whether its approval still covers what is there."""

    request: str
    kind: str
    state: str
    stage: str
    version: str
    digest: str
    approvers: tuple[PersonId, ...]
    at: Stamp
    covers: str
    """`=` the approved artefact is the one under that number now, `≠` it is another one, `~` not known."""
    detail: str = ""


@dataclass(frozen=True)
class RollbackTarget:
    """What a stage would be rolled back to."""

    stage: str
    version: str
    """Empty when there is none."""
    digest: str
    healthy: bool
    detail: str
    """Why it is healthy, or why not."""
    verified_at: Stamp | None = None
    request: Prefilled | None = None


@dataclass(frozen=True)
class OutsideChange:
    """Something that serves and was not put there by a promotion."""

    stage: str
    workspace: str
    endpoint: str
    served: str
    approved: str
    what: str
    """One sentence."""
    observed_at: Stamp
    proven: bool
    """Whether digests prove it; else it is only not known to be right."""
    adopt: Prefilled | None = None
    """The promotion that would approve what serves."""
    restore: Prefilled | None = None
    """The rollback that would bring the approved version back."""


@dataclass(frozen=True)
class Assignment:
    """Somebody said which project the model of a workspace belongs to, as nothing on it does."""

    model: str
    workspace: str
    project: str
    by: PersonId
    at: Stamp


@dataclass(frozen=True)
class AssignmentWish:
    """Which project the untagged model of a workspace belongs to."""

    workspace: str
    project: str


@dataclass(frozen=True)
class ModelPage:
    """One model over all stages."""

    board: BoardRow
    versions: tuple[VersionRow, ...]
    """Newest first."""
    promotions: tuple[PromotionRow, ...] = ()
    rollback: tuple[RollbackTarget, ...] = ()
    changes: tuple[OutsideChange, ...] = ()
    assigned: tuple[Assignment, ...] = ()
    gates: tuple[GateReport, ...] = ()
    """In front of each stage, for the version that it would get next."""
    marks: tuple[str, ...] = ()
    """What is wrong, worst first, one sentence each."""
    label: str = ""
    """What requests call it: its name, or `project/name` where two projects have one of that name."""


@dataclass(frozen=True)
class DiffRow:
    """One fact of several versions, in the order in which they were asked for; "" where it is not known."""

    part: str
    """`metrics`, `lineage`, `artefact` or `serving`."""
    name: str
    values: tuple[str, ...]
    differs: bool
    numbers: tuple[float | None, ...] = ()
    """The values as numbers, of a metric."""


@dataclass(frozen=True)
class ModelDiff:
    """Versions of a model side by side."""

    model: str
    project: str
    versions: tuple[str, ...]
    rows: tuple[DiffRow, ...]
