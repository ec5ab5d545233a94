"""ARM deployments: what would change, and doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.azure.cloud import Azure
from portal.azure.resource_ids import group_id
from portal.azure.sdk.clients import deployments_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import Sent, send, translated


@dataclass(frozen=True)
class WhatIfChange:
    """What a deployment would do to one resource: Create, Modify, NoChange, Delete, Ignore …"""

    resource_id: str
    change: str
    paths: Sequence[str] = ()
    """The properties that would change."""


def _properties(template: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: {"value": value} for name, value in parameters.items()}
    return {"mode": "Incremental", "template": dict(template), "parameters": values}


def put_deployment(
    azure: Azure,
    subscription: str,
    group: str,
    name: str,
    template: Mapping[str, Any],
    parameters: Mapping[str, Any],
    tags: Mapping[str, str],
) -> Sent:
    """Begins an ARM deployment in a resource group, never deleting what the template leaves out. Raises AzureFault."""
    resource_id = f"{group_id(subscription, group)}/providers/Microsoft.Resources/deployments/{name}"

    def call(transport: OneWriteTransport) -> object:
        body: Any = {"properties": _properties(template, parameters), "tags": dict(tags)}
        client = deployments_client(azure, group_id(subscription, group), transport)
        return client.deployments.begin_create_or_update(group, name, body, polling=False)

    return send(azure, resource_id, call)


def what_if(
    azure: Azure,
    subscription: str,
    group: str,
    name: str,
    template: Mapping[str, Any],
    parameters: Mapping[str, Any],
    *,
    polling_seconds: float = 2.0,
) -> list[WhatIfChange]:
    """What the deployment would change; changes nothing. Waits for Azure's answer. Raises AzureFault."""
    transport = OneWriteTransport(azure, stop_at_write=False)
    try:
        with translated():
            client = deployments_client(azure, group_id(subscription, group), transport)
            body: Any = {"properties": _properties(template, parameters)}
            poller = client.deployments.begin_what_if(group, name, body, polling_interval=polling_seconds)
            result = poller.result()
    finally:
        transport.close()
    changes = result.as_dict().get("properties", {}).get("changes") or []
    return [
        WhatIfChange(
            str(change["resourceId"]),
            str(change["changeType"]),
            tuple(str(delta.get("path")) for delta in change.get("delta") or ()),
        )
        for change in changes
    ]
