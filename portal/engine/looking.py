"""One look at Azure, from a thread of the engine."""

import asyncio
from dataclasses import dataclass
from typing import Any, Literal

from portal.azure.arm import Arm
from portal.azure.faults import AzureFault
from portal.azure.waiting import poll_blocking
from portal.engine.operations.fault_meaning import told
from portal.engine.surroundings import Surroundings

SUBSCRIPTIONS_VERSION = "2022-12-01"


@dataclass(frozen=True)
class OperationLook:
    """How a long-running operation stands; `reason` says why it failed."""

    state: Literal["running", "done", "failed"]
    reason: str = ""
    retry_after: float | None = None


def look(world: Surroundings, operation_url: str) -> OperationLook:
    """How a long-running operation stands. Raises AzureFault when Azure cannot be asked.

    An operation that Azure does not know any more has ended; the resource itself tells how.
    """

    try:
        seen = poll_blocking(world.azure, operation_url)
    except AzureFault as fault:
        if fault.kind != "missing":
            raise
        return OperationLook("done")
    if seen.state == "failed":
        return OperationLook("failed", told(seen.fault) if seen.fault else "Azure says that it failed")
    return OperationLook("running" if seen.state == "pending" else "done", retry_after=seen.retry_after)


def listed(world: Surroundings, path: str, version: str | None, query: dict[str, str]) -> list[dict[str, Any]]:
    """Every item of a list. Raises AzureFault."""

    async def all_pages() -> list[dict[str, Any]]:
        async with Arm(world.azure, world.clock) as arm:
            return await arm.get_all(path, version, query)

    return asyncio.run(all_pages())


def tenant_of(world: Surroundings, subscription: str) -> str:
    """The tenant that a subscription belongs to, or "" when it is not among those we see. Raises AzureFault."""
    seen = listed(world, "/subscriptions", SUBSCRIPTIONS_VERSION, {})
    return next((str(one.get("tenantId") or "") for one in seen if one.get("subscriptionId") == subscription), "")
