"""Changes to the emulated Azure's own state, as if somebody worked there."""

import json
from pathlib import Path
from typing import Any

from portal.emulator.state import connect


def set_inner(azure: Path, compute: str, **inner: Any) -> None:
    """Changes what a compute does now, such as `nodeStateCounts` of a cluster or `state` of an instance."""
    connection = connect(azure)
    for name, value in inner.items():
        changed = "UPDATE resource SET body = json_set(body, ?, json(?)) WHERE key = ?"
        connection.execute(changed, (f"$.properties.properties.{name}", json.dumps(value), compute.lower()))
    connection.close()


def plant_job(state: Path, workspace: str, name: str, compute: str, status: str) -> None:
    """Lets a workspace have a job on a compute."""
    body = {"properties": {"status": status, "computeId": compute}, "systemData": {"createdAt": "2026-11-27T09:00:00Z"}}
    connection = connect(state)
    connection.execute(
        "INSERT OR REPLACE INTO resource (key, id, type, parent, name, body, created) VALUES (?, ?, ?, ?, ?, ?, 0)",
        (
            f"{workspace}/jobs/{name}".lower(), f"{workspace}/jobs/{name}",
            "Microsoft.MachineLearningServices/workspaces/jobs", workspace.lower(), name, json.dumps(body),
        ),
    )  # fmt: skip
    connection.close()


def remove(state: Path, resource: str) -> None:
    """Somebody deletes a thing without asking anybody."""
    connection = connect(state)
    connection.execute("DELETE FROM resource WHERE key = ?", (resource.lower(),))
    connection.close()


def clear_tags(azure: Path, resource: str) -> None:
    """Somebody deletes a thing and makes another one of its name, which carries no tag of ours."""
    connection = connect(azure)
    changed = "UPDATE resource SET body = json_set(body, '$.tags', json('{}')) WHERE key = ?"
    connection.execute(changed, (resource.lower(),))
    connection.close()
