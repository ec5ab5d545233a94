"""Writes through the official SDKs: each function puts exactly one write on the wire and returns what to wait for.

Import this in a thread: the SDKs take their time. Everything here blocks and is safe to call from several threads.
"""

from portal.azure.sdk.computes import (
    put_cluster,
    put_environment_version,
    put_instance,
    stop_instance,
)
from portal.azure.sdk.deployments import WhatIfChange, put_deployment, what_if
from portal.azure.sdk.groups import (
    FoundResource,
    Missing,
    delete,
    intent_of,
    merge_tags,
    put_resource_group,
    put_role_assignment,
    read,
    replace_tags,
)
from portal.azure.sdk.models import (
    merge_version_tags,
    registry_model_uri,
    share_model,
)
from portal.azure.sdk.scaling import CHANGE_TAG, LEASE_TAG, scale_cluster
from portal.azure.sdk.schedules import follow_default
from portal.azure.sdk.sending import INTENT_TAG, Sent, send
from portal.azure.sdk.serving import (
    put_batch_default,
    put_batch_deployment,
    put_batch_endpoint,
    put_online_deployment,
    put_online_endpoint,
    put_traffic,
)

__all__ = [
    "CHANGE_TAG",
    "INTENT_TAG",
    "LEASE_TAG",
    "FoundResource",
    "Missing",
    "Sent",
    "WhatIfChange",
    "delete",
    "follow_default",
    "intent_of",
    "merge_tags",
    "merge_version_tags",
    "put_batch_default",
    "put_batch_deployment",
    "put_batch_endpoint",
    "put_cluster",
    "put_deployment",
    "put_environment_version",
    "put_instance",
    "put_online_deployment",
    "put_online_endpoint",
    "put_resource_group",
    "put_role_assignment",
    "put_traffic",
    "read",
    "registry_model_uri",
    "replace_tags",
    "scale_cluster",
    "send",
    "share_model",
    "stop_instance",
    "what_if",
]
