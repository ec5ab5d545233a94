"""Who got how much of an endpoint's traffic, and since when: every division that an endpoint ever had, in order."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.state import connect


@dataclass(frozen=True)
class Routed:
    """One division of traffic, in percent by deployment; `at` is in seconds since 1970."""

    at: float
    endpoint: str
    weights: Mapping[str, int]


def record(scene: Scene, endpoint: EmulatedResource, before: EmulatedResource | None) -> None:
    """Appends how an endpoint's traffic is divided from now on; first of all how it was since it was planted."""
    known = scene.connection.execute("SELECT 1 FROM routing WHERE endpoint = ?", (endpoint.id.lower(),)).fetchone()
    if before is not None and known is None:
        _append(scene, before, before.created)
    _append(scene, endpoint, scene.now)


def _append(scene: Scene, endpoint: EmulatedResource, at: float) -> None:
    weights = json.dumps(endpoint.properties.get("traffic") or {})
    scene.connection.execute(
        "INSERT INTO routing (at, endpoint, weights) VALUES (?, ?, ?)", (at, endpoint.id.lower(), weights)
    )


def divided(scene: Scene, endpoint: EmulatedResource, at: float) -> Mapping[str, int]:
    """How an endpoint's traffic was divided at a moment; names in small letters."""
    rows = scene.connection.execute(
        "SELECT at, weights FROM routing WHERE endpoint = ? ORDER BY number DESC", (endpoint.id.lower(),)
    ).fetchall()
    weights = {} if rows else endpoint.properties.get("traffic") or {}
    then = next((row for row in rows if row["at"] <= at), None)
    if then is not None:
        weights = json.loads(then["weights"])
    return {name.lower(): int(share) for name, share in weights.items()}


def routed(state: Path) -> list[Routed]:
    """Every division of every endpoint, in order; for tests, by the state file."""
    with closing(connect(state)) as connection:
        rows = connection.execute("SELECT at, endpoint, weights FROM routing ORDER BY number").fetchall()
    return [Routed(row["at"], row["endpoint"], json.loads(row["weights"])) for row in rows]
