"""Faults on purpose: what goes wrong with the next calls that match, and marks that keep a workspace out of reach."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from portal.azure.emulator.scene import Scene
from portal.azure.emulator.state import Store
from portal.azure.emulator.wire import Answer, Json

FaultKind = Literal["lost_answer", "lost_request", "refuse", "operation_fails"]


@dataclass(frozen=True)
class Fault:
    """What happens to the next `times` calls of `method` whose path contains `path`.

    `lost_answer`: it is carried out and the connection breaks before the answer. `lost_request`: the connection
    breaks before anything happens. `refuse`: answered with `status` and `error`. `operation_fails`: the long-running
    operation that it begins ends with `error`.
    """

    kind: FaultKind
    method: str
    path: str
    times: int = 1
    status: int = 500
    error: Json | None = None
    retry_after: str | None = None


def inject(state: Path, fault: Fault) -> None:
    """Adds a fault to an emulator by its state file, also while a process serves it."""
    store = Store(state)
    detail = json.dumps({"status": fault.status, "error": fault.error, "retry_after": fault.retry_after})
    try:
        with store.transaction() as connection:
            connection.execute(
                "INSERT INTO fault (method, path, kind, remaining, detail) VALUES (?, ?, ?, ?, ?)",
                (fault.method, fault.path.lower(), fault.kind, fault.times, detail),
            )
    finally:
        store.close()


def due(scene: Scene) -> tuple[str, Json] | None:
    """The fault that strikes this call, used up by one; with its detail."""
    row = scene.connection.execute(
        "SELECT * FROM fault WHERE remaining > 0 AND method = ? AND instr(?, path) > 0 ORDER BY number LIMIT 1",
        (scene.request.method, scene.request.path.lower()),
    ).fetchone()
    if row is None:
        return None
    scene.connection.execute("UPDATE fault SET remaining = remaining - 1 WHERE number = ?", (row["number"],))
    return row["kind"], json.loads(row["detail"])


def refusal(detail: Json) -> Answer:
    """The answer of a `refuse` fault."""
    error = detail["error"] or {"code": "InternalServerError", "message": "Encountered internal server error."}
    headers = {"Retry-After": detail["retry_after"]} if detail["retry_after"] else {}
    return Answer(detail["status"], {"error": error}, headers)


def fail_begun(scene: Scene, detail: Json, since: int) -> None:
    """Makes the operations begun by this request end in failure."""
    error = detail["error"] or {"code": "InternalError", "message": "An internal error occurred. Please try again."}
    scene.connection.execute("UPDATE operation SET error = ? WHERE rowid > ?", (json.dumps(error), since))


def barrier(scene: Scene) -> Answer | None:
    """403 or 504 for whatever lies below a workspace that is marked forbidden or unreachable."""
    path = scene.request.path.lower()
    for row in scene.connection.execute("SELECT key, kind FROM mark"):
        if not path.startswith(row["key"] + "/"):
            continue
        if row["kind"] == "unreachable":
            message = "The gateway did not receive a response from 'Microsoft.MachineLearningServices' in time."
            return Answer(504, {"error": {"code": "GatewayTimeout", "message": message}})
        rest = path[len(row["key"]) + 1 :].split("/")
        verb = {"GET": "read", "HEAD": "read", "DELETE": "delete", "POST": "action"}.get(scene.request.method, "write")
        action = f"Microsoft.MachineLearningServices/workspaces/{'/'.join(rest[::2])}/{verb}"
        message = (
            f"The client 'ml-portal' with object id '5f2c6c0e-6d7e-4a55-9d7c-0c7c6f6b2f10' does not have authorization "
            f"to perform action '{action}' over scope '{row['key']}' or the scope is invalid. "
            "If access was recently granted, please refresh your credentials."
        )
        return Answer(403, {"error": {"code": "AuthorizationFailed", "message": message}})
    return None
