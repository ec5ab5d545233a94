"""Warnings about the organisation: what hangs on one person, on nobody, or on somebody who has left."""

from collections.abc import Iterator

from catalog.finding import Finding
from catalog.model import Organisation

FILE = "organisation.yaml"


def check_organisation(organisation: Organisation) -> Iterator[Finding]:
    """Every warning about people, groups, units and accountabilities."""
    yield from _check_people(organisation)
    yield from _check_groups(organisation)
    yield from _check_raci(organisation)


def _check_people(organisation: Organisation) -> Iterator[Finding]:
    for person in organisation.people:
        if person.active and person.unit is None:
            message = "this person belongs to no unit"
            yield Finding(FILE, "no-unit", person.id, message, "name a unit, so that requests find a budget")
    for unit in organisation.units:
        for what, person_id in (("lead", unit.lead), ("cost owner", unit.cost_owner)):
            found = organisation.person(person_id)
            if found is not None and not found.active:
                yield Finding(FILE, "left", unit.id, f"its {what} {person_id} has left", "name somebody else")


def _check_groups(organisation: Organisation) -> Iterator[Finding]:
    for group in organisation.groups:
        members = [person for person in map(organisation.person, group.members) if person is not None]
        for person in members:
            if not person.active:
                yield Finding(FILE, "left", group.id, f"{person.id} has left and is still a member", "remove them")
        active = [person for person in members if person.active]
        if not active:
            yield Finding(FILE, "empty-group", group.id, "it has no active member", "add members, or remove it")
        elif len(active) == 1:
            message = f"everything it owns waits for {active[0].id} alone"
            yield Finding(FILE, "one-member", group.id, message, "add a second member")


def _check_raci(organisation: Organisation) -> Iterator[Finding]:
    roles = organisation.roles()
    for row in organisation.raci:
        accountable = row.accountable()
        allowed = 2 if row.dual_key else 1
        if len(accountable) != allowed:
            who = ", ".join(accountable) or "nobody"
            message = f"accountable are {who}; there should be {allowed}"
            yield Finding(FILE, "accountable", row.activity, message, f"give exactly {allowed} an A")
        if not any(letter in ("R", "A/R") for letter in row.letters.values()):
            yield Finding(FILE, "responsible", row.activity, "nobody is responsible", "give somebody an R")
        for role, letter in row.letters.items():
            if role not in roles and letter in ("R", "A", "A/R"):
                message = f"{role} has {letter}, and nobody has this role"
                yield Finding(FILE, "unfilled-role", row.activity, message, "give somebody the role, or hire")
