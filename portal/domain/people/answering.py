"""Who answers for a role: the person that is waited on, and who acts when they are away."""

from collections.abc import Collection

from catalog.model import Organisation, Person


def answering(organisation: Organisation, role: str, unit: str, barred: Collection[str] = ()) -> tuple[str, ...]:
    """The persons who answer for a role in a unit, the one to wait on first, the deputy second.

    Holders in the unit stand before holders elsewhere, and the unit's lead stands in when there are no more. Only
    active humans count, and nobody who is barred.
    """
    people = [one for one in organisation.people if one.active and one.kind == "human" and one.id not in barred]
    holders = [one for one in people if role in one.roles]
    known = organisation.unit(unit)
    leads = [one for one in people if known is not None and one.id == known.lead]
    ordered = sorted(holders, key=lambda one: one.unit != unit)
    return tuple(dict.fromkeys(one.id for one in (*ordered, *leads)))


def may_answer(organisation: Organisation, person: Person, role: str, unit: str) -> bool:
    """Whether a person's word counts as a role's: they hold it, and in the unit where somebody there does."""
    if role not in person.roles or person.kind != "human" or not person.active:
        return False
    own = any(role in one.roles and one.unit == unit for one in organisation.people if one.active)
    return person.unit == unit or not own
