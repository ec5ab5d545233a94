"""Jobs of a workspace: enough to see what ran last, for whom and how it ended."""

from portal.emulator.resources.workspaces import require_workspace
from portal.emulator.routes import ML, WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, WireAnswer

TYPE = f"{ML}/workspaces/jobs"


def list_jobs(scene: Scene) -> WireAnswer:
    """The jobs, newest first; understands `tag=name` or `tag=name=value`."""
    workspace = require_workspace(scene)
    found = sorted(scene.children(workspace.id, TYPE), key=_began, reverse=True)
    name, _, value = scene.request.query.get("tag", "").partition("=")
    if name:
        found = [one for one in found if name in (one.properties.get("tags") or {})]
    if value:
        found = [one for one in found if one.properties["tags"][name] == value]
    return scene.page(found)


def _began(job: EmulatedResource) -> str:
    return str((job.body.get("systemData") or {}).get("createdAt"))


def get_job(scene: Scene) -> WireAnswer:
    """One job."""
    workspace = require_workspace(scene)
    missing = AzureRefusal(404, "UserError", f"The job '{scene.ids['job']}' was not found.")
    found = scene.require(f"{workspace.id}/jobs/{scene.ids['job']}", missing)
    return WireAnswer(200, found.view())


ROUTES = (
    Route("GET", f"{WORKSPACE}/jobs", list_jobs),
    Route("GET", f"{WORKSPACE}/jobs/{{job}}", get_job),
)
