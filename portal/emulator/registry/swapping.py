"""A model version whose files somebody swapped, so that the demo shows what becomes of an approval of the old ones."""

import hashlib
from pathlib import Path

from portal.emulator.scene import ARM_HOST, Scene
from portal.emulator.state import transaction_in
from portal.emulator.tuning import read_tuning
from portal.emulator.wire import WireRequest


def swap(state: Path, model: str, version: str) -> tuple[str, ...]:
    """Puts other files under a version's number wherever it lies, and says where that was; nowhere when it is unknown.

    What stands for the files is their manifest's digest, which follows from the one before.
    """
    with transaction_in(state) as connection:
        request = WireRequest("PUT", ARM_HOST, "/", {}, {})
        scene = Scene(connection, request, 0, read_tuning(connection))  # nothing here needs to know the time
        ending = f"/models/{model}/versions/{version}".lower()
        keys = connection.execute("SELECT id FROM resource WHERE substr(key, ?) = ?", (-len(ending), ending))
        return tuple(_swapped(scene, str(row["id"])) for row in keys.fetchall())


def _swapped(scene: Scene, id_: str) -> str:
    found = scene.find(id_)
    if found is None:
        raise KeyError(id_)  # it was listed in this transaction
    told = found.properties.setdefault("properties", {})
    before = f"{told.get('manifest_digest', '')} swapped"
    told["manifest_digest"] = f"sha256:{hashlib.sha256(before.encode()).hexdigest()}"
    tags = found.properties.get("tags") or {}
    if "manifest_digest" in tags:
        tags["manifest_digest"] = told["manifest_digest"]
    scene.save(found.id, found.type, found.body)
    return id_.rsplit("/", 5)[1]
