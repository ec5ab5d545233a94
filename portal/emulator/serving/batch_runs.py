"""Runs of batch endpoints: asked for at the endpoint's own host, seen as jobs of the workspace."""

from portal.emulator import operations
from portal.emulator.operations import EmulatedOperation, effect
from portal.emulator.registry import jobs
from portal.emulator.routes import Route
from portal.emulator.scene import Scene
from portal.emulator.serving.behaviour import behaviour_of
from portal.emulator.serving.endpoints import BATCH, deployments_of
from portal.emulator.serving.scoring import endpoint_at
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

_RUN_FAILS_FROM = 50.0
"""A run fails as a whole when the version fails at so many of its rows, in percent."""


def invoke(scene: Scene) -> WireAnswer:
    """POST /jobs: begins a run of the deployment that the header names, else of the default."""
    endpoint = endpoint_at(scene, BATCH)
    default = str((endpoint.properties.get("defaults") or {}).get("deploymentName") or "")
    named = scene.request.headers.get("azureml-model-deployment") or default
    deployment = next((one for one in deployments_of(scene, endpoint) if one.name.lower() == named.lower()), None)
    if deployment is None or deployment.properties.get("provisioningState") != "Succeeded":
        raise AzureRefusal(404, "NotFound", f"The deployment '{named}' of endpoint '{endpoint.name}' was not found.")
    count = scene.connection.execute("SELECT COUNT(*) FROM resource WHERE type = ?", (jobs.TYPE,)).fetchone()[0]
    workspace = endpoint.id.rsplit("/", 2)[0]
    properties = run_properties(endpoint.name, deployment.name, "Running")
    body: Json = {"systemData": {"createdAt": scene.stamp(), "createdBy": "ml-portal"}, "properties": properties}
    made, _ = scene.save(f"{workspace}/jobs/batchjob-{endpoint.name}-r{count}", jobs.TYPE, body)
    bad = behaviour_of(scene, deployment).error_percent >= _RUN_FAILS_FROM
    operations.begin(scene, "batch_run", made.id, detail={"status": "Failed" if bad else "Completed"}, slower=2)
    return WireAnswer(201, {"id": made.id, "name": made.name, "properties": {"status": "Running"}})


def run_properties(endpoint: str, deployment: str, status: str) -> Json:
    """The properties of a run as Azure shows them of its job."""
    marks = {"azureml.batchrun": "true", "azureml.endpointname": endpoint, "azureml.deploymentname": deployment}
    return {"jobType": "Pipeline", "status": status, "experimentName": endpoint, "tags": marks, "properties": marks}


@effect("batch_run")
def _ended(scene: Scene, operation: EmulatedOperation) -> None:
    found = scene.find(operation.resource)
    if found is not None:
        found.properties["status"] = operation.detail["status"]
        scene.save(found.id, found.type, found.body)


ROUTES = (Route("POST", "/jobs", invoke),)
