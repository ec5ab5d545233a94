"""Online and batch endpoints and what they serve.

Every resource is named by its id: an endpoint is `{workspace}/onlineEndpoints/{name}`, a model is either
`azureml://registries/…` or the resource id of a workspace's version.
"""

from collections.abc import Mapping
from typing import Any

from portal.azure.cloud import Azure
from portal.azure.resource_ids import place_of
from portal.azure.sdk.clients import load_ml, ml_client
from portal.azure.sdk.groups import put_by_id, require
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import Sent, send


def put_online_endpoint(azure: Azure, workspace: str, name: str, *, tags: Mapping[str, str]) -> Sent:
    """Makes an online endpoint that takes only directory tokens; it serves nothing yet. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        endpoint = load_ml().ManagedOnlineEndpoint(name=name, auth_mode="aad_token", tags=dict(tags))
        return ml_client(azure, place_of(workspace), transport).online_endpoints.begin_create_or_update(endpoint)

    return send(azure, f"{workspace}/onlineEndpoints/{name}", call)


def put_online_deployment(
    azure: Azure,
    endpoint: str,
    name: str,
    *,
    model: str,
    instance_type: str,
    instance_count: int = 1,
    environment: str | None = None,
    tags: Mapping[str, str],
) -> Sent:
    """Deploys a model below an online endpoint; it gets no traffic by this. Raises AzureFault.

    An MLflow model needs no `environment`.
    """
    properties = {
        "endpointComputeType": "Managed",
        "model": model,
        "instanceType": instance_type,
        "environmentId": environment,
        "scaleSettings": {"scaleType": "Default"},
        "appInsightsEnabled": True,
    }
    return _put_deployment(azure, endpoint, name, properties, instance_count, tags)


def put_traffic(
    azure: Azure,
    endpoint: str,
    traffic: Mapping[str, int],
    *,
    mirror: Mapping[str, int] | None = None,
    tags: Mapping[str, str] | None = None,
) -> Sent:
    """Divides an endpoint's traffic among its deployments, in whole percent. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        endpoints = ml_client(azure, place_of(endpoint), transport).online_endpoints
        found = endpoints.get(endpoint.rsplit("/", 1)[1])
        found.traffic, found.mirror_traffic = dict(traffic), dict(mirror or {})
        found.tags = {**(found.tags or {}), **(tags or {})}
        return endpoints.begin_create_or_update(found)

    return send(azure, endpoint, call)


def put_batch_endpoint(azure: Azure, workspace: str, name: str, *, tags: Mapping[str, str]) -> Sent:
    """Makes a batch endpoint; it has no default deployment yet. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        endpoint = load_ml().BatchEndpoint(name=name, tags=dict(tags))
        return ml_client(azure, place_of(workspace), transport).batch_endpoints.begin_create_or_update(endpoint)

    return send(azure, f"{workspace}/batchEndpoints/{name}", call)


def put_batch_deployment(
    azure: Azure,
    endpoint: str,
    name: str,
    *,
    model: str,
    compute: str,
    environment: str | None = None,
    tags: Mapping[str, str],
) -> Sent:
    """Deploys a model below a batch endpoint; `compute` is the resource id of a cluster. Raises AzureFault."""
    properties = {
        "model": {"referenceType": "Id", "assetId": model},
        "compute": compute,
        "environmentId": environment,
        "outputAction": "AppendRow",
    }
    return _put_deployment(azure, endpoint, name, properties, 1, tags)


def put_batch_default(azure: Azure, endpoint: str, deployment: str, *, tags: Mapping[str, str] | None = None) -> Sent:
    """Makes one deployment the default of its batch endpoint. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        endpoints = ml_client(azure, place_of(endpoint), transport).batch_endpoints
        found = endpoints.get(endpoint.rsplit("/", 1)[1])
        found.defaults = {"deployment_name": deployment}
        found.tags = {**(found.tags or {}), **(tags or {})}
        return endpoints.begin_create_or_update(found)

    return send(azure, endpoint, call)


def _put_deployment(
    azure: Azure, endpoint: str, name: str, properties: Mapping[str, Any], count: int, tags: Mapping[str, str]
) -> Sent:
    """Goes through the resource manager's client.

    azure-ai-ml looks a registry's model up with a client of its own, which ignores the transport it was given and
    speaks to the network behind our back.
    """
    place = place_of(endpoint)
    found = require(azure, place.id, f"the workspace '{place.workspace}' does not exist")
    body = {
        "location": found.payload["location"],
        "tags": dict(tags),
        "sku": {"name": "Default", "capacity": count},
        "properties": {key: value for key, value in properties.items() if value is not None},
    }
    return put_by_id(azure, f"{endpoint}/deployments/{name}", body)
