"""Every write puts exactly one request on the wire that changes anything, through the true SDKs."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from portal.azure import sdk
from portal.azure.connection import Azure
from portal.azure.emulator.faults import Fault, inject
from portal.azure.faults import AzureFault
from tests.azure.conftest import (
    BATCH,
    GROUP,
    LOCATION,
    ONLINE,
    REGISTRY,
    SUBSCRIPTION,
    TEMPLATE,
    WORKSPACE,
    Cloud,
    OwnProcess,
)

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
    return sdk.put_model_version(azure, WORKSPACE, "churn-model", "7", path=path, tags=TAGS)


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


def _prepared(cloud: Cloud, name: str) -> Cloud:
    if name == "group":
        return cloud
    if name == "deployment":
        return cloud.with_group()
    return cloud.with_endpoints() if name.endswith(" deployment") else cloud.with_workspace()


@pytest.mark.parametrize("name", PUTS)
def test_a_put_is_one_put_on_the_wire_and_can_be_read_back_by_its_intent(cloud: Cloud, name: str) -> None:
    before = len(_prepared(cloud, name).calls("PUT"))
    sent = PUTS[name](cloud.azure)
    puts = cloud.calls("PUT")[before:]
    assert [(call.status, call.intent) for call in puts] == [(201, "R-1/7/make")]
    assert sent.correlation_id == puts[0].correlation
    found = sdk.read(cloud.azure, sent.resource_id)
    assert isinstance(found, sdk.Found) and found.intent == "R-1/7/make"


@pytest.mark.parametrize("name", PUTS)
def test_putting_twice_is_one_resource(cloud: Cloud, name: str) -> None:
    _prepared(cloud, name)
    first = PUTS[name](cloud.azure)
    made = sdk.read(cloud.azure, first.resource_id)
    again = PUTS[name](cloud.azure)
    assert (first.status, again.status) == (201, 200)
    after = sdk.read(cloud.azure, first.resource_id)
    assert isinstance(made, sdk.Found) and isinstance(after, sdk.Found)
    assert made.payload["id"] == after.payload["id"]


@pytest.mark.parametrize("name", PUTS)
def test_a_lost_answer_is_an_unknown_outcome_and_reading_settles_it(cloud: Cloud, name: str) -> None:
    inject(_prepared(cloud, name).state, Fault("lost_answer", "PUT", ""))
    before = len(cloud.calls("PUT"))
    with pytest.raises(AzureFault) as lost:
        PUTS[name](cloud.azure)
    assert lost.value.kind == "unknown_outcome"
    assert len(cloud.calls("PUT")) == before + 1
    where = PUTS[name](cloud.azure).resource_id
    assert isinstance(sdk.read(cloud.azure, where), sdk.Found)


@pytest.mark.parametrize("name", PUTS)
def test_a_lost_request_leaves_nothing_behind(cloud: Cloud, name: str) -> None:
    inject(_prepared(cloud, name).state, Fault("lost_request", "PUT", ""))
    with pytest.raises(AzureFault) as lost:
        PUTS[name](cloud.azure)
    assert lost.value.kind == "unknown_outcome"
    assert PUTS[name](cloud.azure).status == 201


@pytest.mark.parametrize("name", PUTS)
@pytest.mark.parametrize(("status", "kind"), [(429, "throttled"), (403, "forbidden"), (500, "unknown_outcome")])
def test_a_refused_put_is_not_repeated_by_the_sdk(cloud: Cloud, name: str, status: int, kind: str) -> None:
    inject(_prepared(cloud, name).state, Fault("refuse", "PUT", "", status=status, retry_after="7"))
    before = len(cloud.calls("PUT"))
    with pytest.raises(AzureFault) as refused:
        PUTS[name](cloud.azure)
    assert (refused.value.kind, refused.value.status, refused.value.retry_after) == (kind, status, 7.0)
    assert len(cloud.calls("PUT")) == before + 1


def test_tags_are_merged_into_what_is_there(cloud: Cloud) -> None:
    _group(cloud.azure)
    sdk.merge_tags(cloud.azure, GROUP, {"owner": "maya"})
    found = sdk.read(cloud.azure, GROUP)
    assert isinstance(found, sdk.Found)
    assert found.payload["tags"] == {**TAGS, "owner": "maya"}
    assert [call.method for call in cloud.calls(below=GROUP + "/providers")] == ["PATCH"]


def test_what_if_tells_the_changes_and_makes_none(cloud: Cloud) -> None:
    cloud.with_group()
    given = {"project": "churn", "stage": "dev"}

    def ask() -> list[sdk.Change]:
        return sdk.what_if(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", TEMPLATE, given)

    assert {(change.resource_id.rsplit("/", 1)[1], change.change) for change in ask()} == {
        ("mlw-churn-dev", "Create"),
        ("stchurndev", "Create"),
    }
    assert isinstance(sdk.read(cloud.azure, WORKSPACE), sdk.Missing)
    _deployment(cloud.azure)
    assert {change.change for change in ask()} == {"NoChange"}


def test_deleting_is_one_delete_and_what_is_gone_counts_as_deleted(cloud: Cloud) -> None:
    cloud.with_workspace()
    _cluster(cloud.azure)
    cluster = WORKSPACE + "/computes/cpu-churn"
    assert sdk.delete(cloud.azure, cluster).status == 202
    assert isinstance(sdk.read(cloud.azure, cluster), sdk.Missing)
    assert sdk.delete(cloud.azure, cluster).operation_url is None
    assert sdk.delete(cloud.azure, GROUP).status == 202
    assert isinstance(sdk.read(cloud.azure, WORKSPACE), sdk.Missing)


def test_everything_works_alike_in_another_process(own_process: OwnProcess) -> None:
    azure = Azure.emulated(own_process.url)
    for name, put in PUTS.items():
        if not name.endswith(" deployment"):
            assert put(azure).status == 201
    found = sdk.read(azure, WORKSPACE + "/computes/cpu-churn")
    assert isinstance(found, sdk.Found) and found.intent == "R-1/7/make"


def test_an_answer_lost_between_processes_is_an_unknown_outcome_too(own_process: OwnProcess) -> None:
    azure = Azure.emulated(own_process.url)
    inject(own_process.state, Fault("lost_answer", "PUT", ""))
    with pytest.raises(AzureFault) as lost:
        _group(azure)
    assert lost.value.kind == "unknown_outcome"
    assert isinstance(sdk.read(azure, GROUP), sdk.Found)


def test_an_azure_that_is_not_there_is_unreachable_and_nothing_was_sent(own_process: OwnProcess) -> None:
    own_process.kill()
    with pytest.raises(AzureFault) as unreachable:
        _group(Azure.emulated(own_process.url))
    assert unreachable.value.kind == "unreachable"


def test_a_model_is_shared_by_one_import_and_keeps_its_evidence(cloud: Cloud) -> None:
    cloud.with_endpoints()
    posts = [call for call in cloud.calls("POST") if call.path.endswith("/import")]
    assert [call.status for call in posts] == [202]
    shared = sdk.read(cloud.azure, REGISTRY + "/models/churn-model/versions/1")
    assert isinstance(shared, sdk.Found)
    assert shared.payload["properties"]["modelType"] == "mlflow_model"


def test_sharing_what_is_there_is_a_conflict_before_anything_is_sent(cloud: Cloud) -> None:
    cloud.with_endpoints()
    with pytest.raises(AzureFault) as taken:
        sdk.share_model(cloud.azure, WORKSPACE, "churn-model", "1", REGISTRY)
    assert taken.value.kind == "conflict"
    assert len([call for call in cloud.calls("POST") if call.path.endswith("/import")]) == 1


def test_traffic_is_divided_by_one_put_and_keeps_the_rest_of_the_endpoint(cloud: Cloud) -> None:
    cloud.with_endpoints()
    before = len(cloud.calls("PUT"))
    sdk.put_traffic(cloud.azure, ONLINE, {"blue": 90, "green": 10}, tags=TAGS)
    assert [call.intent for call in cloud.calls("PUT")[before:]] == ["R-1/7/make"]
    found = sdk.read(cloud.azure, ONLINE)
    assert isinstance(found, sdk.Found)
    assert found.payload["properties"]["traffic"] == {"blue": 90, "green": 10}
    assert found.payload["properties"]["authMode"].lower() == "aadtoken"


def test_a_batch_endpoint_gets_its_default_by_one_put(cloud: Cloud) -> None:
    cloud.with_endpoints()
    before = len(cloud.calls("PUT"))
    sdk.put_batch_default(cloud.azure, BATCH, "green", tags=TAGS)
    assert [call.intent for call in cloud.calls("PUT")[before:]] == ["R-1/7/make"]
    found = sdk.read(cloud.azure, BATCH)
    assert isinstance(found, sdk.Found)
    assert found.payload["properties"]["defaults"]["deploymentName"] == "green"


def test_tags_of_a_model_are_merged_by_one_put(cloud: Cloud) -> None:
    cloud.with_workspace()
    _model(cloud.azure)
    sdk.merge_model_tags(cloud.azure, WORKSPACE, "churn-model", "7", {"stage": "test"})
    found = sdk.read(cloud.azure, WORKSPACE + "/models/churn-model/versions/7")
    assert isinstance(found, sdk.Found)
    assert found.payload["properties"]["tags"] == {**TAGS, "stage": "test"}


def test_an_instance_is_stopped_and_started_by_one_call_each(cloud: Cloud) -> None:
    cloud.with_workspace()
    instance = _instance(cloud.azure).resource_id

    def state() -> object:
        return _inner(sdk.read(cloud.azure, instance))["state"]

    sdk.stop_instance(cloud.azure, instance)
    assert state() == "Stopped"
    sdk.start_instance(cloud.azure, instance)
    assert state() == "Running"
    assert [call.path.rsplit("/", 1)[1] for call in cloud.calls("POST", instance)] == ["stop", "start"]


def test_a_path_on_this_machine_is_refused_because_nothing_is_uploaded(cloud: Cloud) -> None:
    with pytest.raises(AzureFault) as refused:
        sdk.put_model_version(cloud.azure, WORKSPACE, "churn-model", "1", path="./model", tags={})
    assert "not in Azure" in refused.value.message
    assert cloud.calls() == []


def test_no_write_opens_a_connection_of_its_own(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*where: object, **options: object) -> object:
        raise AssertionError(f"a connection to {where}")

    cloud.with_workspace()
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    cloud.with_endpoints()
    for put in PUTS.values():
        put(cloud.azure)
    sdk.put_traffic(cloud.azure, ONLINE, {"blue": 100})
    sdk.put_batch_default(cloud.azure, BATCH, "blue")


def _inner(found: sdk.Found | sdk.Missing) -> Any:
    assert isinstance(found, sdk.Found)
    return found.payload["properties"]["properties"]
