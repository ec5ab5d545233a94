"""The ordered effects of a project's plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.model import Catalogue, Person, Template
from portal.contract.plan import Effect
from portal.kinds.asked_person import assignment
from portal.kinds.kind import Facts, Wish
from portal.kinds.naming import PlannedName, checked, name_of, unique_name
from portal.kinds.projects.answers import answers, members, team
from portal.kinds.projects.places import StageWorkspace
from portal.kinds.projects.topology import decision
from portal.kinds.tags import required_tags

ROLES = {"dev": "AzureML Data Scientist", "test": "Reader", "prod": "Reader"}
"""What the team gets in each stage; nobody of it writes to test or prod by hand."""


def effects(
    wish: Wish, template: Template, placed: Sequence[StageWorkspace], catalogue: Catalogue, files: Mapping[str, str]
) -> tuple[Effect, ...]:
    """Places first, then rights and environments in them, then the repository, and the inventory last."""
    made: list[Effect] = []
    for place in placed:
        if not place.shared:
            made += _own_place(wish, place, catalogue)
        made += _rights(wish, place, catalogue)
        made.append(_environment(wish, template, place, catalogue))
    made.append(_repository(wish, template, placed, catalogue, files))
    made.append(_inventory(wish, template, placed, catalogue))
    return tuple(made)


def planned_names(
    wish: Wish, placed: Sequence[StageWorkspace], catalogue: Catalogue, facts: Facts
) -> tuple[PlannedName, ...]:
    """The names that a project's own workspaces bring; none where it shares existing ones."""
    made = []
    name, unit = wish.text("name"), wish.text("unit")
    for place in placed:
        if place.shared:
            continue
        made.append(checked("resource_group", place.resource_group, place.subscription, facts))
        made.append(checked("workspace", place.workspace, place.resource_group, facts, wish.today))
        for kind in ("key_vault", "storage", "registry"):
            made.append(checked(kind, unique_name(catalogue, kind, name, place.stage, unit, wish.request), "", facts))
    return tuple(made)


def _tags(wish: Wish, stage: str, catalogue: Catalogue) -> dict[str, str]:
    more = {
        "data_classification": wish.text("data_classification"),
        "criticality": wish.text("criticality"),
        "template": wish.text("template"),
    }
    return required_tags(catalogue, wish.text("name"), wish.text("owner"), wish.text("unit"), stage, **more)


def _own_place(wish: Wish, place: StageWorkspace, catalogue: Catalogue) -> list[Effect]:
    name, unit, stage = wish.text("name"), wish.text("unit"), place.stage
    group: dict[str, Any] = {
        "subscription": place.subscription,
        "name": place.resource_group,
        "location": place.region,
        "tags": {"managed_by": "ml-portal"},
    }
    scope = f"/subscriptions/{place.subscription}/resourceGroups/{place.resource_group}"
    tags = _tags(wish, stage, catalogue)
    parameters = {
        "workspace": place.workspace,
        "location": place.region,
        "storage": unique_name(catalogue, "storage", name, stage, unit, wish.request),
        "keyVault": unique_name(catalogue, "key_vault", name, stage, unit, wish.request),
        "insights": name_of(catalogue, "insights", name, stage, unit),
        "registry": unique_name(catalogue, "registry", name, stage, unit, wish.request),
        "tags": tags,
    }
    workspace = {
        "subscription": place.subscription,
        "resource_group": place.resource_group,
        "name": place.workspace,
        "location": place.region,
        "tags": tags,
        "deployment": f"portal-{name}-{stage}",
        "template": catalogue.infrastructure["workspace"],
        "parameters": parameters,
    }
    title = place.resource_group
    return [
        Effect(f"resource-group-{stage}", "resource_group", f"Resource group {title}", title, stage, group),
        Effect(f"tags-{stage}", "tags", f"Cost tags on {title}", title, stage, {"scope": scope, "tags": tags}),
        Effect(f"workspace-{stage}", "workspace", f"Workspace {place.workspace}", place.workspace, stage, workspace),
    ]


def _rights(wish: Wish, place: StageWorkspace, catalogue: Catalogue) -> list[Effect]:
    members = team(catalogue.organisation, wish.text("unit"), wish.text("owner"))
    known = filter(None, map(catalogue.organisation.person, members))
    return [right(place.stage, place.workspace, place.scope, one) for one in known]


def right(stage: str, workspace: str, scope: str, member: Person) -> Effect:
    """The step that gives a member of a project what its team has in the workspace of a stage."""
    return assignment(f"role-{stage}-{member.id}", ROLES.get(stage, "Reader"), workspace, scope, stage, member)


def _environment(wish: Wish, template: Template, place: StageWorkspace, catalogue: Catalogue) -> Effect:
    environment = catalogue.environment(template.default_environment)
    name = f"{wish.text('name')}-env"
    payload = {
        "subscription": place.subscription,
        "resource_group": place.resource_group,
        "workspace": place.workspace,
        "name": name,
        "version": "1",
        "image": _image(environment.name) if environment else None,
        "conda": None,
        "description": f"{template.default_environment}, for {wish.text('name')}",
        "tags": {"project_id": wish.text("name"), "managed_by": "ml-portal"},
    }
    title = f"Environment {name}:1 in {place.workspace}"
    return Effect(f"environment-{place.stage}", "environment", title, name, place.stage, payload)


def _image(name: str) -> str:
    """The image of a curated environment in Microsoft's public registry."""
    return f"mcr.microsoft.com/azureml/curated/{name}"


def _repository(
    wish: Wish, template: Template, placed: Sequence[StageWorkspace], catalogue: Catalogue, files: Mapping[str, str]
) -> Effect:
    name = wish.text("name")
    payload = {
        "name": name,
        "template": template.id,
        "template_digest": catalogue.digest(template.id),
        "answers": dict(answers(wish, template, placed, catalogue)),
        "files": dict(files),
        "branches": ["main", "develop"],
        "author": wish.text("owner"),
        "date": f"{wish.today}T00:00:00Z",
    }
    return Effect("repository", "repository", f"Repository {name}, main and develop", name, "", payload)


def _inventory(wish: Wish, template: Template, placed: Sequence[StageWorkspace], catalogue: Catalogue) -> Effect:
    name = wish.text("name")
    project = {
        "name": name,
        "title": wish.text("description"),
        "unit": wish.text("unit"),
        "phase": template.phase,
        "owner": wish.text("owner"),
        "template": template.id,
        "template_version": template.version,
        "stages": [place.row() for place in placed],
        "members": list(members(catalogue.organisation, wish.text("unit"), wish.text("owner"))),
        "budget_cents": wish.number("monthly_budget") * 100,
        "cost_centre": wish.text("cost_centre"),
        "data_classification": wish.text("data_classification"),
        "spec": {**wish.values, "topology_decision": decision(wish, template, catalogue)},
    }
    return Effect("inventory", "inventory", f"{name} in the inventory", name, "", {"project": project})
