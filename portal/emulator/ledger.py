"""The emulator's own record of every call it got; tests judge by this one."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.emulator.state import connect

INTENT_TAG = "portal-intent"
READS_KEPT = 20_000
"""Older reads are forgotten; writes are kept for good."""


@dataclass(frozen=True)
class Call:
    """One call as it arrived: `payload` is the SHA-256 of its body, `intent` the tag it carried."""

    number: int
    at: str
    method: str
    path: str
    intent: str | None
    payload: str | None
    status: int
    correlation: str


def intent_of(body: Any) -> str | None:
    """The intent tag of a payload, wherever this kind of resource keeps its tags."""
    if not isinstance(body, dict):
        return None
    places: list[Any] = [body.get("tags"), body.get("properties")]
    if isinstance(body.get("properties"), dict):
        places.append(body["properties"].get("tags"))
    for place in places:
        if isinstance(place, dict) and isinstance(place.get(INTENT_TAG), str):
            return str(place[INTENT_TAG])
    properties = body.get("properties")
    description = str(properties.get("description") or "") if isinstance(properties, dict) else ""
    return description.partition(f"{INTENT_TAG}=")[2].split(" ")[0] or None


def record(
    connection: sqlite3.Connection, at: str, method: str, path: str, body: Any, status: int, correlation: str
) -> None:
    """Appends one call."""
    digest = None
    if body is not None:
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    cursor = connection.execute(
        "INSERT INTO call (at, method, path, intent, payload, status, correlation) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (at, method, path, intent_of(body), digest, status, correlation),
    )
    number = cursor.lastrowid or 0
    if number % READS_KEPT == 0:
        connection.execute("DELETE FROM call WHERE method IN ('GET', 'HEAD') AND number <= ?", (number - READS_KEPT,))


def ledger(state: Path, method: str | None = None, below: str = "") -> list[Call]:
    """All calls in order of arrival, optionally of one method and below one path (case-insensitive)."""
    with closing(connect(state)) as connection:
        rows = connection.execute("SELECT * FROM call ORDER BY number").fetchall()
    calls = [Call(**dict(row)) for row in rows]
    return [call for call in calls if method in (None, call.method) and call.path.lower().startswith(below.lower())]
