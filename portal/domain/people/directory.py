"""The organisation in force: its file, overlaid with what was observed of people and groups in the directory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.model import Group, Organisation, Person


@dataclass(frozen=True)
class User:
    """A user account as the directory showed it."""

    enabled: bool
    guest: bool
    employee_id: str | None = None


@dataclass(frozen=True)
class SeenDirectory:
    """What was seen of the directory: user accounts and the members of groups, all by object id."""

    users: Mapping[str, User] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    """Accounts that were shown but could not be read, each with the reason; they count as gone."""


def overlaid(organisation: Organisation, seen: SeenDirectory, digest: str) -> Organisation:
    """The organisation as the directory shows it; what it does not show is not so: an account is gone, a group empty.

    Groups without an object id, and programs, are the file's own. `digest` names what was seen.
    """
    people = tuple(_person(one, seen) for one in organisation.people)
    groups = tuple(_group(one, people, seen) for one in organisation.groups)
    return restated(
        organisation, people=tuple(placed(one, groups) for one in people), groups=groups, directory_digest=digest
    )


def restated(organisation: Organisation, **seen_as: object) -> Organisation:
    """The organisation, but for what was seen."""
    # A copy would also copy what was worked out from the people as they were.
    return Organisation.model_construct(**{**dict(organisation), **seen_as})


def _person(person: Person, seen: SeenDirectory) -> Person:
    if person.kind == "ci":
        return person
    user = seen.users.get(person.object_id)
    number = (user.employee_id if user else None) or person.employee_id
    further = sorted(one for one, known in seen.users.items() if number and known.employee_id == number)
    others = tuple(dict.fromkeys((*person.accounts, *further)))
    return person.model_copy(
        update={
            "active": person.active and user is not None and user.enabled,
            "kind": "guest" if user is not None and user.guest else person.kind,
            "employee_id": number,
            "accounts": tuple(one for one in others if one != person.object_id),
        }
    )


def _group(group: Group, people: tuple[Person, ...], seen: SeenDirectory) -> Group:
    """The persons of whom any account that is still good is a member."""
    if group.object_id is None:
        return group
    inside = {one for one in seen.groups.get(group.object_id, ()) if one in seen.users and seen.users[one].enabled}
    members = tuple(one.id for one in people if inside & {one.object_id, *one.accounts})
    return group.model_copy(update={"members": members})


def placed(person: Person, groups: tuple[Group, ...]) -> Person:
    """The person with the groups they are in, and of the roles that groups grant only those that theirs do."""
    theirs = [one for one in groups if person.id in one.members]
    granted = {role for one in groups for role in one.grants}
    roles = [role for role in person.roles if role not in granted]
    roles += [role for one in theirs for role in one.grants]
    return person.model_copy(
        update={"roles": tuple(dict.fromkeys(roles)), "groups": tuple(one.id for one in theirs)},
    )
