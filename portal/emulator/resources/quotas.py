"""Machine sizes, quotas and what is used of them: per subscription, region and family of machines.

The three shapes of "no quota" follow reports of the service: a plain 400 when not even one node fits the limit, a
failed operation when the limit is reached, and "OutOfQuota" without a code for a deployment.
"""

from dataclasses import dataclass

from portal.emulator.routes import ML, SUBSCRIPTION, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import Json, WireAnswer, bad_request

COMPUTE = f"{ML}/workspaces/computes"
ONLINE_DEPLOYMENT = f"{ML}/workspaces/onlineEndpoints/deployments"
DEFAULT_CORES = 100


@dataclass(frozen=True)
class Size:
    """One size of machine."""

    name: str
    family: str
    vcpus: int
    gpus: int
    memory_gib: float
    premium: bool
    low_priority: bool


def size_of(scene: Scene, name: str) -> Size:
    """The size of that name, without case. Refuses one that the service does not offer."""
    row = scene.connection.execute("SELECT * FROM size WHERE lower(name) = ?", (name.lower(),)).fetchone()
    if row is None:
        raise bad_request(
            f"The specified Azure ML Compute VM size {name} is not supported. "
            "Please refer to the list of supported VM sizes.",
        )
    return _size(row)


def running_state(scene: Scene, compute: EmulatedResource) -> str:
    """What an instance is doing now; one that has been idle for as long as it may is stopped."""
    inner = compute.properties.get("properties") or {}
    state = str(inner.get("state", "Running"))
    limit = seconds_of(str(inner.get("idleTimeBeforeShutdown") or ""))
    active = compute.body.get("_last_active")
    if state == "Running" and limit and active is not None and scene.now - active >= limit:
        return "Stopped"
    return state


def seconds_of(duration: str) -> int:
    """Seconds of an ISO 8601 duration of hours, minutes and seconds; 0 when it is none."""
    if not duration.startswith("PT"):
        return 0
    total, digits = 0, ""
    for sign in duration[2:]:
        if sign.isdigit():
            digits += sign
        else:
            total += int(digits or 0) * {"H": 3600, "M": 60, "S": 1}.get(sign, 0)
            digits = ""
    return total


def nodes_of(scene: Scene, resource: EmulatedResource) -> int:
    """How many machines a compute or a deployment holds now."""
    if resource.properties.get("provisioningState") == "Failed":
        return 0
    if resource.type == ONLINE_DEPLOYMENT:
        return int((resource.body.get("sku") or {}).get("capacity") or 1)
    inner = resource.properties.get("properties") or {}
    if resource.properties.get("computeType") == "ComputeInstance":
        return 1 if running_state(scene, resource) in ("Running", "Creating", "Starting") else 0
    return int(inner.get("currentNodeCount") or 0)


def cores(scene: Scene, location: str, size: Size, spare: str = "") -> tuple[int, int]:
    """Limit and use of a family in a region; `spare` is the id of a resource that is not counted."""
    subscription = scene.ids["subscription"].lower()
    row = scene.connection.execute(
        "SELECT cores, used_elsewhere FROM quota WHERE subscription = ? AND location = ? AND lower(family) = ?",
        (subscription, location, size.family.lower()),
    ).fetchone()
    limit = (0 if size.gpus else DEFAULT_CORES) if row is None else row["cores"]
    used = 0 if row is None else row["used_elsewhere"]
    families = {item["name"].lower(): _size(item) for item in scene.connection.execute("SELECT * FROM size")}
    for type_ in (COMPUTE, ONLINE_DEPLOYMENT):
        for one in scene.of_type(type_, f"/subscriptions/{subscription}/"):
            asked = one.properties.get("instanceType") or (one.properties.get("properties") or {}).get("vmSize") or ""
            held = families.get(str(asked).lower())
            if held and held.family == size.family and one.body.get("location") == location:
                used += 0 if one.id.lower() == spare.lower() else nodes_of(scene, one) * held.vcpus
    return limit, used


def refuse_impossible(limit: int, size: Size, nodes: int) -> None:
    """The plain 400: the limit is too small for even one node."""
    if limit < size.vcpus:
        raise bad_request(
            f"The specified subscription has a {size.family} vCPU quota of {limit} and cannot accomodate for at least "
            f"{max(nodes, 1)} requested managed compute node which maps to {size.vcpus * max(nodes, 1)} vCPUs",
        )


def quota_reached(limit: int, used: int, size: Size, nodes: int) -> Json | None:
    """The error a compute's operation ends with when the family has not enough left."""
    wanted = size.vcpus * nodes
    if used + wanted <= limit:
        return None
    return {
        "code": "ClusterCoreQuotaReached",
        "message": f"Operation results in exceeding quota limits of Core. Maximum allowed: {limit}, Current in use: "
        f"{used}, Additional requested: {wanted}. Family: {size.family}.",
    }


def list_sizes(scene: Scene) -> WireAnswer:
    """GET vmSizes of a region."""
    shown = [
        {
            "name": size.name, "family": size.family, "vCPUs": size.vcpus, "gpus": size.gpus,
            "memoryGB": size.memory_gib, "osVhdSizeMB": 1047552, "maxResourceVolumeMB": size.vcpus * 8192,
            "lowPriorityCapable": size.low_priority, "premiumIO": size.premium,
            "supportedComputeTypes": ["AmlCompute", "ComputeInstance"],
        }
        for size in map(_size, scene.connection.execute("SELECT * FROM size ORDER BY name"))
    ]  # fmt: skip
    return WireAnswer(200, {"value": shown})


def _rows(scene: Scene) -> list[tuple[Size, int, int]]:
    location = scene.ids["location"].lower()
    one_of: dict[str, Size] = {}
    for row in scene.connection.execute("SELECT * FROM size ORDER BY vcpus DESC"):
        one_of[row["family"]] = _size(row)
    return [(size, *cores(scene, location, size)) for _, size in sorted(one_of.items())]


def list_usages(scene: Scene) -> WireAnswer:
    """GET usages of a region: one row per family for the subscription, and one for the total."""
    location = scene.ids["location"].lower()
    base = f"/subscriptions/{scene.ids['subscription']}/providers/{ML}/locations/{location}/usages/"
    rows = _rows(scene)
    total = {"id": base + "TotalCores", "type": f"{ML}/usages", "unit": "Count",
             "currentValue": sum(used for _, _, used in rows), "limit": sum(limit for _, limit, _ in rows),
             "name": {"value": "Total Cluster Dedicated Regional vCPUs",
                      "localizedValue": "Total Cluster Dedicated Regional vCPUs"}}  # fmt: skip
    shown = [
        {"id": base + size.family, "type": f"{ML}/vmFamily/usages", "unit": "Count", "currentValue": used,
         "limit": limit, "name": {"value": size.family, "localizedValue": _localized(size.family)}}
        for size, limit, used in rows
    ]  # fmt: skip
    return WireAnswer(200, {"value": [total, *shown]})


def list_quotas(scene: Scene) -> WireAnswer:
    """GET quotas of a region."""
    location = scene.ids["location"].lower()
    base = f"/subscriptions/{scene.ids['subscription']}/providers/{ML}/locations/{location}/quotas/"
    shown = [
        {"id": base + size.family, "type": f"{ML}/quotas", "unit": "Count", "limit": limit,
         "name": {"value": size.family, "localizedValue": _localized(size.family)}}
        for size, limit, _ in _rows(scene)
    ]  # fmt: skip
    return WireAnswer(200, {"value": shown})


def _localized(family: str) -> str:
    return f"{family.removesuffix('Family').removeprefix('standard').removeprefix('Standard')} Family Cluster vCPUs"


def _size(row: object) -> Size:
    found = dict(row)  # type: ignore[call-overload]
    return Size(
        found["name"], found["family"], found["vcpus"], found["gpus"], found["memory_gib"], bool(found["premium"]),
        bool(found["low_priority"]),
    )  # fmt: skip


_LOCATION = f"{SUBSCRIPTION}/providers/{ML}/locations/{{location}}"

ROUTES = (
    Route("GET", f"{_LOCATION}/vmSizes", list_sizes),
    Route("GET", f"{_LOCATION}/usages", list_usages),
    Route("GET", f"{_LOCATION}/quotas", list_quotas),
)
