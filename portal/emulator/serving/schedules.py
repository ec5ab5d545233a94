"""Schedules of a workspace: what runs by itself."""

from portal.emulator import names
from portal.emulator.resources.workspaces import ready_workspace, require_workspace
from portal.emulator.routes import ML, WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

TYPE = f"{ML}/workspaces/schedules"


def list_schedules(scene: Scene) -> WireAnswer:
    """The schedules of a workspace."""
    return scene.page(scene.children(require_workspace(scene).id, TYPE))


def _find(scene: Scene) -> EmulatedResource | None:
    return scene.find(f"{require_workspace(scene).id}/schedules/{scene.ids['schedule']}")


def get_schedule(scene: Scene) -> WireAnswer:
    """One schedule."""
    found = _find(scene)
    if found is None:
        raise AzureRefusal(404, "UserError", f"The schedule '{scene.ids['schedule']}' was not found.")
    return WireAnswer(200, found.view())


def put_schedule(scene: Scene) -> WireAnswer:
    """Makes or changes a schedule; what it does and when are both required."""
    workspace = ready_workspace(scene)
    names.check("asset", scene.ids["schedule"])
    given = scene.body.get("properties") or {}
    for name in ("action", "trigger"):
        if not given.get(name):
            raise AzureRefusal(400, "ValidationError", f"The field '{name}' is required.")
    properties: Json = {"isEnabled": True, **given, "provisioningState": "Succeeded"}
    before = _find(scene)
    system: Json = {"createdAt": scene.stamp(), "createdBy": "ml-portal", "createdByType": "Application"}
    body: Json = {"properties": properties, "systemData": before.body.get("systemData", system) if before else system}
    made, new = scene.save(f"{workspace.id}/schedules/{scene.ids['schedule']}", TYPE, body)
    return WireAnswer(201 if new else 200, made.view())


ROUTES = (
    Route("GET", f"{WORKSPACE}/schedules", list_schedules),
    Route("GET", f"{WORKSPACE}/schedules/{{schedule}}", get_schedule),
    Route("PUT", f"{WORKSPACE}/schedules/{{schedule}}", put_schedule),
)
