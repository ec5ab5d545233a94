"""What kind `environment` asks, and what it assumes."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Environment, Person
from portal.contract.limits import TEXT_LENGTH
from portal.kinds.asked_project import chosen, mine, project_field, reason_field
from portal.kinds.closed import why_closed
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Facts, ProjectFact

CURATED, CUSTOM = "curated", "custom"
EVERY_STAGE = "all"
LONGEST_LIST = 60
"""How many packages may be added to a base; who needs more needs a base of their own."""


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """The fields for what was answered so far; the packages are asked of a custom environment alone."""
    offered = mine(person, facts)
    first = offered[0].name if offered else None
    project = chosen(given, facts, first)
    base = catalogue.environment(str(given.get("base", "")))
    custom = given.get("how") == CUSTOM
    name = _name(given, base, project, custom)
    return (
        project_field("Whose workspaces it is for", offered, "you belong to no project yet", first),
        Field("base", "Base", "A curated environment of the catalogue", "choice",
              choices=tuple(_choice(one) for one in catalogue.environments), section="What"),
        Field("base_version", "Version of the base", "The version in its registry, a number; never `latest`",
              pattern=r"[0-9]{1,9}", longest=9, assumed=base.version if base else None, origin="derived",
              section="What"),
        Field("how", "How", "As it is, or with packages of your own on top", "choice",
              choices=(Choice(CURATED, "as it is"), Choice(CUSTOM, "with packages")), assumed=CURATED, section="What"),
        *(_own_fields(base) if custom else ()),
        Field("stage", "Stage", "Where jobs may use it; a model that moves on needs the same version everywhere",
              "choice", choices=(Choice(EVERY_STAGE, "every stage"),
                                 *(Choice(one.id, one.title) for one in catalogue.organisation.stages)),
              assumed="dev", section="Where"),
        Field("name", "Name", "Its name in the workspace: letters, digits, dots, hyphens and underscores",
              pattern=r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}", longest=63, assumed=name, origin="derived", section="Where"),
        Field("version", "Version", "Its version in the workspace, a number; never `latest`", pattern=r"[0-9]{1,9}",
              longest=9, assumed=next_version(str(given.get("name") or name), project, facts), origin="derived",
              section="Where"),
        reason_field(),
    )  # fmt: skip


def _own_fields(base: Environment | None) -> tuple[Field, ...]:
    return (
        Field("packages", "Packages", "What is added, each pinned, such as pandas==2.2.3; blanks or lines between them",
              "text", longest=TEXT_LENGTH, section="What"),
        Field("python", "Python", "Has to be the one of the base", pattern=r"3\.[0-9]{1,2}", longest=4,
              assumed=base.python if base else None, origin="derived", required=False, section="What"),
    )  # fmt: skip


def _choice(item: Environment) -> Choice:
    note = f"{item.purpose}, {item.os_actual or 'system not known'}" + (
        ", not what its name says" if item.base_differs else ""
    )
    return Choice(item.id, item.title, note, why_closed(item))


def _name(given: Mapping[str, Any], base: Environment | None, project: ProjectFact | None, custom: bool) -> str | None:
    if custom:
        return f"{project.name}-own" if project else None
    return base.name if base else None


def next_version(name: str, project: ProjectFact | None, facts: Facts) -> str:
    """One more than the highest version of that name that the inventory knows in the project's workspaces."""
    known = versions(name, project, facts)
    return str(max(known, default=0) + 1)


def versions(name: str, project: ProjectFact | None, facts: Facts) -> set[int]:
    """The numbered versions of a name that the inventory knows in the project's workspaces."""
    workspaces = {one.workspace for one in project.stages} if project else set()
    found = set()
    for one in facts.resources.values():
        known, _, version = one.name.rpartition(":")
        if one.kind == "environment" and known == name and version.isdecimal() and one.workspace in workspaces:
            found.add(int(version))
    return found
