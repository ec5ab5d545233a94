"""Schedules that run a batch endpoint."""

from copy import deepcopy

from portal.azure.cloud import Azure
from portal.azure.sdk.groups import put_by_id, require
from portal.azure.sdk.sending import Sent

INVOCATION = "endpointInvocationDefinition"
PINNED = "deploymentName"


def follow_default(azure: Azure, schedule: str) -> Sent:
    """Lets a schedule, by its resource id, run whatever is its endpoint's default; all else stays. Raises AzureFault.

    Goes through the resource manager's client: azure-ai-ml knows schedules of jobs alone.
    """
    found = require(azure, schedule, f"there is no schedule {schedule}")
    properties = deepcopy(dict(found.payload.get("properties") or {}))
    properties.pop("provisioningState", None)
    ((properties.get("action") or {}).get(INVOCATION) or {}).pop(PINNED, None)
    return put_by_id(azure, schedule, {"properties": properties})
