"""Planting the estate: groups, workspaces, registries, rights, quotas, computes and environments."""

import uuid
from dataclasses import replace

from portal.emulator.access import assignments as access
from portal.emulator.registry import assets, registries
from portal.emulator.resources import computes, quotas, workspaces
from portal.emulator.resources.groups import TYPE as GROUP_TYPE
from portal.emulator.routes import ML
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.seed.document import Seed
from portal.emulator.seed.moments import dated, seconds
from portal.emulator.wire import Json

_GUIDS = uuid.UUID("6b1f8f0e-3c55-4f0a-9a55-0f5d1f1a7c20")


def plant_estate(scene: Scene, seed: Seed) -> dict[str, EmulatedResource]:
    """Plants everything but models; answers the workspaces and registries by name."""
    made: dict[str, EmulatedResource] = {}
    for row in seed.rows("registries"):
        then = at(scene, row["created"])
        group = _group(then, row)
        body: Json = {"location": row["region"], "tags": {}, "properties": {"provisioningState": "Succeeded"}}
        made[row["name"]] = then.save(f"{group}/providers/{ML}/registries/{row['name']}", registries.TYPE, body)[0]
    for row in seed.rows("workspaces"):
        made[row["name"]] = _workspace(at(scene, row["created"]), row)
    for row in seed.rows("quotas"):
        scene.connection.execute(
            "INSERT INTO quota (subscription, location, family, cores, used_elsewhere) VALUES (?, ?, ?, ?, ?)",
            (row["subscription"], row["region"], row["family"], row["cores"], row["elsewhere"]),
        )
    for row in seed.rows("computes"):
        _compute(at(scene, row["created"]), made[row["workspace"]], row, scene.now)
    for row in seed.rows("access"):
        _assignment(at(scene, row["since"]), made[row["workspace"]], row)
    for row in seed.rows("environments"):
        for version in range(1, row["versions"] + 1):
            then = at(scene, f"-{(row['versions'] - version) * 40 + 12}d")
            properties = {"image": row["image"], "tags": {"owner": row["owner"]}}
            owner = made[row["workspace"]]
            assets.put_version(then, owner, "environments", row["name"], str(version), {"properties": properties})
    return made


def at(scene: Scene, span: str) -> Scene:
    """The same scene at another moment."""
    return replace(scene, now=scene.now + seconds(span))


def _group(scene: Scene, row: Json) -> str:
    id_ = f"/subscriptions/{row['subscription']}/resourceGroups/{row['group']}"
    if scene.find(id_) is None:
        tags = row.get("tags", {})
        body: Json = {"location": row["region"], "tags": tags, "properties": {"provisioningState": "Succeeded"}}
        scene.save(id_, GROUP_TYPE, body)
    return id_


def _workspace(scene: Scene, row: Json) -> EmulatedResource:
    id_ = f"{_group(scene, row)}/providers/{ML}/workspaces/{row['name']}"
    made = workspaces.make_workspace(scene, id_, {"location": row["region"], "tags": row["tags"]})
    if "reach" in row:
        scene.connection.execute("INSERT INTO mark (key, kind) VALUES (?, ?)", (id_.lower(), row["reach"]))
    return made


def _assignment(scene: Scene, workspace: EmulatedResource, row: Json) -> None:
    definitions = scene.of_type(access.DEFINITION)
    role = next(one.name for one in definitions if one.properties["roleName"] == row["role"])
    name = str(uuid.uuid5(_GUIDS, f"{workspace.id}/{role}/{row['principal']}".lower()))
    properties = {"roleDefinitionId": f"/providers/{access.DEFINITION}/{role}", "principalId": row["principal"]}
    access.make_assignment(scene, workspace.id, name, {"properties": properties})


def _compute(scene: Scene, workspace: EmulatedResource, row: Json, now: float) -> None:
    size = quotas.size_of(scene, row["size"])
    inner: Json = {"vmSize": size.name, "osType": "Linux"}
    used = replace(scene, now=now + seconds(row.get("used", "-2d"))).stamp()
    if row["kind"] == "cluster":
        nodes = row.get("nodes", 0)
        scale = {"minNodeCount": row.get("min", 0), "maxNodeCount": row["max"], "nodeIdleTimeBeforeScaleDown": "PT120S"}
        counts = {"idleNodeCount": nodes, "runningNodeCount": 0, "preparingNodeCount": 0}
        inner |= {
            "vmPriority": "Dedicated",
            "scaleSettings": scale,
            "currentNodeCount": nodes,
            "targetNodeCount": nodes,
        }
        inner |= {"allocationState": "Steady", "nodeStateCounts": counts, "errors": None}
        inner["allocationStateTransitionTime"] = used
    else:
        inner |= {"state": row.get("state", "Running"), "idleTimeBeforeShutdown": row.get("idle"), "schedules": None}
        last = "Stop" if row.get("state") == "Stopped" else "Start"
        inner["lastOperation"] = {"operationName": last, "operationTime": used, "operationStatus": "Succeeded"}
        inner["personalComputeInstanceSettings"] = {"assignedUser": {"objectId": row["assigned"], "tenantId": None}}
    body: Json = {
        "location": workspace.body["location"],
        "tags": dated(row["tags"], now),
        "_last_active": now,
        "properties": {
            "computeType": "AmlCompute" if row["kind"] == "cluster" else "ComputeInstance",
            "computeLocation": workspace.body["location"],
            "provisioningState": "Succeeded",
            "provisioningErrors": None,
            "createdOn": scene.stamp(),
            "modifiedOn": scene.stamp(),
            "isAttachedCompute": False,
            "disableLocalAuth": True,
            "properties": inner,
        },
    }
    scene.save(f"{workspace.id}/computes/{row['name']}", computes.TYPE, body)
