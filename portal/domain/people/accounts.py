"""Which person is behind an account: a human may have several, and counts once."""

from collections.abc import Iterable

from catalog.model import Group, Organisation, Person


def person_behind(organisation: Organisation, object_id: str) -> Person | None:
    """The person who signs in with this account of the organisation's tenant, also one who has left."""
    return next((one for one in organisation.people if object_id in (one.object_id, *one.accounts)), None)


def same_humans(organisation: Organisation, ids: Iterable[str]) -> frozenset[str]:
    """These people and everybody who is the same human as one of them."""
    wanted = frozenset(ids)
    numbers = {one.employee_id for one in organisation.people if one.id in wanted and one.employee_id}
    return wanted | {one.id for one in organisation.people if one.employee_id in numbers}


def named_again(organisation: Organisation) -> frozenset[str]:
    """People who are a human that is listed before them already: they count once, as who they are listed first."""
    first: dict[str, str] = {}
    for one in organisation.people:
        if one.employee_id:
            first.setdefault(one.employee_id, one.id)
    return frozenset(one.id for one in organisation.people if one.employee_id and first[one.employee_id] != one.id)


def unverified(organisation: Organisation, ids: Iterable[str]) -> frozenset[str]:
    """Those of these people of whom nothing says which human they are, so that another account may be theirs too."""
    wanted = frozenset(ids)
    return frozenset(
        one.id
        for one in organisation.people
        if one.id in wanted and one.kind != "ci" and not one.employee_id and not one.accounts
    )


def role_sources(organisation: Organisation, person: Person) -> tuple[tuple[str, str], ...]:
    """Each role of a person and where it came from."""
    told = []
    for role in person.roles:
        groups = [one for one in organisation.groups if role in one.grants and person.id in one.members]
        by = [f"the group {one.title}{_as_said(organisation, one)}" for one in groups]
        told.append((role, "; ".join(by) or "organisation.yaml"))
    return tuple(told)


def _as_said(organisation: Organisation, group: Group) -> str:
    """Who says who is in a group, where it is not the file."""
    if group.app_role and organisation.app_roles_version:
        return f", as sign-ins say (app role {group.app_role})"
    return ", as the directory says" if organisation.directory == "graph" and group.object_id else ""
