"""Other numbers of nodes for a cluster that is there; everything else about it stays."""

from collections.abc import Mapping

from portal.azure.cloud import Azure
from portal.azure.resource_ids import place_of
from portal.azure.sdk.clients import ml_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import Sent, send

CHANGE_TAG = "portal-change"
"""The tag of the last change that we made to a thing; its value names the ledger's intent."""
LEASE_TAG = "portal-lease"
"""Tells people in Azure whether the lease of a cluster has ended."""


def scale_cluster(
    azure: Azure,
    compute: str,
    *,
    min_nodes: int,
    max_nodes: int | None = None,
    idle_seconds: int | None = None,
    tags: Mapping[str, str],
) -> Sent:
    """Changes a cluster's scale, by its resource id, and adds tags; None leaves a number as it is. Raises AzureFault.

    azure-ai-ml has no partial update: it puts the whole cluster again, so the cluster is read first and put with
    everything that it has. A cluster of 0 nodes at most is refused by Azure; 0 standing nodes is the least.
    """
    name = compute.rsplit("/", 1)[1]

    def call(transport: OneWriteTransport) -> object:
        computes = ml_client(azure, place_of(compute), transport).compute
        cluster = computes.get(name)
        cluster.min_instances = min_nodes
        cluster.max_instances = cluster.max_instances if max_nodes is None else max_nodes
        if idle_seconds is not None:
            cluster.idle_time_before_scale_down = idle_seconds
        cluster.tags = {**(cluster.tags or {}), **tags}
        if cluster.network_settings is not None and not cluster.network_settings.subnet:
            cluster.network_settings = None  # azure-ai-ml reads a cluster without a network as one that it cannot put
        return computes.begin_create_or_update(cluster)

    return send(azure, compute, call)
