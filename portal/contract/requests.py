"""Requests, their revisions and reviews, and what each person may do with them."""

from dataclasses import dataclass, field

from portal.contract.operations import Operation, ReadyCard
from portal.contract.plan import Need, Plan, PolicyOutcome
from portal.contract.reviews import DenialReason, ReviewPace
from portal.contract.values import Cents, Json, PersonId, Stamp


@dataclass(frozen=True)
class KindRow:
    """One kind of request."""

    id: str
    title: str
    summary: str


@dataclass(frozen=True)
class Form:
    """The form of a kind as JSON Schema (draft 2020-12), for what has been answered so far.

    Beside the standard keywords a property may carry `x-choices` (a list of `{"value", "title", "note", "disabled"}`,
    where `disabled` is the reason or ""), `x-section`, and `x-assumed` (the value taken when nothing is answered).
    """

    kind: str
    title: str
    summary: str
    schema: dict[str, Json]


@dataclass(frozen=True)
class Draft:
    """A wish that is not submitted; saved on every change."""

    id: str
    kind: str
    spec: dict[str, Json]
    updated_at: Stamp
    request: str | None = None
    """The request that this draft edits, if it does."""


@dataclass(frozen=True)
class WaitingOn:
    """Who has to act next, since when, and what they have to do."""

    people: tuple[PersonId, ...]
    what: str
    since: Stamp
    usual_hours: float | None = None


@dataclass(frozen=True)
class Action:
    """Something that the asking person may do now, or the reason why not."""

    name: str
    allowed: bool
    reason: str = ""


@dataclass(frozen=True)
class Review:
    """One person's vote on one digest; `counts` says whether it still stands, `why_not` why it does not."""

    number: int
    person: PersonId
    verdict: str
    reason: str
    revision: int
    digest: str
    at: Stamp
    counts: bool
    why_not: str = ""
    in_place_of: PersonId = ""
    """Who was away and let this person decide, or ""."""
    code: str = ""
    """The reason of the catalogue that a denial names, or ""; `reason` says it in words."""
    teaches: str = ""
    """What whoever asked can do now, by that reason."""


@dataclass(frozen=True)
class Revision:
    """One immutable version of a wish."""

    number: int
    digest: str
    spec: dict[str, Json]
    origins: dict[str, str]
    made_by: PersonId
    at: Stamp
    note: str = ""


@dataclass(frozen=True)
class CounterProposal:
    """Another wish that somebody who decides would rather agree to; `changes` is what it would change."""

    number: int
    person: PersonId
    reason: str
    at: Stamp
    revision: int
    state: str
    """`open`, `accepted`, `declined`, or `outdated` when the request was changed meanwhile."""
    changes: tuple[dict[str, Json], ...]
    """Each `{"name", "was", "is"}`."""


@dataclass(frozen=True)
class RequestRow:
    """One line of a list of requests."""

    id: str
    kind: str
    title: str
    requester: PersonId
    unit: str
    project: str
    stage: str
    state: str
    tier: str
    revision: int
    monthly_cents: Cents
    days: int | None
    submitted_at: Stamp
    updated_at: Stamp
    approvals: str
    """Votes given and needed, in words: "1 of 2", "automatic"."""
    waiting_on: WaitingOn | None
    flags: tuple[str, ...] = ()
    """What wants thought: "over budget", "quota full", "assumed values", "blocked fact"."""
    easy: bool = False
    """All rules pass, within budget, nothing assumed that matters: one key is enough."""
    seen: bool = True
    digest: str = ""
    progress: float | None = None


@dataclass(frozen=True)
class RequestPage:
    """A page of requests; `next` is the cursor of the next one."""

    items: tuple[RequestRow, ...]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened to a request, for its page."""

    at: Stamp
    who: PersonId
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Request:
    """Everything about one request."""

    id: str
    kind: str
    title: str
    requester: PersonId
    unit: str
    project: str
    stage: str
    state: str
    revision: int
    digest: str
    tier: str
    spec: dict[str, Json]
    origins: dict[str, str]
    plan: Plan
    policy: PolicyOutcome
    reviews: tuple[Review, ...]
    missing: tuple[Need, ...]
    waiting_on: WaitingOn | None
    operation: Operation | None
    revisions: tuple[Revision, ...]
    timeline: tuple[TimelineEntry, ...]
    actions: tuple[Action, ...]
    submitted_at: Stamp
    updated_at: Stamp
    expires_at: Stamp | None
    hold_until: Stamp | None
    mode: str
    flags: tuple[str, ...] = ()
    easy: bool = False
    card: ReadyCard | None = None
    reason: str = ""
    """Why it is in a state that somebody may not have expected."""
    context: dict[str, Json] = field(default_factory=dict)
    """What a decision needs beside the plan: `budget`, `requester_leases`, `decided_alike`, `standard_difference`."""
    proposals: tuple[CounterProposal, ...] = ()
    open_by: tuple[PersonId, ...] = ()
    """Who else has it open to decide on it, now; told on its own page, and written down nowhere."""
    pace: ReviewPace | None = None
    """How time passes while people decide; None when nobody has to."""
    denials: tuple[DenialReason, ...] = ()
    """The reasons that the catalogue offers to deny it, while it can be denied."""
    again_of: str = ""
    """The request that this one asks for again, or ""."""
    asked_again: str = ""
    """The request that asks for this one again, or ""."""

    @property
    def answers(self) -> dict[str, Json]:
        """What its requester answered; the rest of the spec was derived or assumed and is worked out anew."""
        return {name: value for name, value in self.spec.items() if self.origins.get(name, "answered") == "answered"}


@dataclass(frozen=True)
class Submission:
    """What comes in when somebody asks for something."""

    kind: str
    spec: dict[str, Json]
    draft: str | None = None


@dataclass(frozen=True)
class AskingAgain:
    """What comes in when somebody asks again for what came to nothing: all answers, or none for the same as before."""

    spec: dict[str, Json] | None = None


@dataclass(frozen=True)
class Vote:
    """What comes in when somebody reviews; `digest` is what was shown to them."""

    verdict: str
    digest: str | None = None
    reason: str = ""
    code: str = ""
    """For a denial: the code of a reason of the catalogue, to which `reason` may add words."""


@dataclass(frozen=True)
class Proposing:
    """What comes in when somebody proposes another wish: all its answers, and why."""

    spec: dict[str, Json]
    reason: str


@dataclass(frozen=True)
class Answering:
    """What comes in when the requester answers a counter-proposal; without a number it is the newest open one."""

    number: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Note:
    """A reason or a question that comes in beside an act."""

    text: str = ""


@dataclass(frozen=True)
class SecondLook:
    """What comes in when a second person has looked at a break-glass: whether it was right, and why."""

    reason: str
    agrees: bool = True


@dataclass(frozen=True)
class Postponement:
    """What comes in when the end of a lease is put off: the resource by name or Azure id, and by how many hours."""

    resource: str
    hours: int = 2
