"""Who decides in whose place while they are away."""

from dataclasses import dataclass

from portal.contract.values import PersonId, Stamp


@dataclass(frozen=True)
class Delegation:
    """Somebody lets another person decide in their place; `kinds` are the kinds of request, none means all."""

    number: int
    person: PersonId
    delegate: PersonId
    since: Stamp
    until: Stamp
    reason: str
    kinds: tuple[str, ...] = ()
    active: bool = False


@dataclass(frozen=True)
class DelegationWish:
    """What comes in when somebody will be away; moments as people write them, such as `friday 18:00`."""

    delegate: PersonId
    until: str
    reason: str
    since: str = "now"
    kinds: tuple[str, ...] = ()
