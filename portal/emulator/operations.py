"""Long-running operations: begun in one request, finished by the clock, never by a task.

Their addresses follow recorded answers of the service: compute answers 201 with Azure-AsyncOperation alone and no
Retry-After; endpoints with both headers; a group's deletion 202 with Location; an import 202 with a body of null.
"""

import json
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.emulator.resources import soft_delete
from portal.emulator.scene import ARM_HOST, Scene
from portal.emulator.wire import AzureRefusal, Json, WireAnswer


@dataclass(frozen=True)
class EmulatedOperation:
    """One long-running operation; `error` is decided when it begins, or by its effect when it ends."""

    id: str
    kind: str
    resource: str
    begun: float
    ends: float
    settled: bool
    error: Json | None
    result: Any
    detail: Json

    def state(self) -> str:
        """The word Azure uses."""
        if not self.settled:
            return "InProgress"
        return "Failed" if self.error else "Succeeded"


Effect = Callable[[Scene, EmulatedOperation], Any]
EFFECTS: dict[str, Effect] = {}


def effect(kind: str) -> Callable[[Effect], Effect]:
    """Registers what happens when an operation of that kind ends; an AzureRefusal raised there makes it fail."""

    def register(function: Effect) -> Effect:
        EFFECTS[kind] = function
        return function

    return register


def begin(
    scene: Scene, kind: str, resource: str, *, detail: Json | None = None, error: Json | None = None, slower: float = 1
) -> EmulatedOperation:
    """Begins an operation that ends `operation_seconds * slower` from now."""
    number = scene.connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM operation").fetchone()[0]
    id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number}/{kind}/{resource.lower()}/{scene.now}"))
    begun = EmulatedOperation(
        id_, kind, resource, scene.now, scene.now + scene.tuning.operation_seconds * slower, False, error, None,
        detail or {},
    )  # fmt: skip
    scene.connection.execute(
        "INSERT INTO operation (id, kind, resource, begun, ends, error, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id_, kind, resource, begun.begun, begun.ends, json.dumps(error) if error else None, json.dumps(begun.detail)),
    )
    return begun


def settle(scene: Scene) -> None:
    """Carries out, in order, everything that has come due; run at the start of each request."""
    while True:
        row = scene.connection.execute(
            "SELECT * FROM operation WHERE settled = 0 AND ends <= ? ORDER BY ends, rowid LIMIT 1", (scene.now,)
        ).fetchone()
        if row is None:
            return
        operation = _operation(row)
        then = Scene(scene.connection, scene.request, operation.ends, scene.tuning, correlation=scene.correlation)
        error, result = operation.error, None
        try:
            result = EFFECTS[operation.kind](then, operation)
        except AzureRefusal as refused:
            error = refused.error()
        scene.connection.execute(
            "UPDATE operation SET settled = 1, error = ?, result = ? WHERE id = ?",
            (json.dumps(error) if error else None, json.dumps(result), operation.id),
        )


def pause(scene: Scene) -> dict[str, str]:
    """How long a caller is asked to wait before the next look: 15 s as the resource manager asks, or what fits."""
    seconds = scene.tuning.operation_seconds
    return {"Retry-After": "15"} if seconds >= 30 else {"retry-after-ms": str(max(1, int(seconds * 500)))}


def find(scene: Scene, id_: str) -> EmulatedOperation:
    """The operation of that id. Refuses an unknown one."""
    row = scene.connection.execute("SELECT * FROM operation WHERE id = ?", (id_.lower(),)).fetchone()
    if row is None:
        raise AzureRefusal(404, "NotFound", f"The operation '{id_}' could not be found.")
    return _operation(row)


def under_way(scene: Scene, resource: str) -> EmulatedOperation | None:
    """The unfinished operation on exactly this resource, if there is one."""
    row = scene.connection.execute(
        "SELECT * FROM operation WHERE lower(resource) = ? AND settled = 0 ORDER BY rowid DESC LIMIT 1",
        (resource.lower(),),
    ).fetchone()
    return None if row is None else _operation(row)


def ml_address(scene: Scene, resource: str, operation: EmulatedOperation, service: str, extra: str = "") -> str:
    """Where the machine-learning provider lets an operation be watched, e.g. service `computeOperationsStatus`."""
    subscription = resource.split("/")[2]
    version = scene.request.query.get("api-version", "2025-12-01")
    return (
        f"https://{ARM_HOST}/subscriptions/{subscription}/providers/Microsoft.MachineLearningServices/locations/"
        f"{location_of(scene, resource)}/{service}/{operation.id}?api-version={version}{extra}"
    )


def both_addresses(scene: Scene, resource: str, operation: EmulatedOperation, service: str) -> dict[str, str]:
    """Where an operation can be watched: an address that tells its status, and one that tells what came of it."""
    return {
        "Azure-AsyncOperation": ml_address(scene, resource, operation, service, "&type=async"),
        "Location": ml_address(scene, resource, operation, service, "&type=location"),
    }


def location_of(scene: Scene, resource: str) -> str:
    """The region of a resource or of the nearest thing above it that has one."""
    id_ = resource
    while id_.count("/") > 2:
        found = scene.find(id_)
        if found is not None and isinstance(found.body.get("location"), str):
            return str(found.body["location"]).replace(" ", "").lower()
        id_ = id_.rsplit("/", 2)[0]
    return "westeurope"


def show_status(scene: Scene) -> WireAnswer:
    """GET of an Azure-AsyncOperation address."""
    operation = find(scene, scene.ids["operation"])
    shown: Json = {
        "id": scene.request.path,
        "name": operation.id,
        "status": operation.state(),
        "startTime": scene.stamp(operation.begun),
        "percentComplete": 100.0 if operation.settled else 0.0,
    }
    if operation.settled:
        shown["endTime"] = scene.stamp(operation.ends)
    if operation.settled and operation.error:
        shown["error"] = operation.error
    elif operation.settled and isinstance(operation.result, dict):
        shown["properties"] = operation.result
    return WireAnswer(200, shown)


def show_result(scene: Scene) -> WireAnswer:
    """GET of a Location address: 202 while it runs, then what came of it."""
    operation = find(scene, scene.ids["operation"])
    if not operation.settled:
        headers = {"Location": _full_url(scene)}
        return WireAnswer(202, None, headers)
    if operation.error:
        status = int(operation.error.get("status", 409)) if isinstance(operation.error, dict) else 409
        return WireAnswer(status, {"error": operation.error})
    if isinstance(operation.result, dict):
        return WireAnswer(200, operation.result)
    found = scene.find(operation.resource) if operation.kind != "import" else None
    return WireAnswer(204) if found is None else WireAnswer(200, found.view())


def _full_url(scene: Scene) -> str:
    query = "&".join(f"{key}={value}" for key, value in scene.request.query.items())
    return scene.request.url + (f"?{query}" if query else "")


def _operation(row: sqlite3.Row) -> EmulatedOperation:
    return EmulatedOperation(
        row["id"], row["kind"], row["resource"], row["begun"], row["ends"], bool(row["settled"]),
        json.loads(row["error"]) if row["error"] else None, json.loads(row["result"]) if row["result"] else None,
        json.loads(row["detail"]) if row["detail"] else {},
    )  # fmt: skip


@effect("create")
def _created(scene: Scene, operation: EmulatedOperation) -> None:
    """A resource is ready, or has failed; `detail` holds properties that appear only then."""
    found = scene.find(operation.resource)
    if found is None:
        return
    state = "Failed" if operation.error else "Succeeded"
    found.properties.update({**({} if operation.error else operation.detail), "provisioningState": state})
    if operation.error and "computeType" in found.properties:
        found.properties["provisioningErrors"] = [{"error": operation.error}]
    scene.save(found.id, found.type, found.body)


@effect("delete")
def _deleted(scene: Scene, operation: EmulatedOperation) -> None:
    """A resource and all below it are gone; a workspace's name stays taken for a while. Or it has failed and stays."""
    found = scene.find(operation.resource)
    if found is None:
        return
    if operation.error:
        found.properties["provisioningState"] = "Failed" if "computeType" in found.properties else "Succeeded"
        scene.save(found.id, found.type, found.body)
        return
    soft_delete.remember(scene, found)
    if operation.detail.get("purge"):
        soft_delete.forget(scene, found.id)
    scene.remove(found.id)
