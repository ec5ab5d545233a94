"""What needs me now."""

from dataclasses import dataclass

from portal.contract.operations import Operation
from portal.contract.people.notices import Notice
from portal.contract.people.watches import Watch
from portal.contract.projects import Resource
from portal.contract.requests import RequestRow
from portal.contract.values import Json, PersonId, Stamp


@dataclass(frozen=True)
class Change:
    """Something that happened since the person last looked."""

    number: int
    at: Stamp
    kind: str
    subject: str
    who: PersonId
    text: str


@dataclass(frozen=True)
class Owed:
    """Something that has to be said about a request after it started."""

    request: str
    what: str
    """`reason`, of a rollback; `review`, a second person's look at a break-glass."""
    title: str
    person: PersonId
    """Who owes the reason, or whose break-glass it was."""
    due_at: Stamp
    late: bool
    can_do: bool
    """Whether the asking person can say it; else they wait for somebody."""


@dataclass(frozen=True)
class Home:
    """Waiting on me, mine, running, and what changed since I last looked."""

    waiting: tuple[RequestRow, ...]
    mine: tuple[RequestRow, ...]
    leases: tuple[Resource, ...]
    running: tuple[Operation, ...]
    changes: tuple[Change, ...]
    counts: dict[str, int]
    """`approvals`, `requests`, `leases`, `failed`, `home` (unseen news): for the numbers beside the tabs."""
    stories: tuple[dict[str, Json], ...] = ()
    """Demo only: what is worth a look, each `{"text", "screen", "subject"}`."""
    last_seen: Stamp | None = None
    watches: tuple[Watch, ...] = ()
    """What the person waited for and is free now."""
    owed: tuple[Owed, ...] = ()
    """What has to be said afterwards, by the person or by somebody else about what they did."""
    notices: tuple[Notice, ...] = ()
    """What the person was told and has not seen, but for whose turn it is; the newest few, newest first."""
