"""The answers that a project's template is rendered with. Ids of people, never names: they end in immutable rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.model import Catalogue, Organisation, Template
from portal.kinds.kind import Wish
from portal.kinds.projects.places import StageWorkspace
from portal.kinds.tags import required_tags

_TEAM_ROLES = ("data_scientist", "ml_engineer", "data_engineer")
_UNIT_ROLES = (*_TEAM_ROLES, "team_lead", "product_owner")
_PLATFORMS = ("platform", "tester", "security", "cost_owner")


def people_by_role(organisation: Organisation, unit: str, owner: str) -> dict[str, list[str]]:
    """Who holds which role for a project of `unit`: its own people, and the central teams."""
    held: dict[str, list[str]] = {"owner": [owner]}
    for person in organisation.people:
        if not person.active or person.kind != "human":
            continue
        for role in person.roles:
            if role in _PLATFORMS or (role in _UNIT_ROLES and person.unit == unit):
                held.setdefault(role, []).append(person.id)
    return held


def team(organisation: Organisation, unit: str, owner: str) -> tuple[str, ...]:
    """Who works in a project's workspaces: its owner and the unit's scientists and engineers."""
    return _holders(people_by_role(organisation, unit, owner), _TEAM_ROLES, owner)


def members(organisation: Organisation, unit: str, owner: str) -> tuple[str, ...]:
    """Who belongs to a project: its team, and whoever answers for its purpose and its tests."""
    return _holders(people_by_role(organisation, unit, owner), (*_TEAM_ROLES, "product_owner", "tester"), owner)


def _holders(held: Mapping[str, Sequence[str]], roles: Sequence[str], owner: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([owner, *(person for role in roles for person in held.get(role, ()))]))


def answers(
    wish: Wish, template: Template, placed: Sequence[StageWorkspace], catalogue: Catalogue
) -> Mapping[str, Any]:
    """Every variable of a project template, the template's own questions included."""
    organisation = catalogue.organisation
    name, unit, owner = wish.text("name"), wish.text("unit"), wish.text("owner")
    held = people_by_role(organisation, unit, owner)
    environment = catalogue.environment(template.default_environment)
    more = {
        "data_classification": wish.text("data_classification"),
        "criticality": wish.text("criticality"),
        "template": template.id,
        "template_version": template.version,
    }
    platform = held.get("platform", [owner])
    engineers = held.get("ml_engineer", [owner])
    return {
        "project_name": name,
        "package_name": name.replace("-", "_"),
        "title": name,
        "description": wish.text("description"),
        "owner_id": owner,
        "owner_name": owner,
        "unit": unit,
        "cost_centre": wish.text("cost_centre"),
        "data_classification": wish.text("data_classification"),
        "criticality": wish.text("criticality"),
        "template_id": template.id,
        "template_version": template.version,
        "request_id": wish.request,
        "region": placed[0].region,
        "organisation": organisation.name,
        "required_tags": required_tags(catalogue, name, owner, unit, placed[0].stage, **more),
        "stages": [
            {
                "id": place.stage,
                "branch": place.branch,
                "resource_group": place.resource_group,
                "workspace": place.workspace,
                "subscription_id": place.subscription,
                "compute": f"{name[:14].rstrip('-')}-cpu",
                "environment": f"{name}-env",
            }
            for place in placed
        ],
        "people": held,
        "code_owners": {
            "*": [owner],
            "/.github/": platform,
            "/infrastructure/": platform,
            "/config/": platform,
            "/azureml/": engineers,
        },
        "environment": environment.reference if environment else "",
        "registry": organisation.registries[0].name if organisation.registries else "",
        **{question.name: wish.values.get(question.name) for question in template.questions},
    }
