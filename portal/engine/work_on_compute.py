"""Whether work goes on on a compute: what must not be taken away under somebody's hands."""

import asyncio
from collections.abc import Mapping
from typing import Any

from portal.azure import sdk
from portal.azure.arm import Arm
from portal.azure.faults import AzureFault
from portal.azure.resource_ids import place_of
from portal.domain.leases import Activity
from portal.engine.surroundings import Surroundings

ENDED = frozenset({"completed", "failed", "canceled", "cancelled", "notresponding", "paused", "notstarted"})
"""States of a job in which it holds no compute; every other one counts as work."""


def activity(world: Surroundings, compute: str) -> Activity:
    """What a look at a compute says, by its resource id: `working`, `idle`, or `unknown` when Azure cannot be asked.

    A cluster's own count of running nodes is enough. Of an instance the jobs of its workspace have to be seen too; of
    those the newest page is looked at. Somebody's open notebook is no job: an instance's idle shutdown is for that.
    """
    try:
        found = sdk.read(world.azure, compute)
        if isinstance(found, sdk.Missing) or _is_stopped(found.payload):
            return "idle"
        if _nodes_at_work(found.payload):
            return "working"
        jobs = asyncio.run(_newest_jobs(world, place_of(compute).id))
    except AzureFault:
        return "unknown"
    return "working" if any(_runs_on(job, compute) for job in jobs) else "idle"


async def _newest_jobs(world: Surroundings, workspace: str) -> list[Any]:
    async with Arm(world.azure, world.clock) as arm:
        page = await arm.get(f"{workspace}/jobs", query={"listViewType": "ActiveOnly"})
    listed = page.get("value")
    return listed if isinstance(listed, list) else []


def _is_stopped(payload: Mapping[str, Any]) -> bool:
    return str(_inner(payload).get("state", "")).lower() == "stopped"


def _nodes_at_work(payload: Mapping[str, Any]) -> bool:
    counts = _inner(payload).get("nodeStateCounts") or {}
    return any(int(counts.get(name) or 0) > 0 for name in ("runningNodeCount", "preparingNodeCount"))


def _inner(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = (payload.get("properties") or {}).get("properties") or {}
    return inner if isinstance(inner, Mapping) else {}


def _runs_on(job: Any, compute: str) -> bool:
    properties = job.get("properties") or {} if isinstance(job, Mapping) else {}
    named = str(properties.get("computeId") or "").lower()
    status = str(properties.get("status") or "").lower()
    return bool(status) and status not in ENDED and named in (compute.lower(), compute.rsplit("/", 1)[1].lower())
