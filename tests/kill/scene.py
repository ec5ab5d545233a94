"""Whole projects to be made under fire: a place in dev, rights, environment, compute, repository, inventory."""

from functools import cache
from typing import Any

from catalog.load import load
from catalog.model import Catalogue
from portal.azure.resource_ids import group_id, workspace_id
from portal.contract.plan import Effect, Plan
from portal.kinds.complete import complete
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.registry import KINDS
from portal.rendering.cage import render
from tests.engine.plans import MAYA, TEMPLATE
from tests.engine.workbench import SUBSCRIPTION, plan_of


@cache
def catalogue() -> Catalogue:
    """The starter catalogue."""
    return load(None)


@cache
def files(name: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers and the rendered files of a project of that name."""
    kind: Kind = KINDS["project"]
    person = catalogue().organisation.person("maya")
    assert person is not None
    answers = {"name": name, "template": "tabular-classic"}
    wish, complaints = complete(kind, answers, person, catalogue(), Facts(), "R-1", "2026-11-23T08:30:00.000Z")
    assert complaints == ()
    assert isinstance(wish, Wish)
    order = kind.rendering(wish, catalogue())
    assert order is not None
    tree = render(catalogue().template_folder(order.template), order.answers)
    return dict(order.answers), {file.path: file.sha256 for file in tree.files}


def project(name: str) -> Plan:
    """The plan of a whole project."""
    group, workspace = f"rg-{name}-dev", f"mlw-{name}-dev"
    place = {"subscription": SUBSCRIPTION, "resource_group": group}
    inside = {**place, "workspace": workspace}
    tags = {"project_id": name, "owner": "maya", "managed_by": "ml-portal"}
    scope = group_id(SUBSCRIPTION, group)
    answers, rendered = files(name)
    parameters = {"workspace": workspace, "storage": f"st{name}dev", "location": "westeurope", "tags": tags}
    payloads: list[tuple[str, str, str, dict[str, Any]]] = [
        ("resource-group-dev", "resource_group", group, {
            "subscription": SUBSCRIPTION, "name": group, "location": "westeurope",
            "tags": {"managed_by": "ml-portal"}}),
        ("tags-dev", "tags", group, {"scope": scope, "tags": tags}),
        ("workspace-dev", "workspace", workspace, {
            **place, "name": workspace, "location": "westeurope", "tags": tags, "deployment": f"portal-{name}-dev",
            "template": TEMPLATE, "parameters": parameters}),
        ("role-dev-maya", "role_assignment", "maya", {
            "scope": workspace_id(SUBSCRIPTION, group, workspace), "role": "AzureML Data Scientist", "principal": MAYA,
            "principal_type": "User", "person": "maya"}),
        ("environment-dev", "environment", f"{name}-env", {
            **inside, "name": f"{name}-env", "version": "1", "image": "mcr.microsoft.com/azureml/curated/sklearn-1.5",
            "conda": None, "description": f"for {name}", "tags": {"project_id": name}}),
        ("compute", "compute", f"{name}-cpu", {
            **inside, "name": f"{name}-cpu", "type": "cluster", "size": "Standard_D4s_v5", "min_nodes": 0,
            "max_nodes": 2, "idle_seconds": 600, "priority": "dedicated", "location": "westeurope", "owner": None,
            "tags": tags}),
        ("repository", "repository", name, {
            "name": name, "template": "tabular-classic", "template_digest": catalogue().digest("tabular-classic"),
            "answers": answers, "files": rendered, "branches": ["main", "develop"], "author": "maya",
            "date": "2026-11-23T00:00:00Z"}),
        ("inventory", "inventory", name, {"project": {
            "name": name, "title": "Who leaves", "unit": "retail", "phase": "explore", "owner": "maya",
            "template": "tabular-classic", "template_version": "1.0.0", "stages": [{"stage": "dev"}],
            "members": ["maya"], "budget_cents": 50_000, "cost_centre": "CC-1", "data_classification": "internal",
            "spec": {"name": name}}}),
    ]  # fmt: skip
    effects = [Effect(step, kind, f"{kind} {named}", named, "dev", payload) for step, kind, named, payload in payloads]
    return plan_of(*effects, project=name)
