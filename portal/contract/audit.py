"""Who did what, when, on which digest; chained by hashes."""

from dataclasses import dataclass, field

from portal.contract.values import Json, PersonId, Stamp


@dataclass(frozen=True)
class AuditRow:
    """One act. `hash` covers the row and the hash before it."""

    number: int
    at: Stamp
    actor: PersonId
    act: str
    kind: str
    subject: str
    project: str
    digest: str
    mode: str
    data: dict[str, Json] = field(default_factory=dict)
    """Before and after, and the reason; ids of people only."""
    hash: str = ""


@dataclass(frozen=True)
class AuditPage:
    """A page of the audit, newest first."""

    items: tuple[AuditRow, ...]
    next: str | None = None


@dataclass(frozen=True)
class ChainState:
    """Whether the chain holds, up to which number, and where it breaks."""

    ok: bool
    verified_to: int
    head: str
    broken_at: int | None = None
    detail: str = ""
