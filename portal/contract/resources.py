"""What is there: made here, adopted or only found, with what may be asked for about it; and asking for several."""

from dataclasses import dataclass

from portal.contract.problem import ProblemBody
from portal.contract.values import Cents, Json, PersonId, Stamp


@dataclass(frozen=True)
class ResourceRow:
    """One thing in Azure, or beside it, with what it costs, whose it is or seems to be, and when it was last used."""

    id: str
    label: str
    """What requests call it: its name, with more where another one has the same."""
    kind: str
    name: str
    project: str
    guess: str
    """The project that it seems to belong to, where the inventory names none; "" when nothing says."""
    guessed_by: str
    unit: str
    stage: str
    workspace: str
    size: str
    owner: PersonId
    state: str
    origin: str
    """`made` by the portal, `adopted`, or `found`."""
    monthly_cents: Cents | None
    """None when nobody knows."""
    lease_until: Stamp | None
    used_at: Stamp | None
    """When it was last in use; None when Azure does not say."""
    observed_at: Stamp | None
    request: str | None
    asked: str = ""
    """The open request about it, or ""."""
    adopt: str = ""
    """Why the person who asks may not adopt it; "" when they may. The next two say the same of other kinds."""
    extension: str = ""
    decommission: str = ""


@dataclass(frozen=True)
class ResourcePage:
    """A page of what is there, with totals over all that match."""

    items: tuple[ResourceRow, ...]
    next: str | None
    total: int
    monthly_cents: Cents
    unpriced: int
    """How many of them nobody knows the cost of; they are not in the sum."""
    observed_at: Stamp | None
    """When Azure was last looked at; None when it never was, so that nothing could be found."""


@dataclass(frozen=True)
class Several:
    """What comes in when somebody asks for the same about several things in one go."""

    kind: str
    specs: tuple[dict[str, Json], ...]


@dataclass(frozen=True)
class AskedOne:
    """What came of one of several wishes: a request, or why there is none."""

    about: str
    request: str
    state: str
    title: str
    policy: str
    """Who has to agree, in words."""
    problem: ProblemBody | None = None


@dataclass(frozen=True)
class AskedSeveral:
    """What came of each wish, in the order in which they were asked."""

    items: tuple[AskedOne, ...]
    next: str | None = None
