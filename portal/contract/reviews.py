"""What belongs to deciding: how time passes meanwhile, and the reasons to say no."""

from dataclasses import dataclass

from portal.contract.values import Stamp


@dataclass(frozen=True)
class ReviewPace:
    """When those who have to act were and will be reminded, and when more people may decide, if nobody acts."""

    reminded_at: Stamp | None = None
    reminds_at: Stamp | None = None
    escalated_at: Stamp | None = None
    escalates_at: Stamp | None = None
    escalates_to: str = ""
    """Whom it goes to beside the others, in words; also when it has gone there."""


@dataclass(frozen=True)
class DenialReason:
    """A reason to deny that the catalogue offers, and what it teaches whoever asked."""

    code: str
    title: str
    teaches: str
