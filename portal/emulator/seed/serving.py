"""Planting endpoints: who serves what, with which share, and how the last batch runs ended."""

from collections.abc import Mapping

from portal.emulator.registry import jobs
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.seed.moments import seconds
from portal.emulator.serving import schedules
from portal.emulator.serving.batch_runs import run_properties
from portal.emulator.serving.endpoints import BATCH, ONLINE, EndpointKind
from portal.emulator.wire import Json

_COLOURS = ("blue", "green")
_RUNS = 5
_DAY = 86400


def plant_serving(scene: Scene, place: EmulatedResource, registry: EmulatedResource, row: Json, stage: str) -> None:
    """Plants one endpoint with its deployments."""
    kind = BATCH if row.get("kind") == "batch" else ONLINE
    prefix = "bep" if kind is BATCH else "oep"
    said = row[stage]
    divided = said if isinstance(said, dict) else {said: 100}
    named = dict(zip(_COLOURS, divided, strict=False))
    approved = row.get("approved") if stage == "prod" else None
    tags = {"project_id": row["project"], "owner": row["owner"], "environment": stage, "managed_by": "ml-portal"}
    tags["approved_version"] = str(approved or ",".join(str(version) for version in divided))
    endpoint = _endpoint(scene, place, kind, f"{prefix}-{row['name']}-{stage}", tags, _routing(kind, named, divided))
    for name, version in named.items():
        model = _model(place, registry, row, version, stage)
        _deployment(scene, endpoint, kind, name, model, _shape(place, kind, row, stage), tags, "Succeeded")
    if stage == "prod" and "failed" in row:
        model = _model(place, registry, row, row["failed"], stage)
        shape = _shape(place, kind, row, stage)
        _deployment(scene, endpoint, kind, _COLOURS[1], model, shape, {**tags, "stage": "prod"}, "Failed")
    if kind is BATCH and stage == "prod":
        _runs(scene, place, endpoint, _COLOURS[0], row)


def _routing(kind: EndpointKind, named: Mapping[str, int], divided: Mapping[int, int]) -> Json:
    if kind is BATCH:
        return {"authMode": "AADToken", "defaults": {"deploymentName": next(iter(named))}}
    return {"authMode": "AADToken", "traffic": {name: divided[version] for name, version in named.items()}}


def _model(place: EmulatedResource, registry: EmulatedResource, row: Json, version: int, stage: str) -> str:
    if row["evidence"] == "none" or row.get("other_in") == stage:
        return f"{place.id}/models/{row['name']}/versions/{version}"
    return f"azureml://registries/{registry.name}/models/{row['name']}/versions/{version}"


def _shape(place: EmulatedResource, kind: EndpointKind, row: Json, stage: str) -> Json:
    if kind is BATCH:
        return {"compute": f"{place.id}/computes/cc-{row['unit']}-{stage}", "outputAction": "AppendRow"}
    size = "Standard_F2s_v2" if stage == "test" else "Standard_F4s_v2"
    return {"endpointComputeType": "Managed", "instanceType": size, "scaleSettings": {"scaleType": "Default"}}


def _endpoint(
    scene: Scene, place: EmulatedResource, kind: EndpointKind, name: str, tags: Json, routing: Json
) -> EmulatedResource:
    location = place.body["location"]
    properties: Json = {
        "properties": {},
        "mirrorTraffic": {},
        "scoringUri": f"https://{name}.{location}.{kind.host}",
        "publicNetworkAccess": "Enabled",
        **routing,
        "provisioningState": "Succeeded",
    }
    body: Json = {"location": location, "kind": None, "identity": {"type": "SystemAssigned"}, "tags": tags}
    body |= {"systemData": _system(scene), "properties": properties}
    return scene.save(f"{place.id}/{kind.path}/{name}", kind.type, body)[0]


def _deployment(
    scene: Scene,
    endpoint: EmulatedResource,
    kind: EndpointKind,
    name: str,
    model: str,
    shape: Json,
    tags: Json,
    state: str,
) -> None:
    given = model if kind is ONLINE else {"referenceType": "Id", "assetId": model}
    count = 2 if shape.get("instanceType") == "Standard_F4s_v2" else 1
    body: Json = {
        "location": endpoint.body["location"],
        "sku": {"name": "Default", "capacity": count},
        "tags": tags,
        "systemData": _system(scene),
        "properties": {"properties": {}, "description": None, **shape, "model": given, "provisioningState": state},
    }
    scene.save(f"{endpoint.id}/deployments/{name}", kind.type + "/deployments", body)


def _runs(scene: Scene, place: EmulatedResource, endpoint: EmulatedResource, deployment: str, row: Json) -> None:
    """Daily runs, the newest at `ran`, and the schedule that starts them."""
    for number in range(_RUNS):
        began = scene.now + seconds(row["ran"]) - number * _DAY
        properties = run_properties(endpoint.name, deployment, "Completed")
        system = {"createdAt": scene.stamp(began), "createdBy": "schedule"}
        body: Json = {"properties": properties, "systemData": system}
        name = f"batchjob-{endpoint.name}-{number}"
        scene.save(f"{place.id}/jobs/{name}", jobs.TYPE, body)
    action = {"actionType": "InvokeBatchEndpoint", "endpointInvocationDefinition": {"endpointName": endpoint.name}}
    trigger = {"triggerType": "Recurrence", "frequency": "Day", "interval": 1, "timeZone": "UTC"}
    schedule: Json = {"isEnabled": True, "action": action, "trigger": trigger, "provisioningState": "Succeeded"}
    body = {"properties": schedule, "systemData": _system(scene)}
    scene.save(f"{place.id}/schedules/daily-{row['name']}", schedules.TYPE, body)


def _system(scene: Scene) -> Json:
    made = scene.stamp(scene.now - 3 * _DAY)
    return {"createdAt": made, "createdBy": "ml-portal", "createdByType": "Application", "lastModifiedAt": made}
