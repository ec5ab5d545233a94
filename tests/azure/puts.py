"""Every put that the SDK functions offer, once each, all with one intent."""

from collections.abc import Callable

from portal.azure import sdk
from portal.azure.cloud import Azure
from tests.azure.conftest import (
    BATCH,
    LOCATION,
    ONLINE,
    REGISTRY,
    SUBSCRIPTION,
    TEMPLATE,
    WORKSPACE,
    Cloud,
)
from tests.azure.registering import put_model_version

SCIENTIST = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
TAGS = {sdk.INTENT_TAG: "R-1/7/make"}
Write = Callable[[Azure], sdk.Sent]


def _group(azure: Azure) -> sdk.Sent:
    return sdk.put_resource_group(azure, SUBSCRIPTION, "rg-churn-dev", LOCATION, TAGS)


def _deployment(azure: Azure) -> sdk.Sent:
    given = {"project": "churn", "stage": "dev"}
    return sdk.put_deployment(azure, SUBSCRIPTION, "rg-churn-dev", "first", TEMPLATE, given, TAGS)


def _role(azure: Azure) -> sdk.Sent:
    name, principal = "aaaaaaaa-1111-4111-8111-111111111111", "bbbbbbbb-1111-4111-8111-111111111111"
    return sdk.put_role_assignment(azure, WORKSPACE, name, SCIENTIST, principal, intent="R-1/7/make")


def _cluster(azure: Azure) -> sdk.Sent:
    return sdk.put_cluster(azure, WORKSPACE, "cpu-churn", "Standard_D4s_v5", tags=TAGS, max_nodes=2)


def _instance(azure: Azure) -> sdk.Sent:
    owner = ("cccccccc-1111-4111-8111-111111111111", "dddddddd-1111-4111-8111-111111111111")
    return sdk.put_instance(azure, WORKSPACE, "ci-maya", "Standard_D4s_v5", tags=TAGS, owner=owner)


def _environment(azure: Azure) -> sdk.Sent:
    image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20260701.v1"
    conda = {"name": "train", "dependencies": ["python=3.11"]}
    return sdk.put_environment_version(azure, WORKSPACE, "train", "1", image=image, conda=conda, tags=TAGS)


def _model(azure: Azure) -> sdk.Sent:
    path = "azureml://jobs/red_sun_1/outputs/artifacts/paths/model"
    return put_model_version(azure, WORKSPACE, "churn-model", "7", path=path, tags=TAGS)


def _online_endpoint(azure: Azure) -> sdk.Sent:
    return sdk.put_online_endpoint(azure, WORKSPACE, "oep-other-dev", tags=TAGS)


def _online_deployment(azure: Azure) -> sdk.Sent:
    model, size = sdk.registry_model_uri(REGISTRY, "churn-model", "1"), "Standard_F4s_v2"
    return sdk.put_online_deployment(azure, ONLINE, "canary", model=model, instance_type=size, tags=TAGS)


def _batch_endpoint(azure: Azure) -> sdk.Sent:
    return sdk.put_batch_endpoint(azure, WORKSPACE, "bep-other-dev", tags=TAGS)


def _batch_deployment(azure: Azure) -> sdk.Sent:
    model, compute = WORKSPACE + "/models/churn-model/versions/1", WORKSPACE + "/computes/cpu-batch"
    return sdk.put_batch_deployment(azure, BATCH, "canary", model=model, compute=compute, tags=TAGS)


PUTS: dict[str, Write] = {
    "group": _group,
    "deployment": _deployment,
    "role": _role,
    "cluster": _cluster,
    "instance": _instance,
    "environment": _environment,
    "model": _model,
    "online endpoint": _online_endpoint,
    "online deployment": _online_deployment,
    "batch endpoint": _batch_endpoint,
    "batch deployment": _batch_deployment,
}


def prepared(cloud: Cloud, name: str) -> Cloud:
    """The cloud with what this put needs around it."""
    if name == "group":
        return cloud
    if name == "deployment":
        return cloud.with_group()
    return cloud.with_endpoints() if name.endswith(" deployment") else cloud.with_workspace()
