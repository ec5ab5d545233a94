"""Azure ML workspaces: read, make, change, delete; a deleted name stays taken for 14 days."""

import uuid

from portal.emulator import names, operations
from portal.emulator.resources import soft_delete
from portal.emulator.resources.groups import require_group
from portal.emulator.routes import GROUP, ML, SUBSCRIPTION, WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, conflict, resource_missing

TYPE = f"{ML}/workspaces"
_STATUS = "workspaceOperationsStatus"


def workspace_id(scene: Scene) -> str:
    """The id of the workspace in the path."""
    return f"{scene.group_id()}/providers/{ML}/workspaces/{scene.ids['workspace']}"


def require_workspace(scene: Scene) -> EmulatedResource:
    """The workspace of the path. Refuses when the group or the workspace is missing."""
    require_group(scene)
    return scene.require(workspace_id(scene), resource_missing(TYPE, scene.ids["workspace"], scene.ids["group"]))


def ready_workspace(scene: Scene) -> EmulatedResource:
    """The workspace of the path, for a write below it: it has to be ready."""
    found = require_workspace(scene)
    state = found.properties.get("provisioningState")
    if state != "Succeeded":
        raise conflict(
            f"The workspace '{found.name}' is in provisioning state '{state}'; the operation is not allowed.",
        )
    return found


def make_workspace(scene: Scene, id_: str, body: Json) -> EmulatedResource:
    """Makes a workspace or changes one, whoever asks: a PUT or a deployment. Refuses a taken or broken name."""
    name = id_.rsplit("/", 1)[1]
    names.check("workspace", name)
    if not body.get("location"):
        raise AzureRefusal(400, "LocationRequired", "The location property is required for this definition.")
    soft_delete.refuse_workspace(scene, id_)
    before = scene.find(id_)
    given = dict(body.get("properties") or {})
    guid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{id_.lower()}/{scene.now}"))
    location = str(body["location"]).replace(" ", "").lower()
    fixed: Json = {
        "workspaceId": guid,
        "discoveryUrl": f"https://{location}.api.azureml.ms/discovery",
        "mlFlowTrackingUri": f"azureml://{location}.api.azureml.ms/mlflow/v1.0{id_}",
        "creationTime": scene.stamp(),
        "friendlyName": name,
        "v1LegacyMode": False,
        "publicNetworkAccess": "Enabled",
    }
    if before is not None:
        kept = before.properties
        fixed |= {key: kept[key] for key in ("workspaceId", "creationTime") if key in kept}
    saved, _ = scene.save(
        id_,
        TYPE,
        {
            "location": location,
            "kind": body.get("kind", "Default"),
            "sku": body.get("sku") or {"name": "Basic", "tier": "Basic"},
            "identity": body.get("identity") or {"type": "SystemAssigned"},
            "tags": body.get("tags") or {},
            "systemData": {"createdAt": scene.stamp(), "createdByType": "Application"},
            "properties": {**fixed, **given, "provisioningState": "Succeeded"},
        },
    )
    return saved


def put_workspace(scene: Scene) -> WireAnswer:
    """Makes or replaces a workspace: 202 and both headers while it works."""
    require_group(scene)
    id_ = workspace_id(scene)
    if scene.find(id_) is not None and operations.under_way(scene, id_) is not None:
        raise conflict(f"Another operation on workspace '{scene.ids['workspace']}' is in progress.")
    made = make_workspace(scene, id_, scene.body)
    made.properties["provisioningState"] = "Creating"
    scene.save(made.id, TYPE, made.body)
    operation = operations.begin(scene, "create", made.id, slower=3)
    headers = operations.both_addresses(scene, made.id, operation, _STATUS)
    return WireAnswer(202, made.view(), headers)


def patch_workspace(scene: Scene) -> WireAnswer:
    """Changes tags, friendly name and description at once."""
    found = ready_workspace(scene)
    if isinstance(scene.body.get("tags"), dict):
        found.body["tags"] = scene.body["tags"]
    changes = scene.body.get("properties") or {}
    found.properties.update({key: changes[key] for key in ("friendlyName", "description") if key in changes})
    scene.save(found.id, TYPE, found.body)
    return WireAnswer(200, found.view())


def delete_workspace(scene: Scene) -> WireAnswer:
    """Deletes a workspace softly; `forceToPurge=true` frees the name at once."""
    require_group(scene)
    found = scene.find(workspace_id(scene))
    purge = scene.request.query.get("forceToPurge", "").lower() == "true"
    if found is None:
        if purge:
            soft_delete.forget(scene, workspace_id(scene))
        return WireAnswer(204)
    found.properties["provisioningState"] = "Deleting"
    scene.save(found.id, TYPE, found.body)
    operation = operations.begin(scene, "delete", found.id, detail={"purge": purge}, slower=2)
    return WireAnswer(202, None, operations.both_addresses(scene, found.id, operation, _STATUS))


def show_operation(scene: Scene) -> WireAnswer:
    """One address, two shapes: `type=location` answers like a Location, everything else with a status."""
    if scene.request.query.get("type") == "location":
        return operations.show_result(scene)
    return operations.show_status(scene)


ROUTES = (
    Route("GET", f"{SUBSCRIPTION}/providers/{ML}/workspaces", lambda scene: scene.page(
        scene.of_type(TYPE, f"/subscriptions/{scene.ids['subscription']}/"))),
    Route("GET", f"{GROUP}/providers/{ML}/workspaces", lambda scene: scene.page(
        scene.children(require_group(scene).id, TYPE))),
    Route("GET", WORKSPACE, lambda scene: WireAnswer(200, require_workspace(scene).view())),
    Route("PUT", WORKSPACE, put_workspace),
    Route("PATCH", WORKSPACE, patch_workspace),
    Route("DELETE", WORKSPACE, delete_workspace),
    *(
        Route("GET", f"{SUBSCRIPTION}/providers/{ML}/locations/{{location}}/{service}/{{operation}}", show_operation)
        for service in ("workspaceOperationsStatus", "computeOperationsStatus", "registryOperationsStatus",
                        "mfeOperationsStatus")
    ),
    Route("GET", f"{SUBSCRIPTION}/providers/{ML}/locations/{{location}}/mfeOperationResults/{{operation}}",
          operations.show_result),
)  # fmt: skip
