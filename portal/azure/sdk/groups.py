"""Resource groups, tags, role assignments, and anything by its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azure.core.rest import HttpRequest

from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault, fault_of
from portal.azure.identities import GRANT, PROVISION, READ
from portal.azure.resource_ids import ML, api_version, group_id, place_of, type_of
from portal.azure.sdk.clients import ml_client, resources_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import INTENT_TAG, Sent, send, translated

ASSIGNMENT = "Microsoft.Authorization/roleAssignments"
DEFINITION = "Microsoft.Authorization/roleDefinitions"


@dataclass(frozen=True)
class FoundResource:
    """A resource as Azure shows it now; `intent` is the tag that says which intent of ours made it."""

    resource_id: str
    payload: Mapping[str, Any]
    intent: str | None
    provisioning_state: str


@dataclass(frozen=True)
class Missing:
    """There is no such resource."""

    resource_id: str


def put_resource_group(azure: Azure, subscription: str, name: str, location: str, tags: Mapping[str, str]) -> Sent:
    """Makes a resource group, or replaces its tags. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        body = {"location": location, "tags": dict(tags)}
        return resources_client(azure, group_id(subscription, name), transport).resource_groups.create_or_update(
            name, body
        )

    return send(azure, group_id(subscription, name), call)


def merge_tags(azure: Azure, resource_id: str, tags: Mapping[str, str]) -> Sent:
    """Adds tags to anything, and changes those it has. Raises AzureFault."""
    return _update_tags(azure, resource_id, "Merge", tags)


def replace_tags(azure: Azure, resource_id: str, tags: Mapping[str, str]) -> Sent:
    """Gives anything these tags and no others. Raises AzureFault."""
    return _update_tags(azure, resource_id, "Replace", tags)


def _update_tags(azure: Azure, resource_id: str, operation: str, tags: Mapping[str, str]) -> Sent:
    def call(transport: OneWriteTransport) -> object:
        body = {"operation": operation, "properties": {"tags": dict(tags)}}
        client = resources_client(azure, resource_id, transport)
        return client.tags.begin_update_at_scope(resource_id.strip("/"), body, polling=False)

    return send(azure, resource_id, call)


def put_role_assignment(
    azure: Azure,
    scope: str,
    name: str,
    role_definition: str,
    principal_id: str,
    *,
    intent: str,
    principal_type: str = "User",
) -> Sent:
    """Gives a principal a role at a scope; `name` and `role_definition` are GUIDs. Raises AzureFault.

    The caller derives `name` from what it means, so that doing it twice is doing it once. An assignment has no tags:
    its description carries the intent.
    """
    subscription = place_of(scope).subscription
    resource_id = f"{scope}/providers/{ASSIGNMENT}/{name}"
    properties = {
        "roleDefinitionId": f"/subscriptions/{subscription}/providers/{DEFINITION}/{role_definition}",
        "principalId": principal_id,
        "principalType": principal_type,
        "description": f"Given by ML Portal, {INTENT_TAG}={intent}",
    }

    return put_by_id(azure, resource_id, {"properties": properties}, GRANT)


def put_by_id(azure: Azure, resource_id: str, body: Mapping[str, Any], duty: str = PROVISION) -> Sent:
    """Makes or replaces anything, by its id, as the identity that has the duty. Raises AzureFault.

    Goes through the resource manager's client, for what azure-ai-ml does not know or does behind our back.
    """

    def call(transport: OneWriteTransport) -> object:
        client = resources_client(azure, resource_id, transport, duty)
        return client.resources.begin_create_or_update_by_id(
            resource_id.strip("/"), dict(body), api_version=api_version(resource_id), polling=False
        )

    return send(azure, resource_id, call)


def delete(azure: Azure, resource_id: str) -> Sent:
    """Deletes anything; what is already gone counts as deleted. Raises AzureFault."""
    type_ = type_of(resource_id)
    place = place_of(resource_id)

    def call(transport: OneWriteTransport) -> object:
        if type_.lower() == f"{ML}/workspaces/computes".lower():
            name = resource_id.rsplit("/", 1)[1]
            return ml_client(azure, place, transport).compute.begin_delete(name)
        client = resources_client(azure, resource_id, transport, GRANT if type_ == ASSIGNMENT else PROVISION)
        if type_ == "Microsoft.Resources/resourceGroups":
            return client.resource_groups.begin_delete(place.group, polling=False)
        version = api_version(resource_id)
        return client.resources.begin_delete_by_id(resource_id.strip("/"), api_version=version, polling=False)

    try:
        return send(azure, resource_id, call)
    except AzureFault as fault:
        if fault.kind == "missing":
            return Sent(resource_id, None, 204, fault.correlation_id)
        raise


def read(azure: Azure, resource_id: str) -> FoundResource | Missing:
    """Reads one resource, to learn the outcome of a write whose answer was lost. Raises AzureFault."""
    transport = OneWriteTransport(azure, stop_at_write=False)
    try:
        with translated():
            client = resources_client(azure, resource_id, transport, READ)
            asked = HttpRequest("GET", f"{resource_id}?api-version={api_version(resource_id)}")
            answer = client.send_request(asked)
            answer.read()
    finally:
        transport.close()
    if answer.status_code == 404:
        return Missing(resource_id)
    if answer.status_code >= 400:
        raise fault_of(answer.status_code, _json(answer), dict(answer.headers))
    payload: dict[str, Any] = _json(answer) or {}
    return FoundResource(resource_id, payload, intent_of(payload), _state(payload))


def require(azure: Azure, resource_id: str, missing: str) -> FoundResource:
    """A resource that has to be there; `missing` is said when it is not. Raises AzureFault."""
    found = read(azure, resource_id)
    if isinstance(found, Missing):
        raise AzureFault("missing", missing, status=404)
    return found


def intent_of(payload: Mapping[str, Any]) -> str | None:
    """The intent a resource was made for, wherever its type keeps tags."""
    properties = payload.get("properties") or {}
    for tags in (payload.get("tags"), properties.get("tags"), properties.get("properties")):
        if isinstance(tags, Mapping) and INTENT_TAG in tags:
            return str(tags[INTENT_TAG])
    description = str(properties.get("description") or "")
    return description.partition(f"{INTENT_TAG}=")[2].split()[0] if f"{INTENT_TAG}=" in description else None


def _state(payload: Mapping[str, Any]) -> str:
    properties = payload.get("properties") or {}
    return str(properties.get("provisioningState") or "Succeeded")


def _json(answer: Any) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
