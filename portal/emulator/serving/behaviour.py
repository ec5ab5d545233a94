"""How well a model version answers: how many of its answers fail, and how long the slow ones take."""

import re
from dataclasses import dataclass
from pathlib import Path

from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.state import transaction_in

MODEL_ERROR = 424
"""What an online endpoint answers when the model itself fails; the published codes keep 5xx for the service."""
_VERSION = re.compile(r"models/(?P<name>[^/]+)/versions/(?P<version>[^/]+)/?$", re.IGNORECASE)


@dataclass(frozen=True)
class Behaviour:
    """Share of answers that fail, in percent, and the latency that 95 % of the answers stay below."""

    error_percent: float = 0.0
    p95_ms: float = 40.0


def behave(state: Path, model: str, version: str, *, error_percent: float = 0.0, p95_ms: float = 40.0) -> None:
    """Makes a version answer badly, wherever it is deployed, also while a process serves the emulator."""
    with transaction_in(state) as connection:
        connection.execute(
            "INSERT OR REPLACE INTO behaviour (model, error_percent, p95_ms) VALUES (?, ?, ?)",
            (f"{model}/{version}".lower(), error_percent, p95_ms),
        )


def behaviour_of(scene: Scene, deployment: EmulatedResource) -> Behaviour:
    """How the version that a deployment serves behaves; one that is not known to be bad is good."""
    model = deployment.properties.get("model")
    text = model if isinstance(model, str) else str((model or {}).get("assetId") or "")
    found = _VERSION.search(text)
    if found is None:
        return Behaviour()
    key = f"{found['name']}/{found['version']}".lower()
    row = scene.connection.execute("SELECT * FROM behaviour WHERE model = ?", (key,)).fetchone()
    return Behaviour() if row is None else Behaviour(row["error_percent"], row["p95_ms"])
