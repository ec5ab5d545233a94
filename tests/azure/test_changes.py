"""Changes to what is there, deletions and what-if, through the true SDKs."""

import socket
from typing import Any

import pytest

from portal.azure import sdk
from portal.azure.faults import AzureFault
from tests.azure.conftest import (
    BATCH,
    GROUP,
    ONLINE,
    REGISTRY,
    SUBSCRIPTION,
    TEMPLATE,
    WORKSPACE,
    Cloud,
)
from tests.azure.puts import PUTS, TAGS


def test_tags_are_merged_into_what_is_there(cloud: Cloud) -> None:
    PUTS["group"](cloud.azure)
    sdk.merge_tags(cloud.azure, GROUP, {"owner": "maya"})
    found = sdk.read(cloud.azure, GROUP)
    assert isinstance(found, sdk.FoundResource)
    assert found.payload["tags"] == {**TAGS, "owner": "maya"}
    assert [call.method for call in cloud.calls(below=GROUP + "/providers")] == ["PATCH"]


def test_what_if_tells_the_changes_and_makes_none(cloud: Cloud) -> None:
    cloud.with_group()
    given = {"project": "churn", "stage": "dev"}

    def ask() -> list[sdk.WhatIfChange]:
        return sdk.what_if(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "first", TEMPLATE, given)

    assert {(change.resource_id.rsplit("/", 1)[1], change.change) for change in ask()} == {
        ("mlw-churn-dev", "Create"),
        ("stchurndev", "Create"),
    }
    assert isinstance(sdk.read(cloud.azure, WORKSPACE), sdk.Missing)
    PUTS["deployment"](cloud.azure)
    assert {change.change for change in ask()} == {"NoChange"}


def test_deleting_is_one_delete_and_what_is_gone_counts_as_deleted(cloud: Cloud) -> None:
    cloud.with_workspace()
    PUTS["cluster"](cloud.azure)
    cluster = WORKSPACE + "/computes/cpu-churn"
    assert sdk.delete(cloud.azure, cluster).status == 202
    assert isinstance(sdk.read(cloud.azure, cluster), sdk.Missing)
    assert sdk.delete(cloud.azure, cluster).operation_url is None
    assert sdk.delete(cloud.azure, GROUP).status == 202
    assert isinstance(sdk.read(cloud.azure, WORKSPACE), sdk.Missing)


def test_a_model_is_shared_by_one_import_and_keeps_its_evidence(cloud: Cloud) -> None:
    cloud.with_endpoints()
    posts = [call for call in cloud.calls("POST") if call.path.endswith("/import")]
    assert [call.status for call in posts] == [202]
    shared = sdk.read(cloud.azure, REGISTRY + "/models/churn-model/versions/1")
    assert isinstance(shared, sdk.FoundResource)
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
    assert isinstance(found, sdk.FoundResource)
    assert found.payload["properties"]["traffic"] == {"blue": 90, "green": 10}
    assert found.payload["properties"]["authMode"].lower() == "aadtoken"


def test_a_batch_endpoint_gets_its_default_by_one_put(cloud: Cloud) -> None:
    cloud.with_endpoints()
    before = len(cloud.calls("PUT"))
    sdk.put_batch_default(cloud.azure, BATCH, "green", tags=TAGS)
    assert [call.intent for call in cloud.calls("PUT")[before:]] == ["R-1/7/make"]
    found = sdk.read(cloud.azure, BATCH)
    assert isinstance(found, sdk.FoundResource)
    assert found.payload["properties"]["defaults"]["deploymentName"] == "green"


def test_tags_of_a_model_are_merged_by_one_put(cloud: Cloud) -> None:
    cloud.with_workspace()
    PUTS["model"](cloud.azure)
    version = WORKSPACE + "/models/churn-model/versions/7"
    before = sdk.read(cloud.azure, version)
    sdk.merge_version_tags(cloud.azure, version, {"stage": "test"}, "serves in test")
    found = sdk.read(cloud.azure, version)
    assert isinstance(before, sdk.FoundResource) and isinstance(found, sdk.FoundResource)
    changed = {"tags": {**TAGS, "stage": "test"}, "description": "serves in test"}
    assert found.payload["properties"] == {**before.payload["properties"], **changed}
    assert [call.status for call in cloud.calls("PUT", version)] == [201, 200]


def test_an_instance_is_stopped_by_one_call(cloud: Cloud) -> None:
    cloud.with_workspace()
    instance = PUTS["instance"](cloud.azure).resource_id

    def state() -> object:
        return _inner(sdk.read(cloud.azure, instance))["state"]

    sdk.stop_instance(cloud.azure, instance)
    assert state() == "Stopped"
    assert [call.path.rsplit("/", 1)[1] for call in cloud.calls("POST", instance)] == ["stop"]


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


def _inner(found: sdk.FoundResource | sdk.Missing) -> Any:
    assert isinstance(found, sdk.FoundResource)
    return found.payload["properties"]["properties"]
