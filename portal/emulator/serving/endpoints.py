"""Endpoints of a workspace, online and batch, with what both kinds share."""

from dataclasses import dataclass

from portal.emulator import names, operations
from portal.emulator.operations import EmulatedOperation
from portal.emulator.resources.workspaces import ready_workspace, require_workspace, workspace_id
from portal.emulator.routes import ML, WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.serving import routing
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, conflict


@dataclass(frozen=True)
class EndpointKind:
    """What makes online and batch endpoints differ: the path, the host, and the word in messages."""

    path: str
    host: str

    @property
    def type(self) -> str:
        """The type of the endpoint itself."""
        return f"{ML}/workspaces/{self.path}"


ONLINE = EndpointKind("onlineEndpoints", "inference.ml.azure.com/score")
BATCH = EndpointKind("batchEndpoints", "inference.ml.azure.com/jobs")


def endpoint_id(scene: Scene, kind: EndpointKind) -> str:
    """The id of the endpoint in the path."""
    return f"{workspace_id(scene)}/{kind.path}/{scene.ids['endpoint']}"


def require_endpoint(scene: Scene, kind: EndpointKind) -> EmulatedResource:
    """The endpoint of the path."""
    require_workspace(scene)
    missing = AzureRefusal(404, "ResourceNotFound", f"Could not find endpoint '{scene.ids['endpoint']}'.")
    return scene.require(endpoint_id(scene, kind), missing)


def deployments_of(scene: Scene, endpoint: EmulatedResource) -> list[EmulatedResource]:
    """The deployments of an endpoint."""
    return scene.children(endpoint.id, endpoint.type + "/deployments")


def put_endpoint(scene: Scene, kind: EndpointKind) -> WireAnswer:
    """Makes or changes an endpoint: 201 or 200 with both headers."""
    workspace = ready_workspace(scene)
    names.check("endpoint", scene.ids["endpoint"])
    id_ = endpoint_id(scene, kind)
    before = scene.find(id_)
    _refuse_taken(scene, kind, workspace)
    if before is not None:
        refuse_busy(scene, before)
    given = dict(scene.body.get("properties") or {})
    _check_routing(scene, kind, before, given)
    kept = before.properties if before else {}
    host = f"https://{scene.ids['endpoint']}.{workspace.body['location']}.{kind.host}"
    properties: Json = {
        "authMode": "Key" if kind is ONLINE else "AADToken",
        "properties": {},
        "traffic": {},
        "mirrorTraffic": {},
        "publicNetworkAccess": "Enabled",
        "scoringUri": host,
        "swaggerUri": host.replace("/score", "/swagger.json"),
        **{key: value for key, value in kept.items() if key not in ("provisioningState",)},
        **{key: value for key, value in given.items() if value is not None},
        "provisioningState": "Updating" if before else "Creating",
    }
    body: Json = {
        "location": workspace.body["location"],
        "kind": scene.body.get("kind"),
        "identity": scene.body.get("identity") or {"type": "SystemAssigned"},
        "tags": scene.body.get("tags") or {},
        "systemData": before.body["systemData"] if before else created_now(scene),
        "properties": properties,
    }
    made, new = scene.save(id_, kind.type, body)
    if kind is ONLINE:
        routing.record(scene, made, before)
    operation = operations.begin(scene, "create", made.id)
    return WireAnswer(201 if new else 200, made.view(), addresses(scene, made.id, operation))


def created_now(scene: Scene) -> Json:
    """The system data of something made now."""
    made: Json = {"createdAt": scene.stamp(), "createdBy": "ml-portal", "createdByType": "Application"}
    return made | {"lastModifiedAt": scene.stamp(), "lastModifiedBy": "ml-portal", "lastModifiedByType": "Application"}


def _check_routing(scene: Scene, kind: EndpointKind, before: EmulatedResource | None, given: Json) -> None:
    known = {one.name.lower() for one in deployments_of(scene, before)} if before else set()
    if kind is BATCH:
        wanted = [name] if (name := (given.get("defaults") or {}).get("deploymentName")) else []
    else:
        traffic, mirror = given.get("traffic") or {}, given.get("mirrorTraffic") or {}
        if traffic and sum(traffic.values()) not in (0, 100):
            raise AzureRefusal(400, "BadArgument", "The sum of traffic percentages must be 0 or 100.")
        if sum(mirror.values()) > 50:
            raise AzureRefusal(400, "BadArgument", "Mirror traffic must not be more than 50 percent.")
        wanted = [*traffic, *mirror]
    for name in wanted:
        if str(name).lower() not in known:
            raise AzureRefusal(400, "BadArgument", f"The deployment '{name}' that traffic refers to does not exist.")


def _refuse_taken(scene: Scene, kind: EndpointKind, workspace: EmulatedResource) -> None:
    for other in scene.of_type(kind.type):
        same = (
            other.name.lower() == scene.ids["endpoint"].lower() and other.id.lower() != endpoint_id(scene, kind).lower()
        )
        if same and other.body["location"] == workspace.body["location"]:
            raise conflict(
                f"There is already an endpoint with the name '{other.name}' in the region "
                f"{workspace.body['location']}. Endpoint names must be unique within a region.",
            )


def refuse_busy(scene: Scene, found: EmulatedResource) -> None:
    """Refuses a change while another one is under way."""
    if operations.under_way(scene, found.id) is not None:
        raise conflict(
            f"'{found.name}' is in provisioning state '{found.properties.get('provisioningState')}'; "
            "another operation is in progress.",
        )


def delete_endpoint(scene: Scene, kind: EndpointKind) -> WireAnswer:
    """Deletes an endpoint with its deployments: 202 with both headers, 204 when there is none."""
    require_workspace(scene)
    found = scene.find(endpoint_id(scene, kind))
    return WireAnswer(204) if found is None else begin_delete(scene, found)


def begin_delete(scene: Scene, found: EmulatedResource) -> WireAnswer:
    """Begins a deletion."""
    found.properties["provisioningState"] = "Deleting"
    scene.save(found.id, found.type, found.body)
    operation = operations.begin(scene, "delete", found.id)
    return WireAnswer(202, None, addresses(scene, found.id, operation))


def addresses(scene: Scene, id_: str, operation: EmulatedOperation) -> dict[str, str]:
    """Where an endpoint's operation can be watched: both headers."""
    return {
        "Azure-AsyncOperation": operations.ml_address(scene, id_, operation, "mfeOperationsStatus"),
        "Location": operations.ml_address(scene, id_, operation, "mfeOperationResults"),
        "x-ms-async-operation-timeout": "PT1H",
    }


def list_keys(scene: Scene) -> WireAnswer:
    """POST listKeys: keys that open nothing."""
    endpoint = require_endpoint(scene, ONLINE)
    return WireAnswer(200, {"primaryKey": f"emulated-{endpoint.name}", "secondaryKey": f"emulated-{endpoint.name}-2"})


def list_endpoints(scene: Scene, kind: EndpointKind) -> WireAnswer:
    """All endpoints of one kind in a workspace."""
    workspace = require_workspace(scene)
    return scene.page(scene.children(workspace.id, kind.type))


def _routes(kind: EndpointKind) -> tuple[Route, ...]:
    one = f"{WORKSPACE}/{kind.path}/{{endpoint}}"
    return (
        Route("GET", f"{WORKSPACE}/{kind.path}", lambda scene: list_endpoints(scene, kind)),
        Route("GET", one, lambda scene: WireAnswer(200, require_endpoint(scene, kind).view())),
        Route("PUT", one, lambda scene: put_endpoint(scene, kind)),
        Route("DELETE", one, lambda scene: delete_endpoint(scene, kind)),
    )


ROUTES = (
    *_routes(ONLINE),
    *_routes(BATCH),
    Route("POST", f"{WORKSPACE}/onlineEndpoints/{{endpoint}}/listKeys", list_keys),
)
