"""Reads by topic. Each keeps its failure as a result: a workspace that is forbidden is not one that is empty."""

import asyncio
from collections.abc import Callable

from portal.azure import views
from portal.azure.arm import Arm, ReadResult, Value
from portal.azure.resource_ids import ML, ML_VERSION, group_id

AUTHORIZATION_VERSION = "2022-04-01"
DISCOVERY = "https://eastus.api.azureml.ms/registrymanagement/v1.0"
"""Where azure-ai-ml asks for a registry by its name; one address for every region."""
_ACTIVE = {"listViewType": "ActiveOnly"}


async def workspaces(arm: Arm, subscription: str) -> ReadResult[list[views.Workspace]]:
    """The workspaces of a subscription that we may see."""
    scope = f"/subscriptions/{subscription}"
    return await arm.read_all(f"{scope}/providers/{ML}/workspaces", views.workspace, ML_VERSION, source=scope)


async def computes(arm: Arm, workspace: str) -> ReadResult[list[views.Compute]]:
    """Clusters and instances of a workspace, by its resource id."""
    return await arm.read_all(workspace + "/computes", views.compute, source=workspace)


async def role_assignments(arm: Arm, scope: str) -> ReadResult[list[views.RoleAssignment]]:
    """The role assignments that count at a scope: at it, and at what it lies in."""
    path = f"{scope}/providers/Microsoft.Authorization/roleAssignments"
    here = {"$filter": "atScope()"}
    return await arm.read_all(path, views.assignment, AUTHORIZATION_VERSION, here, source=scope)


async def models(arm: Arm, owner: str) -> ReadResult[list[views.ModelVersion]]:
    """Every version of every model of a workspace or a registry, by its resource id; newest first for each model."""
    return await arm.read(owner, _versions(arm, owner, "models", views.model_version))


async def environments(arm: Arm, owner: str) -> ReadResult[list[views.EnvironmentVersion]]:
    """Every version of every environment of a workspace or a registry, by its resource id."""
    return await arm.read(owner, _versions(arm, owner, "environments", views.environment_version))


async def online_endpoints(arm: Arm, workspace: str) -> ReadResult[list[views.Endpoint]]:
    """Online endpoints with their deployments; one whose deployments cannot be read says so in itself."""
    return await arm.read(workspace, _endpoints(arm, workspace, "onlineEndpoints", "online"))


async def batch_endpoints(arm: Arm, workspace: str) -> ReadResult[list[views.Endpoint]]:
    """Batch endpoints with their deployments; one whose deployments cannot be read says so in itself."""
    return await arm.read(workspace, _endpoints(arm, workspace, "batchEndpoints", "batch"))


async def usages(arm: Arm, subscription: str, location: str) -> ReadResult[list[views.Usage]]:
    """Cores used and allowed, by family, in one region."""
    path = f"/subscriptions/{subscription}/providers/{ML}/locations/{location}/usages"
    return await arm.read_all(path, views.usage, ML_VERSION)


async def registries(arm: Arm, subscription: str) -> ReadResult[list[views.Workspace]]:
    """The registries of a subscription; they look like workspaces."""
    path = f"/subscriptions/{subscription}/providers/{ML}/registries"
    return await arm.read_all(path, views.workspace, ML_VERSION)


async def registry_id(arm: Arm, name: str) -> str:
    """The resource id of a registry that is known by its name alone, as its address in a deployment is.

    Raises AzureFault.
    """
    found = await arm.get(f"{DISCOVERY}/registries/{name}/discovery")
    group = group_id(str(found.get("subscriptionId")), str(found.get("resourceGroup")))
    return f"{group}/providers/{ML}/registries/{found.get('registryName') or name}"


async def jobs(arm: Arm, workspace: str) -> ReadResult[list[views.Job]]:
    """The jobs of a workspace, newest first."""
    return await arm.read_all(workspace + "/jobs", views.job, source=workspace)


async def _versions(arm: Arm, owner: str, kind: str, shape: Callable[[views.Json], Value]) -> list[Value]:
    containers = await arm.get_all(f"{owner}/{kind}", query=_ACTIVE)
    names = [str(item["name"]) for item in containers if item.get("name")]
    query = {"$orderBy": "createdtime desc"}
    lists = await asyncio.gather(
        *(arm.get_all(f"{owner}/{kind}/{name}/versions", query=query) for name in names), return_exceptions=True
    )
    for items in lists:  # all have ended before the first failure is told
        if isinstance(items, BaseException):
            raise items
    return [shape(item) for items in lists if not isinstance(items, BaseException) for item in items]


async def _endpoints(arm: Arm, workspace: str, path: str, kind: str) -> list[views.Endpoint]:
    items = await arm.get_all(f"{workspace}/{path}")

    async def one(item: views.Json) -> views.Endpoint:
        where = f"{workspace}/{path}/{item.get('name')}/deployments"
        found = await arm.read(where, arm.get_all(where))
        deployments = tuple(views.deployment(row) for row in found.value or ())
        return views.endpoint(item, kind, deployments, found.error or "")

    return list(await asyncio.gather(*map(one, items)))
