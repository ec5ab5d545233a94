"""Computes and environments of a workspace, serialised by azure-ai-ml's own entities."""

from collections.abc import Mapping
from typing import Any

from portal.azure.cloud import Azure
from portal.azure.resource_ids import place_of
from portal.azure.sdk.clients import load_ml, ml_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.azure.sdk.sending import Sent, send


def put_cluster(
    azure: Azure,
    workspace: str,
    name: str,
    size: str,
    *,
    tags: Mapping[str, str],
    location: str | None = None,
    min_nodes: int = 0,
    max_nodes: int = 1,
    idle_seconds: int = 120,
    low_priority: bool = False,
    description: str = "",
) -> Sent:
    """Makes a compute cluster in a workspace (by its resource id), or changes its scale. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        cluster = load_ml().AmlCompute(
            name=name, size=size, tags=dict(tags), location=location, min_instances=min_nodes,
            max_instances=max_nodes, idle_time_before_scale_down=idle_seconds, description=description or None,
            tier="low_priority" if low_priority else "dedicated",
        )  # fmt: skip
        return ml_client(azure, place_of(workspace), transport).compute.begin_create_or_update(cluster)

    return send(azure, f"{workspace}/computes/{name}", call)


def put_instance(
    azure: Azure,
    workspace: str,
    name: str,
    size: str,
    *,
    tags: Mapping[str, str],
    owner: tuple[str, str] | None = None,
    idle_minutes: int = 60,
    description: str = "",
) -> Sent:
    """Makes a compute instance for one person; `owner` is tenant and object id. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        entities = load_ml()
        assigned = None
        if owner:
            assigned = entities.AssignedUserConfiguration(user_tenant_id=owner[0], user_object_id=owner[1])
        instance = entities.ComputeInstance(
            name=name, size=size, tags=dict(tags), idle_time_before_shutdown_minutes=idle_minutes,
            create_on_behalf_of=assigned, description=description or None,
        )  # fmt: skip
        return ml_client(azure, place_of(workspace), transport).compute.begin_create_or_update(instance)

    return send(azure, f"{workspace}/computes/{name}", call)


def stop_instance(azure: Azure, compute: str) -> Sent:
    """Stops a running instance, by its resource id. Raises AzureFault."""
    name = compute.rsplit("/", 1)[1]
    return send(
        azure, compute, lambda transport: ml_client(azure, place_of(compute), transport).compute.begin_stop(name)
    )


def put_environment_version(
    azure: Azure,
    workspace: str,
    name: str,
    version: str,
    *,
    image: str,
    conda: Mapping[str, Any] | None = None,
    tags: Mapping[str, str],
    description: str = "",
) -> Sent:
    """Registers a version of an ML environment: a base image, optionally with a conda file. Raises AzureFault."""

    def call(transport: OneWriteTransport) -> object:
        environment = load_ml().Environment(
            name=name, version=version, image=image, conda_file=dict(conda) if conda else None, tags=dict(tags),
            description=description or None,
        )  # fmt: skip
        return ml_client(azure, place_of(workspace), transport).environments.create_or_update(environment)

    return send(azure, f"{workspace}/environments/{name}/versions/{version}", call)
