"""Schedules that run a batch endpoint."""

from copy import deepcopy

from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault
from portal.azure.resource_ids import api_version
from portal.azure.sdk.clients import resources_client
from portal.azure.sdk.groups import Missing, read
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import Sent, send

INVOCATION = "endpointInvocationDefinition"
PINNED = "deploymentName"


def follow_default(azure: Azure, schedule: str) -> Sent:
    """Lets a schedule, by its resource id, run whatever is its endpoint's default; all else stays. Raises AzureFault.

    Goes through the resource manager's client: azure-ai-ml knows schedules of jobs alone.
    """
    found = read(azure, schedule)
    if isinstance(found, Missing):
        raise AzureFault("missing", f"there is no schedule {schedule}", status=404)
    properties = deepcopy(dict(found.payload.get("properties") or {}))
    properties.pop("provisioningState", None)
    ((properties.get("action") or {}).get(INVOCATION) or {}).pop(PINNED, None)

    def call(transport: OneWriteTransport) -> object:
        client = resources_client(azure, schedule, transport)
        return client.resources.begin_create_or_update_by_id(
            schedule.strip("/"), {"properties": properties}, api_version=api_version(schedule), polling=False
        )

    return send(azure, schedule, call)
