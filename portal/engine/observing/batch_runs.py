"""What runs and schedules say of a batch endpoint: how the last one ended, and whether anything invokes it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.azure import views
from portal.contract.values import Json
from portal.engine.observing.times import when

_RUN_WORDS = {"completed": "ok", "failed": "failed", "canceled": "cancelled", "cancelled": "cancelled"}


def last_run(endpoint: str, deployment: str, runs: Sequence[views.Json]) -> dict[str, Json]:
    """How the newest of a deployment's runs ended and when it began; "" when none is known."""
    mine = [run for run in runs if _ran_on(run) == (endpoint.lower(), deployment.lower())]
    newest = max(mine, key=lambda run: _text(run, "systemData", "createdAt"), default=None)
    if newest is None:
        return {"last_run": "", "last_run_at": ""}
    status = _text(newest, "properties", "status").lower()
    return {
        "last_run": _RUN_WORDS.get(status, "running" if status else ""),
        "last_run_at": when(_text(newest, "systemData", "createdAt")),
    }


def _ran_on(run: views.Json) -> tuple[str, str]:
    """Endpoint and deployment that a batch run belongs to, as the service notes them on its jobs."""
    told = {**_part(run, "properties", "tags"), **_part(run, "properties", "properties")}
    return str(told.get("azureml.endpointname", "")).lower(), str(told.get("azureml.deploymentname", "")).lower()


def invokes(schedule: views.Json, endpoint: str) -> bool:
    """Whether an enabled schedule invokes a batch endpoint; its definition names the endpoint by id or by name."""
    action = _part(schedule, "properties", "action")
    if action.get("actionType") != "InvokeBatchEndpoint" or _part(schedule, "properties").get("isEnabled") is not True:
        return False
    named = _texts(action.get("endpointInvocationDefinition"))
    return endpoint.lower() in {text.rstrip("/").rsplit("/", 1)[-1].lower() for text in named}


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _part(document: views.Json, *names: str) -> views.Json:
    found: Any = document
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _text(document: views.Json, *names: str) -> str:
    found = _part(document, *names[:-1]).get(names[-1])
    return found if isinstance(found, str) else ""
