"""Groups whose members are those to whom the identity provider assigned an app role, as their own sign-ins show."""

from collections.abc import Mapping

from catalog.model import Group, Organisation, Person
from portal.domain.people.directory import placed, restated


def wanted(organisation: Organisation) -> frozenset[str]:
    """The app roles that make somebody a member of a group."""
    return frozenset(group.app_role for group in organisation.groups if group.app_role)


def assigned(organisation: Organisation, seen: Mapping[str, frozenset[str]], version: int) -> Organisation:
    """The organisation with the members that were seen, by account; of whom nothing was seen is no member.

    Groups without an app role are as they were. `version` names what was seen.
    """
    groups = tuple(_group(one, organisation.people, seen) for one in organisation.groups)
    people = tuple(placed(one, groups) for one in organisation.people)
    return restated(organisation, people=people, groups=groups, app_roles_version=version)


def accounts_of(organisation: Organisation, person_id: str) -> tuple[str, ...]:
    """The accounts by which a person is a member of a group that has an app role; none where they are in no such."""
    person = organisation.person(person_id)
    rests = any(person_id in group.members for group in organisation.groups if group.app_role)
    return (person.object_id, *person.accounts) if person is not None and rests else ()


def _group(group: Group, people: tuple[Person, ...], seen: Mapping[str, frozenset[str]]) -> Group:
    if not group.app_role:
        return group
    inside = {account for account, roles in seen.items() if group.app_role in roles}
    members = tuple(one.id for one in people if one.kind == "human" and inside & {one.object_id, *one.accounts})
    return group.model_copy(update={"members": members})
