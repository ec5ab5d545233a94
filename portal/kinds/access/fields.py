"""What kind `access` asks: what to join, as what, who, and for how long."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, JoinRole, Person
from portal.kinds.asked_project import reason_field
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts

DEFAULT_DAYS = 90
LONGEST_DAYS = 365
EVERY_STAGE = "all"
TARGETS = ("project", "workspace", "registry")


def target_of(values: Mapping[str, Any]) -> str:
    """What is to be joined: the first of project, workspace and registry that was answered."""
    return next((target for target in TARGETS if values.get(target)), "project")


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """The fields of an access request; roles and stages depend on what is to be joined and by whom."""
    target = target_of(given)
    joining = catalogue.organisation.person(str(given.get("person") or person.id)) or person
    roles = catalogue.roles.that_join(target)
    first = next((role.id for role in roles if joining.kind in role.people), None)
    return (
        *_targets(catalogue, facts),
        Field("role", "Role", "What you will do there; it decides on the rights in each stage", "choice",
              choices=some_of((_role(role, joining) for role in roles), f"the catalogue knows no role for a {target}"),
              assumed=first, section="What"),
        *(_stage(catalogue) if target == "project" else ()),
        Field("person", "Who", "Who gets the rights; you, unless you ask for somebody else", "choice",
              choices=tuple(Choice(one.id, one.name, one.title) for one in catalogue.organisation.people if one.active),
              assumed=person.id, origin="derived", section="Who"),
        Field("days", "For how many days", "When the rights end, unless they are asked for again", "integer",
              assumed=DEFAULT_DAYS, minimum=1, maximum=LONGEST_DAYS, section="Lease"),
        reason_field(),
    )  # fmt: skip


def _targets(catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    organisation = catalogue.organisation
    known = (facts.projects[name] for name in facts.order)
    offered = {
        "project": tuple(Choice(one.name, one.name, f"{one.unit}, of {one.owner}") for one in known),
        "workspace": tuple(Choice(one.name, one.name, f"{one.unit}, {one.stage}") for one in organisation.workspaces),
        "registry": tuple(Choice(one.name, one.name, one.region) for one in organisation.registries),
    }
    told = {
        "project": "The project to join, with its places in every stage",
        "workspace": "Or one workspace alone",
        "registry": "Or a registry, through which models move between stages",
    }
    return tuple(
        Field(target, target.capitalize(), told[target], "choice", required=False, section="What",
              choices=some_of(offered[target], f"there is no {target}"))
        for target in TARGETS
    )  # fmt: skip


def _role(role: JoinRole, joining: Person) -> Choice:
    kind = {"human": "people", "ci": "CI identities", "guest": "guests"}
    allowed = " and ".join(kind[one] for one in role.people)
    return Choice(role.id, role.title, role.use_when, "" if joining.kind in role.people else f"it is for {allowed}")


def _stage(catalogue: Catalogue) -> tuple[Field, ...]:
    stages = tuple(Choice(one.id, one.title) for one in catalogue.organisation.stages)
    every = Choice(EVERY_STAGE, "every stage", "with the rights that the role has there")
    return (
        Field("stage", "Stage", "One stage, or all of them", "choice", choices=(every, *stages), assumed=EVERY_STAGE,
              section="What"),
    )  # fmt: skip
