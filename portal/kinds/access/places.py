"""Where an access request gives rights: the scope and the Azure roles for each stage, or for a registry."""

from dataclasses import dataclass

from catalog.model import Catalogue, JoinRole, Organisation
from portal.contract.projects import ProjectStage
from portal.domain.models.observed_workspaces import azure_id, registry_id
from portal.kinds.access.fields import EVERY_STAGE, target_of
from portal.kinds.kind import Facts, ProjectFact, Wish, sure


@dataclass(frozen=True)
class AccessScope:
    """One scope, what it is called, and the Azure roles that are given there."""

    stage: str
    """The stage that it serves; "" for a registry."""
    name: str
    group: str
    scope: str
    roles: tuple[str, ...]


def role_of(wish: Wish, catalogue: Catalogue) -> JoinRole:
    """The role that is asked for. Raises KeyError when the catalogue does not have it any more."""
    return sure(catalogue.roles.role(wish.text("role")), wish.text("role"))


def spots(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[AccessScope, ...]:
    """Every place in which the role gives rights, in the order of the stages; none when it gives none there."""
    role, target = role_of(wish, catalogue), target_of(wish.values)
    if target == "registry":
        return _registry(catalogue.organisation, wish.text("registry"), role)
    if target == "workspace":
        return _workspace(catalogue.organisation, wish.text("workspace"), role)
    project = facts.projects.get(wish.text("project"))
    if project is None:
        return ()
    wanted = wish.text("stage")
    return tuple(
        _of_project(project, place, role)
        for place in project.stages
        if role.stages.get(place.stage) and wanted in (EVERY_STAGE, place.stage)  # type: ignore[call-overload]
    )


def _of_project(project: ProjectFact, place: ProjectStage, role: JoinRole) -> AccessScope:
    given = role.stages[place.stage]  # type: ignore[index]
    return AccessScope(place.stage, place.workspace, place.resource_group, project.workspace_in(place.stage), given)


def _workspace(organisation: Organisation, name: str, role: JoinRole) -> tuple[AccessScope, ...]:
    found = organisation.workspace(name)
    if found is None or not role.stages.get(found.stage):
        return ()
    scope = azure_id(found.subscription, found.resource_group, found.name)
    return (AccessScope(found.stage, found.name, found.resource_group, scope, role.stages[found.stage]),)


def _registry(organisation: Organisation, name: str, role: JoinRole) -> tuple[AccessScope, ...]:
    found = next((one for one in organisation.registries if one.name == name), None)
    if found is None:
        return ()
    scope = registry_id(found.subscription, found.resource_group, found.name)
    return (AccessScope("", found.name, found.resource_group, scope, role.registry),)
