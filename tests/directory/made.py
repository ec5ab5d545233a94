"""An organisation whose directory is Graph, and readings of it."""

from collections.abc import Iterable, Mapping
from functools import cache

from catalog.load import load
from catalog.model import Catalogue
from portal.domain.people.directory import SeenDirectory, User

PLATFORM = "aaaaaaaa-0000-4000-8000-000000000001"
SPARE = "aaaaaaaa-0000-4000-8000-0000000000ff"


@cache
def starter() -> Catalogue:
    """The starter catalogue, read once."""
    return load(None)


@cache
def catalogue() -> Catalogue:
    """The starter catalogue, with its platform team in Graph: being a member is what makes one of the platform."""
    known = starter()
    groups = tuple(
        one.model_copy(update={"object_id": PLATFORM, "grants": ("platform",)}) if one.id == "ml-platform" else one
        for one in known.organisation.groups
    )
    return known.model_copy(
        update={"organisation": known.organisation.model_copy(update={"directory": "graph", "groups": groups})}
    )


def account(person: str) -> str:
    """The object id of a person of the starter catalogue."""
    known = starter().organisation.person(person)
    assert known is not None
    return known.object_id


def reading(
    platform: Iterable[str] = ("ana", "li"), gone: Iterable[str] = (), more: Mapping[str, User] | None = None
) -> SeenDirectory:
    """Everybody's account is there but those `gone`; `platform` are persons, or object ids, in the platform's group."""
    people = [one for one in starter().organisation.people if one.kind != "ci" and one.id not in set(gone)]
    users = {one.object_id: User(True, one.kind == "guest") for one in people} | dict(more or {})
    return SeenDirectory(users, {PLATFORM: frozenset(one if "-" in one else account(one) for one in platform)})
