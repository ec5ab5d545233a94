"""Effects and plans as the kinds make them, small enough to read."""

from typing import Any

from portal.azure.resource_ids import group_id, workspace_id
from portal.contract.plan import Effect, Plan
from tests.engine.workbench import SUBSCRIPTION, plan_of

GROUP = "rg-churn-dev"
WORKSPACE = "mlw-churn-dev"
GROUP_ID = group_id(SUBSCRIPTION, GROUP)
WORKSPACE_ID = workspace_id(SUBSCRIPTION, GROUP, WORKSPACE)
COMPUTE_ID = f"{WORKSPACE_ID}/computes/churn-cpu"
DEPLOYMENT_ID = f"{GROUP_ID}/providers/Microsoft.Resources/deployments/portal-churn-dev"
MAYA = "aaaaaaaa-0000-4000-8000-000000000001"
TAGS = {"project_id": "churn", "owner": "maya", "managed_by": "ml-portal"}
PLACE = {"subscription": SUBSCRIPTION, "resource_group": GROUP}

TEMPLATE: dict[str, Any] = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {
        "workspace": {"type": "string"},
        "storage": {"type": "string"},
        "location": {"type": "string"},
        "tags": {"type": "object"},
    },
    "resources": [
        {
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-05-01",
            "name": "[parameters('storage')]",
            "location": "[parameters('location')]",
            "tags": "[parameters('tags')]",
            "sku": {"name": "Standard_LRS"},
            "kind": "StorageV2",
        },
        {
            "type": "Microsoft.MachineLearningServices/workspaces",
            "apiVersion": "2025-12-01",
            "name": "[parameters('workspace')]",
            "location": "[parameters('location')]",
            "tags": "[parameters('tags')]",
            "dependsOn": ["[resourceId('Microsoft.Storage/storageAccounts', parameters('storage'))]"],
            "properties": {
                "storageAccount": "[resourceId('Microsoft.Storage/storageAccounts', parameters('storage'))]"
            },
        },
    ],
}


def group() -> Effect:
    """A resource group."""
    payload = {
        "subscription": SUBSCRIPTION,
        "name": GROUP,
        "location": "westeurope",
        "tags": {"managed_by": "ml-portal"},
    }
    return Effect("resource-group-dev", "resource_group", f"Resource group {GROUP}", GROUP, "dev", payload)


def tags() -> Effect:
    """Tags on that group."""
    return Effect("tags-dev", "tags", f"Cost tags on {GROUP}", GROUP, "dev", {"scope": GROUP_ID, "tags": TAGS})


def workspace() -> Effect:
    """A workspace in that group."""
    parameters = {"workspace": WORKSPACE, "storage": "stchurndev", "location": "westeurope", "tags": TAGS}
    payload = {
        **PLACE, "name": WORKSPACE, "location": "westeurope", "tags": TAGS, "deployment": "portal-churn-dev",
        "template": TEMPLATE, "parameters": parameters,
    }  # fmt: skip
    return Effect("workspace-dev", "workspace", f"Workspace {WORKSPACE}", WORKSPACE, "dev", payload)


def role(person: str = "maya", name: str = "AzureML Data Scientist") -> Effect:
    """A right in that workspace."""
    payload = {
        "scope": WORKSPACE_ID, "role": name, "principal": MAYA, "principal_type": "User", "person": person,
    }  # fmt: skip
    return Effect(f"role-dev-{person}", "role_assignment", f"{name} for {person}", f"{person}: {name}", "dev", payload)


def environment() -> Effect:
    """An environment in that workspace."""
    payload = {
        **PLACE, "workspace": WORKSPACE, "name": "churn-env", "version": "1",
        "image": "mcr.microsoft.com/azureml/curated/sklearn-1.5", "conda": None, "description": "for churn",
        "tags": {"project_id": "churn"},
    }  # fmt: skip
    return Effect("environment-dev", "environment", "Environment churn-env:1", "churn-env", "dev", payload)


def compute(**changes: Any) -> Effect:
    """A cluster in that workspace."""
    payload = {
        **PLACE, "workspace": WORKSPACE, "name": "churn-cpu", "type": "cluster", "size": "Standard_D4s_v5",
        "min_nodes": 0, "max_nodes": 2, "idle_seconds": 600, "priority": "dedicated", "location": "westeurope",
        "owner": None, "tags": TAGS, **changes,
    }  # fmt: skip
    return Effect("compute", "compute", "Cluster churn-cpu", "churn-cpu", "dev", payload)


def inventory() -> Effect:
    """The project in the inventory."""
    project = {
        "name": "churn", "title": "Who leaves", "unit": "retail", "phase": "explore", "owner": "maya",
        "template": "tabular-classic", "template_version": "1.0.0", "stages": [{"stage": "dev", "branch": "develop"}],
        "members": ["maya"], "budget_cents": 50_000, "cost_centre": "CC-1", "data_classification": "internal",
        "spec": {"name": "churn"},
    }  # fmt: skip
    return Effect("inventory", "inventory", "churn in the inventory", "churn", "", {"project": project})


def whole() -> Plan:
    """A project with a place of its own, without its repository."""
    return plan_of(group(), tags(), workspace(), role(), environment(), compute(), inventory())
