"""Who answers for what in a project: the organisation's RACI, filled with people, and what is not filled. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from catalog.model import Organisation, Person, RaciRow
from portal.contract.projects import Duty

ORGANISATION_WIDE = ("platform", "security", "cost_owner", "architect", "lead")
"""Roles whose holders serve every project; the others have to be held by a member of the project or of its unit."""


def circle(organisation: Organisation, unit: str, owner: str, members: Iterable[str]) -> dict[str, Person]:
    """The people who can hold a duty in a project: owner, members, its unit's lead and cost owner, and central roles.

    Those who have left are among them, so that a gap can name them.
    """
    named = {owner, *members}
    home = organisation.unit(unit)
    if home is not None:
        named |= {home.lead, home.cost_owner}
    return {
        person.id: person
        for person in organisation.people
        if person.kind == "human" and (person.id in named or any(role in ORGANISATION_WIDE for role in person.roles))
    }


def duties(raci: Iterable[RaciRow], people: Mapping[str, Person]) -> tuple[Duty, ...]:
    """One duty for each activity of the RACI, with the people who hold its letters, and the gap if there is one."""
    holders: dict[str, list[str]] = {}
    for person in sorted(people.values(), key=lambda one: one.id):
        for role in person.roles:
            holders.setdefault(role, []).append(person.id)
    return tuple(_duty(row, holders, people) for row in raci)


def _duty(row: RaciRow, holders: Mapping[str, Sequence[str]], people: Mapping[str, Person]) -> Duty:
    def held(*letters: str) -> tuple[str, ...]:
        ids = [one for role, letter in row.letters.items() if letter in letters for one in holders.get(role, ())]
        return tuple(dict.fromkeys(one for one in ids if people[one].active))

    return Duty(
        activity=row.activity,
        title=row.title,
        accountable=held("A", "A/R"),
        responsible=held("R", "A/R"),
        consulted=held("C"),
        informed=held("I"),
        gap="; ".join(_gaps(row, holders, people)),
    )


def _gaps(row: RaciRow, holders: Mapping[str, Sequence[str]], people: Mapping[str, Person]) -> list[str]:
    """Each accountable role has to be held; of the responsible roles one is enough."""
    roles = {letter: [role for role, given in row.letters.items() if given == letter] for letter in ("A", "A/R", "R")}
    missing = [[role] for role in (*roles["A"], *roles["A/R"]) if not _is_held(role, holders, people)]
    doers = [*roles["A/R"], *roles["R"]]
    if roles["R"] and not any(_is_held(role, holders, people) for role in doers):
        missing.append(roles["R"])
    return [_sentence(group, holders, people) for group in missing]


def _is_held(role: str, holders: Mapping[str, Sequence[str]], people: Mapping[str, Person]) -> bool:
    return any(people[one].active for one in holders.get(role, ()))


def _sentence(roles: Sequence[str], holders: Mapping[str, Sequence[str]], people: Mapping[str, Person]) -> str:
    gone = [one for role in roles for one in holders.get(role, ()) if not people[one].active]
    said = "nobody is " + " or ".join(role.replace("_", " ") for role in roles)
    return f"{said} ({', '.join(gone)} left)" if gone else said
