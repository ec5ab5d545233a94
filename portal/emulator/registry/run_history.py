"""What a run left behind: its metrics as MLflow answers them, and its files as the run history lists them.

The shapes are those of the MLflow REST API (`runs/get`) and of the run history that azure-ai-ml itself calls
(`artifacts/prefix/contentinfo`); the files' addresses carry their own signature, so they take no token.
"""

import hmac
from dataclasses import dataclass, field
from urllib.parse import quote

from portal.emulator.registry import jobs
from portal.emulator.resources.workspaces import require_workspace
from portal.emulator.routes import WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

FILES_HOST = "meridianmlstore.blob.core.windows.net"
_MLFLOW = f"/mlflow/v1.0{WORKSPACE}/api/2.0/mlflow"
_ARTIFACTS = f"/history/v1.0{WORKSPACE}/experiments/{{experiment}}/runs/{{run}}/artifacts"
_FILE = "/azureml{workspace_key*}/ExperimentRun/dcid.{run}/{file*}"


@dataclass(frozen=True)
class EndedJob:
    """A job that has ended, with what it read, logged and wrote."""

    name: str
    by: str
    began: str
    """As Azure writes moments."""
    experiment: str = "training"
    status: str = "Completed"
    environment: str = ""
    git: dict[str, str] = field(default_factory=dict)
    """`commit`, `branch` and `repository_uri`."""
    inputs: dict[str, str] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Path to text."""


def keep_run(scene: Scene, workspace: str, run: EndedJob) -> EmulatedResource:
    """Enters a run as a job of the workspace with that id."""
    properties: Json = {
        "jobType": "Command",
        "status": run.status,
        "experimentName": run.experiment,
        "displayName": run.name,
        "environmentId": run.environment or None,
        "inputs": {name: {"jobInputType": "uri_file", "uri": uri} for name, uri in run.inputs.items()},
        "tags": {},
        "properties": {f"azureml.git.{name}": value for name, value in run.git.items()},
    }
    system = {"createdAt": run.began, "createdBy": run.by, "createdByType": "User"}
    body: Json = {"systemData": system, "properties": properties, "_metrics": run.metrics, "_files": run.files}
    return scene.save(f"{workspace}/jobs/{run.name}", jobs.TYPE, body)[0]


def get_run(scene: Scene) -> WireAnswer:
    """GET runs/get: metrics and tags of a run."""
    workspace = require_workspace(scene)
    name = scene.request.query.get("run_id", "")
    missing = AzureRefusal(404, "RESOURCE_DOES_NOT_EXIST", f"RunNotFound: the run '{name}' was not found.")
    found = scene.require(f"{workspace.id}/jobs/{name}", missing)
    git = found.properties.get("properties") or {}
    metrics = [
        {"key": key, "value": value, "timestamp": 0, "step": 0}
        for key, value in (found.body.get("_metrics") or {}).items()
    ]
    tags = [{"key": "mlflow.source.git.commit", "value": git.get("azureml.git.commit", "")}]
    info = {"run_id": name, "run_uuid": name, "status": "FINISHED", "lifecycle_stage": "active"}
    return WireAnswer(200, {"run": {"info": info, "data": {"metrics": metrics, "params": [], "tags": tags}}})


def list_files(scene: Scene) -> WireAnswer:
    """GET contentinfo of a prefix: each file below it with an address that can be read for a while."""
    run = _run(scene)
    prefix = scene.request.query.get("path", "").strip("/")
    found = [path for path in sorted(run.body.get("_files") or {}) if not prefix or path.startswith(f"{prefix}/")]
    container = f"dcid.{run.name}"
    workspace = run.id.rpartition("/jobs/")[0]
    return WireAnswer(
        200,
        {
            "value": [
                {
                    "origin": "ExperimentRun",
                    "container": container,
                    "path": path,
                    "contentUri": f"https://{FILES_HOST}/azureml{quote(workspace)}/ExperimentRun/{container}/{quote(path)}"
                    f"?sig={_signature(run, path)}",
                }
                for path in found
            ],
            "continuationToken": None,
            "nextLink": None,
        },
    )


def read_file(scene: Scene) -> WireAnswer:
    """GET of a file by its signed address. Refuses any other host and any other signature."""
    run = scene.find(f"{scene.ids['workspace_key']}/jobs/{scene.ids['run']}")
    path = scene.ids["file"]
    given = scene.request.query.get("sig", "")
    signed = run is not None and hmac.compare_digest(given, _signature(run, path))
    if scene.request.host != FILES_HOST or run is None or not signed:
        raise AzureRefusal(403, "AuthenticationFailed", "Server failed to authenticate the request.")
    text = (run.body.get("_files") or {}).get(path)
    if text is None:
        raise AzureRefusal(404, "BlobNotFound", "The specified blob does not exist.")
    return WireAnswer(200, str(text))


def _run(scene: Scene) -> EmulatedResource:
    workspace = require_workspace(scene)
    found = scene.find(f"{workspace.id}/jobs/{scene.ids['run']}")
    if found is None or str(found.properties.get("experimentName")) != scene.ids["experiment"]:
        raise AzureRefusal(404, "UserError", f"RunNotFound: the run '{scene.ids['run']}' was not found.")
    return found


def _signature(run: EmulatedResource, path: str) -> str:
    return hmac.digest(b"emulated", f"{run.id.lower()}/{path}".encode(), "sha256").hex()


ROUTES = (
    Route("GET", f"{_MLFLOW}/runs/get", get_run),
    Route("GET", f"{_ARTIFACTS}/prefix/contentinfo", list_files),
    Route("GET", _FILE, read_file),
)
