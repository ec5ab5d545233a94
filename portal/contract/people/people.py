"""People, and who is asking."""

from dataclasses import dataclass

from portal.contract.people.delegations import Delegation
from portal.contract.values import PersonId, Stamp


@dataclass(frozen=True)
class Person:
    """A human or a CI identity as the directory knows it."""

    id: PersonId
    name: str
    title: str
    unit: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]
    kind: str = "human"
    active: bool = True
    persona: str | None = None


@dataclass(frozen=True)
class RoleOrigin:
    """A role that somebody holds, and where it came from."""

    role: str
    source: str


@dataclass(frozen=True)
class Right:
    """Something that one may do here, or may not, and why."""

    what: str
    may: bool
    why: str


@dataclass(frozen=True)
class Me:
    """Who is asking, in which mode, and what the frame says about it."""

    person: Person
    mode: str
    organisation: str
    azure: str
    """What stands behind: "emulated" or the name of the real tenant."""
    people: tuple[Person, ...] = ()
    readonly: bool = False
    """Whether this portal only looks and refuses every change."""
    presence: bool = False
    """Whether it is told who has which request open."""
    account: str = ""
    """The object id of the account that signed in; empty where nobody has to sign in."""
    account_source: str = ""
    """How the server knows who is asking."""
    roles: tuple[RoleOrigin, ...] = ()
    tenant: str = ""
    """The tenant of the account that signed in."""
    signed_in_until: Stamp | None = None
    """When the token of this call ends."""
    directory: str = ""
    """Where people and groups come from."""
    directory_read_at: Stamp | None = None
    """When they were last read there; None where the file itself is the directory, or it was never read."""
    rights: tuple[Right, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    """Who decides in one's place, and in whose place one decides, now or soon."""
