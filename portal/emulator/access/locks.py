"""Management locks: what stands under one, or has one below it, cannot be deleted."""

from portal.emulator.routes import SUBSCRIPTION, Route
from portal.emulator.scene import Scene
from portal.emulator.wire import AzureRefusal, WireAnswer

TYPE = "Microsoft.Authorization/locks"
_MARK = f"/providers/{TYPE}/".lower()


def list_locks(scene: Scene) -> WireAnswer:
    """The locks of a subscription, at every depth."""
    return scene.page(scene.of_type(TYPE, f"/subscriptions/{scene.ids['subscription']}/"))


def put_lock(scene: Scene) -> WireAnswer:
    """PUT of one lock, at any scope."""
    id_ = f"{scene.ids['scope']}/providers/{TYPE}/{scene.ids['name']}"
    made, new = scene.save(id_, TYPE, {"properties": dict(scene.body.get("properties") or {})})
    return WireAnswer(201 if new else 200, made.view())


def delete_lock(scene: Scene) -> WireAnswer:
    """DELETE of one lock."""
    id_ = f"{scene.ids['scope']}/providers/{TYPE}/{scene.ids['name']}"
    found = scene.find(id_) is not None
    scene.remove(id_)
    return WireAnswer(200 if found else 204)


def refuse_locked(scene: Scene) -> None:
    """Refuses a deletion that a lock forbids, as Azure does."""
    path = scene.request.path.lower()
    if scene.request.method != "DELETE" or _MARK in path:
        return
    for lock in scene.of_type(TYPE):
        scope = lock.id.lower().partition(_MARK)[0]
        if f"{path}/".startswith(f"{scope}/") or scope.startswith(f"{path}/"):
            raise AzureRefusal(
                409,
                "ScopeLocked",
                f"The scope '{scene.request.path}' cannot perform delete operation because following scope(s) are"
                f" locked: '{scope}'. Please remove the lock and try again.",
            )


ROUTES = (
    Route("GET", f"{SUBSCRIPTION}/providers/{TYPE}", list_locks),
    Route("PUT", f"{{scope*}}/providers/{TYPE}/{{name}}", put_lock),
    Route("DELETE", f"{{scope*}}/providers/{TYPE}/{{name}}", delete_lock),
)
