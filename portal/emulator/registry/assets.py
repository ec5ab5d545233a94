"""Versioned assets of a workspace or a registry: environments, models, code, data."""

from portal.emulator import names
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

KINDS = ("environments", "models", "codes", "data")
_FIXED: dict[str, tuple[str, ...]] = {
    "environments": ("image", "condaFile", "build"),
    "models": ("modelUri", "modelType"),
    "codes": ("codeUri",),
    "data": ("dataUri", "dataType"),
}


def type_of(owner: EmulatedResource, kind: str) -> str:
    """The type of an asset's container, e.g. `.../workspaces/models`."""
    return f"{owner.type}/{kind}"


def put_version(
    scene: Scene, owner: EmulatedResource, kind: str, name: str, version: str, body: Json
) -> tuple[EmulatedResource, bool]:
    """Makes a version, or changes tags, properties and description of one; what it is made of never changes."""
    names.check("asset", name)
    names.check("asset", version)
    given = dict(body.get("properties") or {})
    _require_content(kind, given)
    container_id = f"{owner.id}/{kind}/{name}"
    id_ = f"{container_id}/versions/{version}"
    before = scene.find(id_)
    if before is not None:
        changed = [key for key in _FIXED[kind] if given.get(key) != before.properties.get(key) and given.get(key)]
        if changed:
            raise AzureRefusal(
                409,
                "UserError",
                f"A {kind.removesuffix('s')} with this name and version already exists; '{changed[0]}' cannot be "
                "changed after creation. Please use a different version.",
            )
    if scene.find(container_id) is None:
        scene.save(container_id, type_of(owner, kind), {"properties": {"isArchived": False, "tags": {}}})
    fixed: Json = {"isArchived": False, "isAnonymous": False, "properties": {}, "tags": {}, "description": None}
    if kind == "models":
        fixed["flavors"] = {}
    shown: Json = {**fixed, **({} if before is None else before.properties), **_without_nulls(given)}
    shown["provisioningState"] = "Succeeded"
    created = before.body["systemData"]["createdAt"] if before else scene.stamp()
    system: Json = {"createdAt": created, "createdBy": "ml-portal", "createdByType": "Application"}
    system["lastModifiedAt"] = scene.stamp()
    saved, new = scene.save(id_, type_of(owner, kind) + "/versions", {"systemData": system, "properties": shown})
    return saved, new


def _require_content(kind: str, given: Json) -> None:
    if not any(given.get(key) for key in _FIXED[kind]):
        raise AzureRefusal(400, "UserError", f"One of {', '.join(_FIXED[kind])} is required.")


def _without_nulls(given: Json) -> Json:
    return {key: value for key, value in given.items() if value is not None}


def versions_of(scene: Scene, owner: EmulatedResource, kind: str, name: str) -> list[EmulatedResource]:
    """All versions, newest first."""
    found = scene.children(f"{owner.id}/{kind}/{name}", type_of(owner, kind) + "/versions")
    return sorted(found, key=lambda one: (one.created, _number(one.name)), reverse=True)


def container_view(scene: Scene, owner: EmulatedResource, container: EmulatedResource) -> Json:
    """A container as Azure shows it, with its latest and next version."""
    kind = container.type.rsplit("/", 1)[1]
    versions = versions_of(scene, owner, kind, container.name)
    highest = max((_number(one.name) for one in versions), default=0)
    container.properties["latestVersion"] = versions[0].name if versions else None
    container.properties["nextVersion"] = str(highest + 1)
    return container.view()


def get_version(scene: Scene, owner: EmulatedResource, kind: str, name: str, version: str) -> EmulatedResource:
    """One version. Refuses in the words of the service."""
    return scene.require(f"{owner.id}/{kind}/{name}/versions/{version}", missing(kind, name, version))


def missing(kind: str, name: str, version: str | None = None) -> AzureRefusal:
    """404 of the asset services: the code is UserError."""
    what = f"{name}:{version}" if version else name
    return AzureRefusal(404, "UserError", f"{kind.removesuffix('s').capitalize()} {what} was not found.")


def active(scene: Scene, found: list[EmulatedResource]) -> list[EmulatedResource]:
    """Leaves out archived ones when the caller asks for ActiveOnly, which is the default."""
    wanted = scene.request.query.get("listViewType", "ActiveOnly")
    if wanted not in ("ActiveOnly", "ArchivedOnly", "All"):
        raise AzureRefusal(400, "UserError", f"The value '{wanted}' is not valid for listViewType.")
    if wanted == "All":
        return found
    return [one for one in found if bool(one.properties.get("isArchived")) == (wanted == "ArchivedOnly")]


def in_registry(owner: EmulatedResource, view: Json) -> Json:
    """A registry's asset as its front end shows it: the id is an azureml address."""
    kind, _, tail = str(view["id"])[len(owner.id) + 1 :].partition("/")
    return {**view, "id": f"azureml://registries/{owner.name}/{kind}/{tail}"}


def answer_put(made: EmulatedResource, new: bool, view: Json | None = None) -> WireAnswer:
    """Synchronous: 201 for a new version, 200 for a changed one."""
    return WireAnswer(201 if new else 200, view or made.view())


def _number(version: str) -> int:
    return int(version) if version.isdigit() else 0
