"""Deployments below online and batch endpoints: which model a name really serves."""

import math
import re

from portal.emulator import names, operations
from portal.emulator.resources import quotas
from portal.emulator.resources.workspaces import ready_workspace
from portal.emulator.routes import ML, WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.serving.endpoints import (
    BATCH,
    ONLINE,
    EndpointKind,
    addresses,
    begin_delete,
    created_now,
    endpoint_id,
    refuse_busy,
    require_endpoint,
)
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, conflict

_REGISTRY_MODEL = re.compile(
    r"azureml://registries/(?P<registry>[^/]+)/models/(?P<name>[^/]+)/versions/(?P<version>.+)"
)
_SPARE = 1.2
"""A managed online deployment needs quota for a fifth more machines than it runs, for upgrades in place: whole ones,
so that one machine of 4 vCPUs needs 8."""


def _id(scene: Scene, kind: EndpointKind) -> str:
    return f"{endpoint_id(scene, kind)}/deployments/{scene.ids['deployment']}"


def require_deployment(scene: Scene, kind: EndpointKind) -> EmulatedResource:
    """The deployment of the path."""
    require_endpoint(scene, kind)
    missing = AzureRefusal(404, "ResourceNotFound", f"Could not find deployment '{scene.ids['deployment']}'.")
    return scene.require(_id(scene, kind), missing)


def put_deployment(scene: Scene, kind: EndpointKind) -> WireAnswer:
    """Makes or changes a deployment: 201 or 200 with both headers."""
    workspace = ready_workspace(scene)
    names.check("deployment", scene.ids["deployment"])
    require_endpoint(scene, kind)
    before = scene.find(_id(scene, kind))
    if before is not None:
        refuse_busy(scene, before)
    given = dict(scene.body.get("properties") or {})
    model = given.get("model")
    _require_model(scene, model if isinstance(model, str) else str((model or {}).get("assetId") or ""))
    error = _no_quota(scene, workspace, given) if kind is ONLINE else None
    if kind is BATCH:
        _require_compute(scene, str(given.get("compute") or ""))
    properties: Json = {
        "description": None,
        "properties": {},
        **({"endpointComputeType": "Managed", "scaleSettings": {"scaleType": "Default"}} if kind is ONLINE else {}),
        **{key: value for key, value in given.items() if value is not None},
        "provisioningState": "Updating" if before else "Creating",
    }
    body: Json = {
        "location": workspace.body["location"],
        "sku": scene.body.get("sku") or {"name": "Default", "capacity": 1},
        "tags": scene.body.get("tags") or {},
        "systemData": before.body["systemData"] if before else created_now(scene),
        "properties": properties,
    }
    made, new = scene.save(_id(scene, kind), kind.type + "/deployments", body)
    operation = operations.begin(scene, "create", made.id, error=error, slower=2)
    return WireAnswer(201 if new else 200, made.view(), addresses(scene, made.id, operation))


def _require_model(scene: Scene, model: str) -> None:
    found = _REGISTRY_MODEL.fullmatch(model)
    if found:
        registries = scene.of_type(f"{ML}/registries")
        owner = next((one for one in registries if one.name.lower() == found["registry"].lower()), None)
        id_ = f"{owner.id}/models/{found['name']}/versions/{found['version']}" if owner else ""
    else:
        id_ = "/" + model.removeprefix("azureml:").strip("/")
    if not id_ or scene.find(id_) is None:
        raise AzureRefusal(400, "BadArgument", f"The specified model '{model}' was not found.")


def _require_compute(scene: Scene, compute: str) -> None:
    id_ = "/" + compute.removeprefix("azureml:").strip("/")
    if scene.find(id_) is None:
        raise AzureRefusal(400, "BadArgument", f"The specified compute '{compute}' was not found.")


def _no_quota(scene: Scene, workspace: EmulatedResource, given: Json) -> Json | None:
    size = quotas.size_of(scene, str(given.get("instanceType") or ""))
    count = int((scene.body.get("sku") or {}).get("capacity") or 1)
    limit, used = quotas.cores(scene, str(workspace.body["location"]), size, spare=_id(scene, ONLINE))
    wanted = size.vcpus * math.ceil(count * _SPARE)
    if used + wanted <= limit:
        return None
    return {
        "code": None,
        "message": f"OutOfQuota: Not enough quota available for {size.name} in SubscriptionId "
        f"{scene.ids['subscription']}. Current usage/limit: {used}/{limit}. Additional needed: {wanted}",
    }


def delete_deployment(scene: Scene, kind: EndpointKind) -> WireAnswer:
    """Deletes a deployment. Refuses one that still serves."""
    endpoint = require_endpoint(scene, kind)
    found = scene.find(_id(scene, kind))
    if found is None:
        return WireAnswer(204)
    serving = (endpoint.properties.get("traffic") or {}).get(found.name, 0)
    default = (endpoint.properties.get("defaults") or {}).get("deploymentName")
    if serving or default == found.name:
        raise conflict(
            f"Cannot delete deployment '{found.name}': it still receives traffic or is the default of its endpoint.",
        )
    return begin_delete(scene, found)


def get_logs(scene: Scene) -> WireAnswer:
    """POST getLogs of an online deployment."""
    found = require_deployment(scene, ONLINE)
    state = found.properties.get("provisioningState")
    return WireAnswer(200, {"content": f"{scene.stamp(found.created)} {found.name}: provisioning state {state}\n"})


def list_deployments(scene: Scene, kind: EndpointKind) -> WireAnswer:
    """All deployments of an endpoint."""
    endpoint = require_endpoint(scene, kind)
    return scene.page(scene.children(endpoint.id, kind.type + "/deployments"))


def _routes(kind: EndpointKind) -> tuple[Route, ...]:
    every = f"{WORKSPACE}/{kind.path}/{{endpoint}}/deployments"
    one = every + "/{deployment}"
    return (
        Route("GET", every, lambda scene: list_deployments(scene, kind)),
        Route("GET", one, lambda scene: WireAnswer(200, require_deployment(scene, kind).view())),
        Route("PUT", one, lambda scene: put_deployment(scene, kind)),
        Route("DELETE", one, lambda scene: delete_deployment(scene, kind)),
    )


ROUTES = (
    *_routes(ONLINE),
    *_routes(BATCH),
    Route("POST", f"{WORKSPACE}/onlineEndpoints/{{endpoint}}/deployments/{{deployment}}/getLogs", get_logs),
)
