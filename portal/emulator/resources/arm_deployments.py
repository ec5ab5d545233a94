"""ARM deployments of a resource group: what-if, put, progress, operations."""

import json

from portal.emulator import names, operations
from portal.emulator.access.rights import require_rights_to_make
from portal.emulator.operations import EmulatedOperation, effect
from portal.emulator.resources import templates
from portal.emulator.resources.groups import require_group
from portal.emulator.routes import GROUP, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

TYPE = "Microsoft.Resources/deployments"
_FIXED = ("resourceId", "id", "name", "type", "dependsOn")


def _id(scene: Scene) -> str:
    return f"{scene.group_id()}/providers/{TYPE}/{scene.ids['deployment']}"


def put_deployment(scene: Scene) -> WireAnswer:
    """Begins a deployment: 201 (200 for one that is there) with Azure-AsyncOperation."""
    group = require_group(scene)
    names.check("arm deployment", scene.ids["deployment"])
    given = scene.body.get("properties") or {}
    if given.get("mode") not in ("Incremental", "Complete"):
        raise AzureRefusal(400, "InvalidDeploymentMode", "The deployment mode is required: Incremental or Complete.")
    wanted, parameters, _ = templates.read_template(scene, group, given)
    require_rights_to_make(scene, group.id, [one.type for one in wanted])
    before = scene.find(_id(scene))
    if before is not None and operations.under_way(scene, before.id):
        raise AzureRefusal(
            409,
            "DeploymentActive",
            f"Unable to edit or replace deployment '{before.name}': previous deployment is still active.",
        )
    properties: Json = {
        "provisioningState": "Running",
        "mode": given["mode"],
        "parameters": parameters,
        "correlationId": scene.correlation,
        "timestamp": scene.stamp(),
        "duration": "PT0S",
        "outputResources": [],
        "dependencies": [],
        "providers": [],
    }
    body: Json = {"tags": scene.body.get("tags") or {}, "properties": properties, "_given": given, "_steps": []}
    made, new = scene.save(_id(scene), TYPE, body)
    operation = operations.begin(scene, "deploy", made.id, slower=max(1, len(wanted)))
    address = f"https://{scene.request.host}{made.id}/operationStatuses/{operation.id}"
    version = scene.request.query.get("api-version", "2025-04-01")
    return WireAnswer(201 if new else 200, made.view(), {"Azure-AsyncOperation": f"{address}?api-version={version}"})


@effect("deploy")
def _deployed(scene: Scene, operation: EmulatedOperation) -> None:
    """Makes the resources one after the other; the first refusal ends it, and what was made stays."""
    deployment = scene.find(operation.resource)
    if deployment is None:
        return
    group_id = deployment.id.partition("/providers/")[0]
    group = scene.find(group_id)
    if group is None:
        return
    scene.ids = {"subscription": group_id.split("/")[2], "group": group.name}
    given = deployment.body["_given"]
    steps: list[Json] = []
    refused = _forced(operation)
    wanted, _, outputs = templates.read_template(scene, group, given)
    for one in wanted if refused is None else []:
        try:
            templates.put_wanted(scene, group, given, one)
            steps.append({"id": one.id, "type": one.type, "state": "Succeeded", "error": None})
        except AzureRefusal as refusal:
            refused = refusal
            steps.append({"id": one.id, "type": one.type, "state": "Failed", "error": refusal.error()})
            break
    deployment.body["_steps"] = steps
    done = [{"id": step["id"]} for step in steps if step["state"] == "Succeeded"]
    state = "Failed" if refused else "Succeeded"
    deployment.properties.update(
        {"provisioningState": state, "outputResources": done, "timestamp": scene.stamp(), "duration": "PT1S"}
    )
    failure = _failure(refused)
    if failure is None:
        deployment.properties["outputs"] = _outputs(scene, group, given, outputs)
    else:
        deployment.properties["error"] = failure.error()
    scene.save(deployment.id, TYPE, deployment.body)
    if failure is not None:
        raise failure


def _forced(operation: EmulatedOperation) -> AzureRefusal | None:
    """The failure that a fault decided beforehand."""
    if operation.error is None:
        return None
    return AzureRefusal(409, str(operation.error.get("code")), str(operation.error.get("message")))


def _failure(refused: AzureRefusal | None) -> AzureRefusal | None:
    """The outer error of a deployment: the true one is nested as a JSON string, as the service does."""
    if refused is None:
        return None
    nested = json.dumps({"error": refused.error()})
    code = "Conflict" if refused.status == 409 else "BadRequest"
    return AzureRefusal(
        409,
        "DeploymentFailed",
        "At least one resource deployment operation failed. Please list deployment operations for details. "
        "Please see https://aka.ms/arm-deployment-operations for usage details.",
        details=[{"code": code, "message": nested}],
    )


def _outputs(scene: Scene, group: EmulatedResource, given: Json, outputs: Json) -> Json:
    parameters = {name: value["value"] for name, value in templates.read_template(scene, group, given)[1].items()}
    scope = templates.evaluation(scene, group, given["template"], parameters)
    scope.reference = lambda id_: found.properties if (found := scene.find(id_)) else {}
    return {name: {"type": output["type"], "value": scope.value(output["value"])} for name, output in outputs.items()}


def what_if(scene: Scene) -> WireAnswer:
    """What a deployment would change; nothing is changed. At once, or 202 with a Location when operations take time."""
    group = require_group(scene)
    given = scene.body.get("properties") or {}
    wanted, _, _ = templates.read_template(scene, group, given)
    changes = [_change(scene, one) for one in wanted]
    result: Json = {"status": "Succeeded", "properties": {"correlationId": scene.correlation, "changes": changes}}
    if scene.tuning.operation_seconds <= 0:
        return WireAnswer(200, result)
    operation = operations.begin(scene, "what-if", group.id, detail=result)
    address = f"https://{scene.request.host}/subscriptions/{scene.ids['subscription']}/operationresults/{operation.id}"
    version = scene.request.query.get("api-version", "2025-04-01")
    return WireAnswer(202, None, {"Location": f"{address}?api-version={version}", **operations.pause(scene)})


@effect("what-if")
def _compared(scene: Scene, operation: EmulatedOperation) -> Json:
    return operation.detail


def _change(scene: Scene, wanted: templates.TemplateResource) -> Json:
    before = scene.find(wanted.id)
    after = {"id": wanted.id, "type": wanted.type, "name": wanted.id.rsplit("/", 1)[1], **wanted.body}
    if before is None:
        return {"resourceId": wanted.id, "changeType": "Create", "before": None, "after": after, "delta": None}
    delta = _differences(before.body, {key: value for key, value in wanted.body.items() if key not in _FIXED}, "")
    kind = "Modify" if delta else "NoChange"
    return {"resourceId": before.id, "changeType": kind, "before": before.view(), "after": after, "delta": delta}


def _differences(before: Json, after: Json, path: str) -> list[Json]:
    found: list[Json] = []
    for key, value in after.items():
        old = before.get(key)
        where = f"{path}.{key}" if path else key
        if key == "apiVersion" or old == value:
            continue
        if isinstance(old, dict) and isinstance(value, dict):
            found += _differences(old, value, where)
        elif isinstance(value, str) and "reference(" in value:
            continue
        else:
            kind = "Create" if old is None else "Modify"
            found.append({"path": where, "propertyChangeType": kind, "before": old, "after": value, "children": None})
    return found


def get_deployment(scene: Scene) -> WireAnswer:
    """One deployment."""
    return WireAnswer(200, _require(scene).view())


def list_operations(scene: Scene) -> WireAnswer:
    """What a deployment did, step by step."""
    deployment = _require(scene)
    steps = [
        {
            "id": f"{deployment.id}/operations/{number}",
            "operationId": str(number),
            "properties": {
                "provisioningOperation": "Create",
                "provisioningState": step["state"],
                "statusCode": "OK" if step["error"] is None else "Conflict",
                "statusMessage": None if step["error"] is None else {"error": step["error"]},
                "targetResource": {"id": step["id"], "resourceType": step["type"]},
            },
        }
        for number, step in enumerate(deployment.body["_steps"])
    ]
    return WireAnswer(200, {"value": steps})


def delete_deployment(scene: Scene) -> WireAnswer:
    """Forgets a deployment; what it made stays."""
    require_group(scene)
    found = scene.find(_id(scene))
    if found is not None:
        scene.remove(found.id)
    return WireAnswer(204)


def _require(scene: Scene) -> EmulatedResource:
    require_group(scene)
    missing = AzureRefusal(404, "DeploymentNotFound", f"Deployment '{scene.ids['deployment']}' could not be found.")
    return scene.require(_id(scene), missing)


_DEPLOYMENTS = f"{GROUP}/providers/{TYPE}"
_DEPLOYMENT = _DEPLOYMENTS + "/{deployment}"

ROUTES = (
    Route("GET", _DEPLOYMENTS, lambda scene: scene.page(scene.children(require_group(scene).id, TYPE))),
    Route("GET", _DEPLOYMENT, get_deployment),
    Route("PUT", _DEPLOYMENT, put_deployment),
    Route("DELETE", _DEPLOYMENT, delete_deployment),
    Route("POST", _DEPLOYMENT + "/whatIf", what_if),
    Route("GET", _DEPLOYMENT + "/operations", list_operations),
    Route("GET", _DEPLOYMENT + "/operationStatuses/{operation}", operations.show_status),
)
