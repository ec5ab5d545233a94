"""Planting models: versions in dev, copies in the registry, and what serves in test and prod."""

import hashlib
from collections.abc import Mapping

from portal.emulator.registry import assets
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.seed.document import Seed
from portal.emulator.seed.estate import at
from portal.emulator.seed.runs import job_of, plant_run
from portal.emulator.seed.serving import plant_serving
from portal.emulator.wire import Json

_DAYS_APART = 19


def plant_models(scene: Scene, seed: Seed, places: Mapping[str, EmulatedResource]) -> None:
    """Plants every model of the seed."""
    for row in seed.rows("models"):
        dev = places[f"mlw-{row['unit']}-dev"]
        registry = next(place for place in places.values() if place.type.endswith("/registries"))
        kept = _wanted(row)
        for version in range(1, row["latest"] + 1):
            shared = version in kept and row["evidence"] != "none"
            _register(at(scene, _age(row, version)), dev, row, version, registry if shared else None)
            if row.get("registry_has_other") == version:
                other = {"manifest_digest": f"sha256:{digest_of(row['name'] + ' of somebody else', version)}"}
                _put(at(scene, _age(row, version)), registry, row, version, {"project_id": row["project"]}, other)
            plant_run(at(scene, _age(row, version)), dev, row, version, _manifest(row, version))
        for stage in ("test", "prod"):
            if stage not in row:
                continue
            place = places[row.get(f"{stage}_in", f"mlw-{row['unit']}-{stage}")]
            for version in kept if row["evidence"] == "none" else ():
                _put(at(scene, _age(row, version)), place, row, version, {"project_id": row["project"]}, {})
            if row.get("other_in") == stage:
                for version in shares(row[stage]):
                    other = {"manifest_digest": f"sha256:{digest_of(row['name'] + ' built by hand', version)}"}
                    _put(at(scene, "-1d"), place, row, version, {"project_id": row["project"]}, other)
            plant_serving(scene, place, registry, row, stage)


def _wanted(row: Json) -> list[int]:
    """The versions that left dev: what serves in test and prod, and the one before it to fall back to."""
    serving = {version for stage in ("test", "prod") for version in shares(row.get(stage)) if stage in row}
    if not serving:
        return []
    return sorted(serving | ({min(serving) - 1} if min(serving) > 1 else set()))


def shares(said: object) -> dict[int, int]:
    """Versions and their share of the traffic, from a bare number or a mapping."""
    if isinstance(said, dict):
        return {int(version): int(share) for version, share in said.items()}
    return {int(str(said)): 100} if said is not None else {}


def _age(row: Json, version: int) -> str:
    """Versions come about three weeks apart; the newest is a few days old, each model at its own pace."""
    pace = int(hashlib.sha256(row["name"].encode()).hexdigest()[:4], 16) % 11
    return f"-{(row['latest'] - version) * (_DAYS_APART - pace) + 2 + pace}d"


def _register(scene: Scene, dev: EmulatedResource, row: Json, version: int, registry: EmulatedResource | None) -> None:
    tags = {"project_id": row["project"], "owner": row["owner"]}
    properties: Json = {}
    if manifest := _manifest(row, version):
        properties["manifest_digest"] = manifest
    if row.get("failed") == version:
        tags["stage"] = "prod"
    if registry is not None:
        _put(scene, registry, row, version, tags, properties)
        tags = {**tags, "shared_as": f"azureml://registries/{registry.name}/models/{row['name']}/versions/{version}"}
    _put(scene, dev, row, version, tags, properties)


def _manifest(row: Json, version: int) -> str:
    return f"sha256:{digest_of(row['name'], version)}" if row["evidence"] == "manifest" else ""


def digest_of(name: str, version: int) -> str:
    """A digest of files that were never written, one for each version."""
    return hashlib.sha256(f"manifest of {name} {version}".encode()).hexdigest()


def _put(
    scene: Scene, owner: EmulatedResource, row: Json, version: int, tags: Mapping[str, str], properties: Json
) -> None:
    job = job_of(row, version)
    body = {
        "properties": {
            "modelType": "mlflow_model",
            "modelUri": f"azureml://jobs/{job}/outputs/artifacts/paths/model",
            "jobName": job,
            "tags": dict(tags),
            "properties": properties,
        }
    }
    made, _ = assets.put_version(scene, owner, "models", row["name"], str(version), body)
    made.body["systemData"]["createdBy"] = row["owner"]
    scene.save(made.id, made.type, made.body)
