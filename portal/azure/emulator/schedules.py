"""Schedules of a workspace: what runs by itself."""

from portal.azure.emulator.routes import ML, WORKSPACE, Route
from portal.azure.emulator.scene import Scene
from portal.azure.emulator.wire import Answer
from portal.azure.emulator.workspaces import require_workspace

TYPE = f"{ML}/workspaces/schedules"


def list_schedules(scene: Scene) -> Answer:
    """The schedules of a workspace."""
    return scene.page(scene.children(require_workspace(scene).id, TYPE))


ROUTES = (Route("GET", f"{WORKSPACE}/schedules", list_schedules),)
