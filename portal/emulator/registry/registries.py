"""Registries: shared models and environments, the front end that the SDK speaks to, and import from a workspace."""

import re
from functools import partial

from portal.emulator import operations
from portal.emulator.operations import EmulatedOperation, effect
from portal.emulator.registry import assets
from portal.emulator.resources.groups import require_group
from portal.emulator.resources.workspaces import TYPE as WORKSPACE_TYPE
from portal.emulator.resources.workspaces import require_workspace
from portal.emulator.routes import GROUP, ML, SUBSCRIPTION, WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import NULL, AzureRefusal, Json, WireAnswer, resource_missing

TYPE = f"{ML}/registries"
_FRONT = "/mferp/managementfrontend"
_ARM_REGISTRY = f"{GROUP}/providers/{ML}/registries/{{registry}}"
_SOURCE = re.compile(
    r"azureml://locations/[^/]+/workspaces/(?P<workspace>[^/]+)/(?P<kind>models|environments)/(?P<name>[^/]+)"
    r"/versions/(?P<version>.+)"
)


def require_registry(scene: Scene) -> EmulatedResource:
    """The registry of the path."""
    require_group(scene)
    missing = resource_missing(TYPE, scene.ids["registry"], scene.ids["group"])
    return scene.require(f"{scene.group_id()}/providers/{ML}/registries/{scene.ids['registry']}", missing)


def put_registry(scene: Scene) -> WireAnswer:
    """Makes a registry: 202 without a body, with both headers."""
    require_group(scene)
    id_ = f"{scene.group_id()}/providers/{ML}/registries/{scene.ids['registry']}"
    location = scene.body.get("location")
    if not location:
        raise AzureRefusal(400, "LocationRequired", "The location property is required for this definition.")
    made, _ = scene.save(
        id_,
        TYPE,
        {
            "location": location,
            "tags": scene.body.get("tags") or {},
            "identity": {"type": "SystemAssigned"},
            "properties": {**(scene.body.get("properties") or {}), "provisioningState": "Creating"},
        },
    )
    operation = operations.begin(scene, "create", made.id, slower=3)
    return WireAnswer(202, None, operations.both_addresses(scene, made.id, operation, "registryOperationsStatus"))


def discover(scene: Scene) -> WireAnswer:
    """Where a registry's front end is; asked by name alone."""
    wanted = scene.ids["registry"].lower()
    found = next((one for one in scene.of_type(TYPE) if one.name.lower() == wanted), None)
    if found is None:
        raise AzureRefusal(404, "UserError", f"Registry '{scene.ids['registry']}' was not found.")
    parts = found.id.split("/")
    return WireAnswer(
        200,
        {
            "registryName": found.name,
            "primaryRegion": found.body["location"],
            "primaryRegionResourceProviderUri": f"https://cert-{found.body['location']}.experiments.azureml.net/",
            "subscriptionId": parts[2],
            "resourceGroup": parts[4],
        },
    )


def begin_import(scene: Scene) -> WireAnswer:
    """POST import: a copy of an asset of a workspace; 202 with a body of null and a Location on another host."""
    registry = require_registry(scene)
    given = scene.body.get("properties") or {}
    return _import(
        scene, registry, str(given.get("sourceAssetId")), given.get("destinationName"), given.get("destinationVersion")
    )


def publish(scene: Scene) -> WireAnswer:
    """POST publish of a workspace's model: the same from the other side."""
    workspace = require_workspace(scene)
    name = str(scene.body.get("registryName"))
    registry = next((one for one in scene.of_type(TYPE) if one.name.lower() == name.lower()), None)
    if registry is None:
        raise AzureRefusal(404, "UserError", f"Registry '{name}' was not found.")
    guid = workspace.properties["workspaceId"]
    source = f"azureml://locations/{workspace.body['location']}/workspaces/{guid}/models/{scene.ids['name']}"
    source += f"/versions/{scene.ids['version']}"
    body = scene.body
    return _import(scene, registry, source, body.get("destinationName"), body.get("destinationVersion"))


def _import(scene: Scene, registry: EmulatedResource, source: str, name: object, version: object) -> WireAnswer:
    found = _SOURCE.fullmatch(source)
    if found is None:
        raise AzureRefusal(400, "UserError", f"The source asset id '{source}' is not valid.")
    target = f"{found['kind']}/{name or found['name']}/versions/{version or found['version']}"
    _source_asset(scene, source)
    if scene.find(f"{registry.id}/{target}") is not None:
        raise AzureRefusal(409, "UserError", f"The asset '{target}' already exists in registry '{registry.name}'.")
    detail: Json = {"source": source, "registry": registry.id, "target": target}
    operation = operations.begin(scene, "import", f"{registry.id}/{target}", detail=detail)
    host = f"{registry.body['location']}.api.azureml.ms"
    headers = {
        "Location": f"https://{host}/assetstore/v1.0/operations/{operation.id}",
        "x-ms-async-operation-timeout": "PT1H",
    }
    return WireAnswer(202, NULL, headers)


def _source_asset(scene: Scene, source: str) -> EmulatedResource:
    found = _SOURCE.fullmatch(source)
    assert found is not None
    for workspace in scene.of_type(WORKSPACE_TYPE):
        if workspace.properties.get("workspaceId") == found["workspace"]:
            return assets.get_version(scene, workspace, found["kind"], found["name"], found["version"])
    raise AzureRefusal(404, "UserError", f"The workspace of '{source}' was not found.")


@effect("import")
def _imported(scene: Scene, operation: EmulatedOperation) -> None:
    if operation.error is not None:
        return
    missing = AzureRefusal(404, "UserError", "The registry was deleted meanwhile.")
    registry = scene.require(operation.detail["registry"], missing)
    source = _source_asset(scene, operation.detail["source"])
    kind, name, _, version = str(operation.detail["target"]).split("/")
    body = {"properties": dict(source.properties)}
    if kind == "models":
        place = f"{registry.name}/models/{name}/{version}"
        body["properties"]["modelUri"] = f"https://meridianregistry.blob.core.windows.net/{place}"
    assets.put_version(scene, registry, kind, name, version, body)


def _front(scene: Scene, registry: EmulatedResource, found: EmulatedResource) -> Json:
    view = found.view()
    return assets.in_registry(registry, view) if scene.request.path.lower().startswith(_FRONT) else view


def _list_containers(kind: str, scene: Scene) -> WireAnswer:
    registry = require_registry(scene)
    found = scene.children(registry.id, assets.type_of(registry, kind))
    return scene.page(found, lambda one: assets.container_view(scene, registry, one))


def _list_versions(kind: str, scene: Scene) -> WireAnswer:
    registry = require_registry(scene)
    found = assets.versions_of(scene, registry, kind, scene.ids["name"])
    return scene.page(found, lambda one: _front(scene, registry, one))


def _get_version(kind: str, scene: Scene) -> WireAnswer:
    registry = require_registry(scene)
    found = assets.get_version(scene, registry, kind, scene.ids["name"], scene.ids["version"])
    return WireAnswer(200, _front(scene, registry, found))


def _put_version(kind: str, scene: Scene) -> WireAnswer:
    registry = require_registry(scene)
    ids = scene.ids
    made, new = assets.put_version(scene, registry, kind, ids["name"], ids["version"], scene.body)
    return assets.answer_put(made, new, _front(scene, registry, made))


def _asset_routes(prefix: str, kind: str) -> tuple[Route, ...]:
    base = f"{prefix}{_ARM_REGISTRY}/{kind}"
    version = base + "/{name}/versions/{version}"
    return (
        Route("GET", base, partial(_list_containers, kind)),
        Route("GET", base + "/{name}/versions", partial(_list_versions, kind)),
        Route("GET", version, partial(_get_version, kind)),
        Route("PUT", version, partial(_put_version, kind)),
    )


def _list_registries(scene: Scene) -> WireAnswer:
    return scene.page(scene.of_type(TYPE, f"/subscriptions/{scene.ids['subscription']}/"))


ROUTES = (
    Route("GET", f"{SUBSCRIPTION}/providers/{ML}/registries", _list_registries),
    Route("GET", f"{GROUP}/providers/{ML}/registries", lambda scene: scene.page(
        scene.children(require_group(scene).id, TYPE))),
    Route("GET", _ARM_REGISTRY, lambda scene: WireAnswer(200, require_registry(scene).view())),
    Route("PUT", _ARM_REGISTRY, put_registry),
    Route("GET", "/registrymanagement/v1.0/registries/{registry}/discovery", discover),
    Route("POST", f"{_FRONT}{_ARM_REGISTRY}/import", begin_import),
    Route("GET", "/assetstore/v1.0/operations/{operation}", operations.show_result),
    Route("POST", f"{WORKSPACE}/models/{{name}}/versions/{{version}}/publish", publish),
    *(route for prefix in ("", _FRONT) for kind in ("models", "environments") for route in _asset_routes(prefix, kind)),
)  # fmt: skip
