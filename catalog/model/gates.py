"""Gates: which evidence of one exact artefact it takes to go on, how fresh it must be, and who answers for it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from catalog.model.base import Line, Model, Paragraph, Word

GateId = Annotated[str, Field(pattern=r"^G[1-6]-[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]

Transition = Literal["dev-test", "test-prod", "in-service"]
"""Between which stages a gate stands; `in-service` is asked of what serves already, and stops nothing."""

EvidenceKind = Literal["manifest", "tests", "metrics", "scan", "data", "probe", "alerts", "rollback", "signoff"]
"""What evidence is about. The fields that the shipped gates read of each:

- manifest: `digest` of the artefact's files, `commit`, `data_digest`, `environment` as `name:version`
- tests: `total` and `failed`, as numbers
- metrics: `metric`, `value`, `threshold`, `higher_is_better`, and `data_digest` of the frozen hold-out rows
- scan: `critical`, the number of findings of that rank in the image or its packages
- data: `failed`, the number of checks of the data that failed, and `rows`
- probe: `requests`, `error_percent`, `p95_ms`, and what was allowed: `max_error_percent`, `max_p95_ms`
- alerts: `rules`, the number of alert rules on the endpoint, and `drift_monitor`
- rollback: what the stage would go back to; only the portal says it, from what it observes
- signoff: a person's word; only a person gives it, see `signed_by`
"""

PORTAL_KINDS = ("rollback", "signoff")
"""Kinds that come from nobody's file: the portal itself writes them down."""


class Check(Model):
    """One thing that has to hold of a piece of evidence, and what is said when it does not.

    `that` is in the Common Expression Language (CEL) over `evidence` (what the newest evidence of this artefact says),
    `artefact` (its digest), `champion` (what the champion's evidence of the same kind says; on the same data when there
    is any on it), `has_champion` (whether another artefact serves where this one is to serve) and `champion_known`
    (whether the champion has evidence of the kind at all). `otherwise` may name any of it: {evidence.value}.
    """

    that: str = Field(min_length=1, max_length=512)
    otherwise: Paragraph


class Gate(Model):
    """One gate: all its checks must hold of the newest evidence of its kind, fresh and of exactly this artefact."""

    id: GateId
    title: Line
    transition: Transition
    evidence: EvidenceKind
    checks: tuple[Check, ...] = Field(default=(), max_length=8)
    max_age_hours: int = Field(
        ge=1, le=17_520, description="How old the evidence may be, counted from when it was made."
    )
    accountable: Word = Field(description="The role whose holder is waited on.")
    signed_by: Word | None = Field(default=None, description="Only for a sign-off: the role that may give it.")
    blocks: bool = Field(default=True, description="Whether a promotion is refused while it is not met.")
    message: Paragraph = Field(description="What to do about it when there is no evidence.")
    source: Line = Field(description="Where the demand comes from.")

    @model_validator(mode="after")
    def _signed_or_checked(self) -> "Gate":
        if (self.evidence == "signoff") != (self.signed_by is not None):
            raise ValueError("signed_by belongs to a gate whose evidence is a signoff, and only to it")
        if self.evidence != "signoff" and not self.checks:
            raise ValueError("a gate that a machine can judge needs at least one check")
        return self
