"""What surrounds a workspace: storage, key vault, monitoring, identity, container registry, log analytics."""

import uuid

from portal.emulator import names
from portal.emulator.resources import soft_delete
from portal.emulator.resources.groups import require_group
from portal.emulator.routes import GROUP, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer, resource_missing

_KINDS: dict[str, tuple[str, str | None, tuple[int, str, str] | None]] = {
    "Microsoft.Storage/storageAccounts": (
        "2023-05-01", "storage account", (409, "StorageAccountAlreadyTaken", "The storage account named {name} is "
        "already taken.")),
    "Microsoft.KeyVault/vaults": (
        "2023-07-01", "key vault", (409, "VaultAlreadyExists", "The vault name '{name}' is already in use. Vault "
        "names are globally unique so it is possible that the name is already taken.")),
    "Microsoft.ContainerRegistry/registries": (
        "2023-07-01", "container registry", (409, "AlreadyInUse", "The registry DNS name {name}.azurecr.io is already "
        "in use.")),
    "Microsoft.Insights/components": ("2020-02-02", None, None),
    "Microsoft.OperationalInsights/workspaces": ("2023-09-01", None, None),
    "Microsoft.ManagedIdentity/userAssignedIdentities": ("2023-01-31", None, None),
    "Microsoft.Network/virtualNetworks": ("2024-05-01", None, None),
}  # fmt: skip

TYPES = tuple(_KINDS)


def make_resource(scene: Scene, type_: str, id_: str, body: Json) -> tuple[EmulatedResource, bool]:
    """Makes or replaces one of them. Refuses broken names and names that are taken anywhere."""
    name = id_.rsplit("/", 1)[1]
    _, rule, taken = _KINDS[type_]
    if rule:
        names.check(rule, name)
    if taken and any(
        one.id.lower() != id_.lower() and one.name.lower() == name.lower() for one in scene.of_type(type_)
    ):
        status, code, message = taken
        raise AzureRefusal(status, code, message.format(name=name))
    if type_ == soft_delete.VAULT and scene.find(id_) is None:
        soft_delete.refuse_vault(scene, id_, str((body.get("properties") or {}).get("createMode") or ""))
    if not body.get("location"):
        raise AzureRefusal(400, "LocationRequired", "The location property is required for this definition.")
    properties: Json = {**(body.get("properties") or {}), "provisioningState": "Succeeded"}
    if type_.endswith("userAssignedIdentities"):
        properties |= {
            "principalId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"principal{id_.lower()}")),
            "clientId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"client{id_.lower()}")),
        }
    kept: Json = {key: body[key] for key in ("location", "kind", "sku", "identity") if key in body}
    return scene.save(id_, type_, {**kept, "tags": body.get("tags") or {}, "properties": properties})


def _id(scene: Scene, type_: str) -> str:
    return f"{scene.group_id()}/providers/{type_}/{scene.ids['name']}"


def _routes(type_: str) -> tuple[Route, ...]:
    def require(scene: Scene) -> EmulatedResource:
        require_group(scene)
        return scene.require(_id(scene, type_), resource_missing(type_, scene.ids["name"], scene.ids["group"]))

    def put(scene: Scene) -> WireAnswer:
        require_group(scene)
        made, new = make_resource(scene, type_, _id(scene, type_), scene.body)
        return WireAnswer(201 if new else 200, made.view())

    def delete(scene: Scene) -> WireAnswer:
        require_group(scene)
        found = scene.find(_id(scene, type_))
        if found is None:
            return WireAnswer(204)
        soft_delete.remember(scene, found)
        scene.remove(found.id)
        return WireAnswer(200)

    path = f"{GROUP}/providers/{type_}"
    return (
        Route("GET", path, lambda scene: scene.page(scene.children(require_group(scene).id, type_))),
        Route("GET", path + "/{name}", lambda scene: WireAnswer(200, require(scene).view())),
        Route("PUT", path + "/{name}", put),
        Route("DELETE", path + "/{name}", delete),
    )


ROUTES = tuple(route for type_ in _KINDS for route in _routes(type_))
