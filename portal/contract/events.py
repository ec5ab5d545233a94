"""What changed, in the order of commits."""

from dataclasses import dataclass, field

from portal.contract.values import Json, Stamp

PRESENCE = "presence.changed"
"""The kind of event that says who has its subject open now (`data["people"]`); it has no number and is kept nowhere."""


@dataclass(frozen=True)
class Event:
    """One change. `kind` is a past-tense word such as `request.approved`; `subject` the id of what changed."""

    number: int
    kind: str
    subject: str
    at: Stamp
    data: dict[str, Json] = field(default_factory=dict)
