"""Faults on purpose: what goes wrong with the next calls that match, and marks that keep a workspace out of reach."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from portal.emulator import fault_rules
from portal.emulator.scene import Scene
from portal.emulator.state import transaction_in
from portal.emulator.wire import Json, Lost, WireAnswer

FaultKind = Literal["lost_answer", "lost_request", "refuse", "operation_fails"]


@dataclass(frozen=True)
class InjectedFault:
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


def inject(state: Path, fault: InjectedFault) -> None:
    """Adds a fault to an emulator by its state file, also while a process serves it."""
    detail = json.dumps({"status": fault.status, "error": fault.error, "retry_after": fault.retry_after})
    with transaction_in(state) as connection:
        connection.execute(
            "INSERT INTO fault (method, path, kind, remaining, detail) VALUES (?, ?, ?, ?, ?)",
            (fault.method, fault.path.lower(), fault.kind, fault.times, detail),
        )


@dataclass(frozen=True)
class Struck:
    """What strikes one call: `lost` and `refused` may both be carried out all the same, which is `applied`."""

    lost: bool = False
    silent: bool = False
    refused: bool = False
    operation_fails: bool = False
    applied: bool = False
    status: int = 500
    error: Json | None = None
    retry_after: str | None = None
    delay_seconds: float = 0.0
    rule: int | None = None
    """The number of the rule of the fault plan; None for a fault that was injected."""

    def nothing(self) -> Lost:
        """What the caller of a lost call gets."""
        return Lost(self.applied, self.silent, self.delay_seconds)

    def refusal(self) -> WireAnswer:
        """The answer of a call that is refused."""
        error = self.error or {"code": "InternalServerError", "message": "Encountered internal server error."}
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return WireAnswer(self.status, {"error": error}, headers)


def due(scene: Scene) -> Struck | None:
    """What strikes this call: an injected fault, used up by one, or else a rule of the plan in force."""
    row = scene.connection.execute(
        "SELECT * FROM fault WHERE remaining > 0 AND method = ? AND instr(?, path) > 0 ORDER BY number LIMIT 1",
        (scene.request.method, scene.request.path.lower()),
    ).fetchone()
    if row is None:
        planned = fault_rules.striking(scene)
        return None if planned is None else _planned(scene, planned)
    scene.connection.execute("UPDATE fault SET remaining = remaining - 1 WHERE number = ?", (row["number"],))
    kind = row["kind"]
    return Struck(
        lost=kind.startswith("lost"), refused=kind == "refuse", operation_fails=kind == "operation_fails",
        applied=kind == "lost_answer", **json.loads(row["detail"]),
    )  # fmt: skip


def _planned(scene: Scene, found: fault_rules.RuleState) -> Struck:
    rule = found.rule
    if rule.answer != "failing_operation":  # that one strikes only when there is an operation to fail
        fault_rules.count(scene, found.number)
    return Struck(
        lost=rule.answer in ("timeout", "drop"), silent=rule.answer == "timeout", refused=rule.answer == "refusal",
        operation_fails=rule.answer == "failing_operation", applied=rule.applied, status=rule.status,
        error={"code": rule.code, "message": rule.message}, delay_seconds=rule.delay_seconds, rule=found.number,
        retry_after=None if rule.retry_after_seconds is None else str(rule.retry_after_seconds),
    )  # fmt: skip


def fail_begun(scene: Scene, struck: Struck, since: int) -> None:
    """Makes the operations begun by this request end in failure."""
    error = struck.error or {"code": "InternalError", "message": "An internal error occurred. Please try again."}
    failed = scene.connection.execute("UPDATE operation SET error = ? WHERE rowid > ?", (json.dumps(error), since))
    if failed.rowcount and struck.rule is not None:
        fault_rules.count(scene, struck.rule)


def barrier(scene: Scene) -> WireAnswer | None:
    """403 or 504 for whatever lies below a workspace that is marked forbidden or unreachable."""
    path = scene.request.path.lower()
    for row in scene.connection.execute("SELECT key, kind FROM mark"):
        at = path.find(row["key"] + "/")  # the run history's paths begin with its own name
        if at < 0:
            continue
        if row["kind"] == "unreachable":
            message = "The gateway did not receive a response from 'Microsoft.MachineLearningServices' in time."
            return WireAnswer(504, {"error": {"code": "GatewayTimeout", "message": message}})
        rest = path[at + len(row["key"]) + 1 :].split("/")
        verb = {"GET": "read", "HEAD": "read", "DELETE": "delete", "POST": "action"}.get(scene.request.method, "write")
        action = f"Microsoft.MachineLearningServices/workspaces/{'/'.join(rest[::2])}/{verb}"
        message = (
            f"The client 'ml-portal' with object id '5f2c6c0e-6d7e-4a55-9d7c-0c7c6f6b2f10' does not have authorization "
            f"to perform action '{action}' over scope '{row['key']}' or the scope is invalid. "
            "If access was recently granted, please refresh your credentials."
        )
        return WireAnswer(403, {"error": {"code": "AuthorizationFailed", "message": message}})
    return None
