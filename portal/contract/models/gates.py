"""Gates on the way of a model to the next stage, and the evidence that they are judged by."""

from dataclasses import dataclass

from portal.contract.requests import WaitingOn
from portal.contract.values import Json, PersonId, Stamp


@dataclass(frozen=True)
class EvidenceDocument:
    """What a job or a pipeline hands in. The body may be bare facts, or an evidence file with its `facts` inside."""

    kind: str
    body: dict[str, Json]
    artefact: str = ""
    """The digest it is about; "" means that of the version, as it was observed."""
    job: str = ""
    commit: str = ""
    made_at: Stamp = ""
    """When it was measured; "" means now. What is later than now is refused."""


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence as it is kept: it never changes, a newer one stands beside it."""

    id: str
    """`E-12`; "" for what the portal observes and does not keep."""
    model: str
    version: str
    artefact: str
    """`sha256:…` of a manifest, or `registry:NAME/MODEL/VERSION`."""
    kind: str
    body: dict[str, Json]
    sha256: str
    """Of the body's canonical JSON."""
    source: str
    """`ci`, `job`, `person` (a sign-off) or `portal`."""
    by: PersonId
    """Who handed it in; "" when a job's file was found or the portal saw it itself."""
    job: str
    commit: str
    made_at: Stamp
    at: Stamp


@dataclass(frozen=True)
class Signature:
    """A person's word for one exact artefact, where no machine can check."""

    gate: str
    statement: str
    artefact: str = ""
    """The digest that was shown; "" means that of the version, as it was observed."""
    agrees: bool = True
    """False says: I looked, and it must not go on."""
    project: str = ""
    """Tells models of one name apart."""


@dataclass(frozen=True)
class GateRow:
    """One gate for one artefact."""

    id: str
    title: str
    transition: str
    evidence: str
    """The kind of evidence that it asks for."""
    state: str
    """`met`, `unmet`, `stale`, `missing`, or `lies`: the evidence under this number is of another artefact."""
    detail: str
    """Why it is so, in one sentence."""
    blocks: bool
    accountable: str
    """The role that answers for it."""
    max_age_hours: int
    signed_by: str = ""
    """The role that may sign, when only a person can say it."""
    evidence_id: str = ""
    source: str = ""
    made_at: Stamp | None = None
    waiting_on: WaitingOn | None = None
    """Who has to act, since when; none for a gate that is met."""
    deputy: PersonId = ""
    """Who acts when that person is away."""


@dataclass(frozen=True)
class GateReport:
    """All gates of one model version on its way into one stage."""

    model: str
    version: str
    stage: str
    transition: str
    """Empty for the first stage, which needs no promotion."""
    artefact: str
    """The digest that everything here is about; "" when the version has none."""
    identity: str
    """`manifest`, `registry` or `none`."""
    items: tuple[GateRow, ...]
    met: int
    total: int
    champion: str
    """The digest of what serves in that stage, when it is another artefact."""
    open: bool
    """Whether a deployment of exactly this artefact to this stage may happen now."""
    promotion: str
    """The started promotion that allows it, or ""."""
    says: str
    """The whole answer in one sentence."""
