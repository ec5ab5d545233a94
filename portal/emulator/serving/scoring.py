"""The data plane of online endpoints: each has a host of its own, and answers as the version that is asked behaves."""

from portal.emulator.access.rights import require_rights_to_ask
from portal.emulator.routes import Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.serving import routing
from portal.emulator.serving.behaviour import MODEL_ERROR, behaviour_of
from portal.emulator.serving.endpoints import ONLINE, EndpointKind, deployments_of
from portal.emulator.wire import AzureRefusal, Json, WireAnswer

_SLOW_EVERY = 10
"""One answer in ten is slow, so that 95 % of them are within the latency that a version is known for."""


def score(scene: Scene) -> WireAnswer:
    """POST /score: an answer, or 424 when the model fails."""
    deployment = _asked(scene)
    behaves = behaviour_of(scene, deployment)
    number = _number(scene)
    slow = number % _SLOW_EVERY == 0
    headers = {"x-ms-run-fn-exec-ms": f"{behaves.p95_ms if slow else behaves.p95_ms / 2:g}"}
    headers["azureml-model-deployment"] = deployment.name
    if int(number * behaves.error_percent / 100) != int((number - 1) * behaves.error_percent / 100):
        failed = {"ms-azureml-model-error-statuscode": "500", "ms-azureml-model-error-reason": "model_error"}
        return WireAnswer(MODEL_ERROR, {"message": "An unexpected error occurred in scoring script."}, headers | failed)
    given = scene.request.body if isinstance(scene.request.body, dict) else {}
    table = given.get("input_data") or {}
    rows = table.get("data") if isinstance(table, dict) else table
    return WireAnswer(200, [0.5] * max(len(rows or []), 1), headers)


def describe(scene: Scene) -> WireAnswer:
    """GET /swagger.json: what a deployment understands; the model is not asked."""
    deployment = _asked(scene)
    shown: Json = {"openapi": "3.0.0", "info": {"title": deployment.name, "version": "1.0"}, "paths": {"/score": {}}}
    return WireAnswer(200, shown, {"azureml-model-deployment": deployment.name})


def endpoint_at(scene: Scene, kind: EndpointKind) -> EmulatedResource:
    """The endpoint of a kind whose host was asked."""
    for one in scene.of_type(kind.type):
        if _host(one) == scene.request.host.lower():
            return one
    raise AzureRefusal(404, "NotFound", f"There is no endpoint at {scene.request.host}.")


def _number(scene: Scene) -> int:
    found: int = scene.connection.execute("SELECT COALESCE(MAX(number), 0) FROM call").fetchone()[0]
    return found + 1


def _asked(scene: Scene) -> EmulatedResource:
    """The deployment that the header names, else the one that gets most of the traffic."""
    endpoint = endpoint_at(scene, ONLINE)
    require_rights_to_ask(scene, endpoint)
    shares = routing.divided(scene, endpoint, scene.now)
    named = scene.request.headers.get("azureml-model-deployment") or max(
        shares, key=lambda one: shares[one], default=""
    )
    for one in deployments_of(scene, endpoint):
        if one.name.lower() == named.lower() and one.properties.get("provisioningState") == "Succeeded":
            return one
    raise AzureRefusal(404, "NotFound", f"The deployment '{named}' of endpoint '{endpoint.name}' was not found.")


def _host(endpoint: EmulatedResource) -> str:
    return str(endpoint.properties.get("scoringUri") or "").removeprefix("https://").partition("/")[0].lower()


ROUTES = (Route("POST", "/score", score), Route("GET", "/swagger.json", describe))
