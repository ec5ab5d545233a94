"""The assets of a workspace over HTTP, and publishing one to a registry."""

from functools import partial

from portal.emulator.registry import assets
from portal.emulator.resources.workspaces import ready_workspace, require_workspace
from portal.emulator.routes import WORKSPACE, Route
from portal.emulator.scene import Scene
from portal.emulator.wire import WireAnswer


def _list_containers(kind: str, scene: Scene) -> WireAnswer:
    owner = require_workspace(scene)
    found = assets.active(scene, scene.children(f"{owner.id}", assets.type_of(owner, kind)))
    return scene.page(found, lambda one: assets.container_view(scene, owner, one))


def _get_container(kind: str, scene: Scene) -> WireAnswer:
    owner = require_workspace(scene)
    found = scene.require(f"{owner.id}/{kind}/{scene.ids['name']}", assets.missing(kind, scene.ids["name"]))
    return WireAnswer(200, assets.container_view(scene, owner, found))


def _list_versions(kind: str, scene: Scene) -> WireAnswer:
    owner = require_workspace(scene)
    name = scene.ids["name"]
    if scene.find(f"{owner.id}/{kind}/{name}") is None:
        raise assets.missing(kind, name)
    return scene.page(assets.active(scene, assets.versions_of(scene, owner, kind, name)))


def _get_version(kind: str, scene: Scene) -> WireAnswer:
    owner = require_workspace(scene)
    return WireAnswer(200, assets.get_version(scene, owner, kind, scene.ids["name"], scene.ids["version"]).view())


def _put_version(kind: str, scene: Scene) -> WireAnswer:
    owner = ready_workspace(scene)
    made, new = assets.put_version(scene, owner, kind, scene.ids["name"], scene.ids["version"], scene.body)
    return assets.answer_put(made, new)


def _delete(kind: str, scene: Scene) -> WireAnswer:
    owner = ready_workspace(scene)
    id_ = f"{owner.id}/{kind}/{scene.ids['name']}"
    if "version" in scene.ids:
        id_ += f"/versions/{scene.ids['version']}"
    if scene.find(id_) is None:
        return WireAnswer(204)
    scene.remove(id_)
    return WireAnswer(200)


def _routes(kind: str) -> tuple[Route, ...]:
    container = f"{WORKSPACE}/{kind}/{{name}}"
    return (
        Route("GET", f"{WORKSPACE}/{kind}", partial(_list_containers, kind)),
        Route("GET", container, partial(_get_container, kind)),
        Route("DELETE", container, partial(_delete, kind)),
        Route("GET", container + "/versions", partial(_list_versions, kind)),
        Route("GET", container + "/versions/{version}", partial(_get_version, kind)),
        Route("PUT", container + "/versions/{version}", partial(_put_version, kind)),
        Route("DELETE", container + "/versions/{version}", partial(_delete, kind)),
    )


ROUTES = tuple(route for kind in assets.KINDS for route in _routes(kind))
