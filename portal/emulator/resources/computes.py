"""Computes of a workspace: clusters and instances."""

from portal.emulator import names, operations
from portal.emulator.operations import EmulatedOperation, effect
from portal.emulator.resources import quotas
from portal.emulator.resources.workspaces import ready_workspace, require_workspace, workspace_id
from portal.emulator.routes import WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, bad_request, conflict

TYPE = quotas.COMPUTE
_COUNTS = ("idleNodeCount", "runningNodeCount", "preparingNodeCount", "unusableNodeCount", "leavingNodeCount")


def _id(scene: Scene) -> str:
    return f"{workspace_id(scene)}/computes/{scene.ids['compute']}"


def require_compute(scene: Scene) -> EmulatedResource:
    """The compute of the path."""
    require_workspace(scene)
    missing = AzureRefusal(404, "ResourceNotFound", f"Compute with name '{scene.ids['compute']}' not found.")
    return scene.require(_id(scene), missing)


def view(scene: Scene, compute: EmulatedResource) -> Json:
    """A compute as Azure shows it now: an idle instance has stopped by itself."""
    if compute.properties.get("computeType") == "ComputeInstance":
        compute.properties["properties"]["state"] = quotas.running_state(scene, compute)
    return compute.view()


def put_compute(scene: Scene) -> WireAnswer:
    """Makes a compute or changes a cluster's scale: 201 or 200 with Azure-AsyncOperation, no Retry-After."""
    workspace = ready_workspace(scene)
    properties = scene.body.get("properties") or {}
    kind = properties.get("computeType")
    if kind not in ("AmlCompute", "ComputeInstance"):
        raise bad_request(f"The compute type '{kind}' is not supported.")
    names.check("cluster" if kind == "AmlCompute" else "instance", scene.ids["compute"])
    inner = dict(properties.get("properties") or {})
    size = quotas.size_of(scene, str(inner.get("vmSize") or ""))
    before = scene.find(_id(scene))
    if before is not None:
        _refuse_change(scene, before, kind, size.name)
    elif kind == "ComputeInstance":
        _refuse_taken(scene, str(workspace.body["location"]))
    nodes = _wanted_nodes(kind, inner)
    limit, used = quotas.cores(scene, str(workspace.body["location"]), size, spare=_id(scene))
    quotas.refuse_impossible(limit, size, nodes)
    error = quotas.quota_reached(limit, used, size, nodes)
    body = _body(scene, workspace, kind, {**inner, "vmSize": size.name}, before)
    made, new = scene.save(_id(scene), TYPE, body)
    done = {"properties": _settled(scene, kind, inner, nodes, made)}
    operation = operations.begin(scene, "create", made.id, detail=done, error=error)
    return WireAnswer(201 if new else 200, made.view(), _async(scene, made.id, operation))


def _body(scene: Scene, workspace: EmulatedResource, kind: str, inner: Json, before: EmulatedResource | None) -> Json:
    kept = (before.properties.get("properties") or {}) if before else {}
    body: Json = {
        "location": workspace.body["location"],
        "tags": scene.body.get("tags") or {},
        "identity": scene.body.get("identity"),
        "_last_active": scene.now,
        "properties": {
            "computeType": kind,
            "computeLocation": workspace.body["location"],
            "provisioningState": "Updating" if before else "Creating",
            "createdOn": before.properties.get("createdOn") if before else scene.stamp(),
            "modifiedOn": scene.stamp(),
            "description": (scene.body.get("properties") or {}).get("description"),
            "isAttachedCompute": False,
            "disableLocalAuth": (scene.body.get("properties") or {}).get("disableLocalAuth", True),
            "provisioningErrors": None,
            "properties": {**kept, **inner},
        },
    }
    if kind == "ComputeInstance" and not before:
        body["properties"]["properties"]["state"] = "Creating"
    return body


def _settled(scene: Scene, kind: str, inner: Json, nodes: int, made: EmulatedResource) -> Json:
    """The inner properties once the operation has ended."""
    if kind == "ComputeInstance":
        connect = f"https://{made.name}.{made.body['location']}.instances.azureml.ms"
        return {
            **made.properties["properties"],
            "state": "Running",
            "applications": [{"displayName": "Jupyter", "endpointUri": connect}],
            "createdBy": {"userName": "ml-portal", "userOrgId": None, "userId": None},
            "lastOperation": {
                "operationName": "Create",
                "operationTime": scene.stamp(),
                "operationStatus": "Succeeded",
            },
        }
    counts = dict.fromkeys(_COUNTS, 0) | {"idleNodeCount": nodes}
    return {
        "vmPriority": "Dedicated",
        "osType": "Linux",
        "remoteLoginPortPublicAccess": "Disabled",
        **made.properties["properties"],
        "allocationState": "Steady",
        "allocationStateTransitionTime": scene.stamp(),
        "currentNodeCount": nodes,
        "targetNodeCount": nodes,
        "nodeStateCounts": counts,
        "errors": None,
    }


def _wanted_nodes(kind: str, inner: Json) -> int:
    if kind == "ComputeInstance":
        return 1
    scale = inner.get("scaleSettings") or {}
    least, most = int(scale.get("minNodeCount") or 0), int(scale.get("maxNodeCount") or 0)
    if least > most:
        raise bad_request(f"The minNodeCount {least} must not be greater than the maxNodeCount {most}.")
    return least


def _refuse_change(scene: Scene, before: EmulatedResource, kind: str, size: str) -> None:
    if operations.under_way(scene, before.id) is not None:
        raise conflict(
            f"Compute '{before.name}' is in provisioning state '{before.properties['provisioningState']}'; "
            "another operation is in progress.",
        )
    inner = before.properties.get("properties") or {}
    if before.properties["computeType"] != kind or str(inner.get("vmSize")).lower() != size.lower():
        raise conflict(
            f"Compute '{before.name}' already exists with type {before.properties['computeType']} and VM size "
            f"{inner.get('vmSize')}; neither can be changed.",
        )


def _refuse_taken(scene: Scene, location: str) -> None:
    for other in scene.of_type(TYPE, f"/subscriptions/{scene.ids['subscription']}/"):
        same = other.name.lower() == scene.ids["compute"].lower() and other.body.get("location") == location
        if same and other.properties["computeType"] == "ComputeInstance":
            raise conflict(
                f"A compute instance with name '{other.name}' already exists in region {location}. "
                "Names of compute instances are unique within a region.",
            )


def delete_compute(scene: Scene) -> WireAnswer:
    """Deletes a compute: 202 with both headers."""
    compute = require_compute(scene)
    if scene.request.query.get("underlyingResourceAction") not in ("Delete", "Detach"):
        raise bad_request("The query parameter 'underlyingResourceAction' must be Delete or Detach.")
    compute.properties["provisioningState"] = "Deleting"
    scene.save(compute.id, TYPE, compute.body)
    operation = operations.begin(scene, "delete", compute.id)
    return WireAnswer(202, None, {**_async(scene, compute.id, operation), **_location(scene, compute.id, operation)})


def _act(scene: Scene, kind: str, passing: str) -> WireAnswer:
    compute = require_compute(scene)
    if compute.properties["computeType"] != "ComputeInstance":
        raise bad_request(f"Compute '{compute.name}' is not an instance: it cannot be {kind}ed.")
    if operations.under_way(scene, compute.id) is not None:
        raise conflict(f"Another operation on compute '{compute.name}' is in progress.")
    error = None
    if kind == "start":
        size = quotas.size_of(scene, str(compute.properties["properties"]["vmSize"]))
        limit, used = quotas.cores(scene, str(compute.body["location"]), size, spare=compute.id)
        error = quotas.quota_reached(limit, used, size, 1)
    compute.properties["properties"]["state"] = passing
    scene.save(compute.id, TYPE, compute.body)
    operation = operations.begin(scene, kind, compute.id, error=error)
    return WireAnswer(202, None, {**_async(scene, compute.id, operation), **_location(scene, compute.id, operation)})


@effect("start")
def _started(scene: Scene, operation: EmulatedOperation) -> None:
    compute = scene.find(operation.resource)
    if compute is not None:
        compute.properties["properties"]["state"] = "Stopped" if operation.error else "Running"
        compute.body["_last_active"] = scene.now
        scene.save(compute.id, TYPE, compute.body)


@effect("stop")
def _stopped(scene: Scene, operation: EmulatedOperation) -> None:
    compute = scene.find(operation.resource)
    if compute is not None:
        compute.properties["properties"]["state"] = "Running" if operation.error else "Stopped"
        scene.save(compute.id, TYPE, compute.body)


def list_nodes(scene: Scene) -> WireAnswer:
    """POST listNodes of a cluster."""
    compute = require_compute(scene)
    counts = (compute.properties.get("properties") or {}).get("nodeStateCounts") or {}
    nodes = [
        {"nodeId": f"tvmps_{compute.name}_{state}_{number}", "nodeState": state, "port": 50000 + number, "runId": None}
        for key, state in (("runningNodeCount", "running"), ("idleNodeCount", "idle"))
        for number in range(int(counts.get(key) or 0))
    ]
    return WireAnswer(200, {"nodes": nodes})


def list_computes(scene: Scene) -> WireAnswer:
    """GET of all computes of a workspace."""
    workspace = require_workspace(scene)
    return scene.page(scene.children(workspace.id, TYPE), lambda compute: view(scene, compute))


def _async(scene: Scene, id_: str, operation: EmulatedOperation) -> dict[str, str]:
    address = operations.ml_address(scene, id_, operation, "computeOperationsStatus", "&service=new")
    return {"Azure-AsyncOperation": address}


def _location(scene: Scene, id_: str, operation: EmulatedOperation) -> dict[str, str]:
    address = operations.ml_address(scene, id_, operation, "computeOperationsStatus", "&service=new&type=location")
    return {"Location": address}


_COMPUTE = WORKSPACE + "/computes/{compute}"

ROUTES = (
    Route("GET", WORKSPACE + "/computes", list_computes),
    Route("GET", _COMPUTE, lambda scene: WireAnswer(200, view(scene, require_compute(scene)))),
    Route("PUT", _COMPUTE, put_compute),
    Route("DELETE", _COMPUTE, delete_compute),
    Route("POST", _COMPUTE + "/start", lambda scene: _act(scene, "start", "Starting")),
    Route("POST", _COMPUTE + "/stop", lambda scene: _act(scene, "stop", "Stopping")),
    Route("POST", _COMPUTE + "/listNodes", list_nodes),
)
