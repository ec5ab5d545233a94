"""Long-running operations end by the clock, fail with their true cause, and outlive the process that began them."""

from datetime import datetime
from pathlib import Path

import pytest

from portal.azure import sdk
from portal.azure.faults import AzureFault
from portal.azure.waiting import poll_blocking
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_at, emulated_in_process
from portal.emulator.injected_faults import InjectedFault, inject
from portal.emulator.ledger import ledger
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import tune
from tests.azure.clockwork import HandClock
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
    begin_process,
)
from tests.azure.registering import put_model_version

PARAMETERS = {"project": "churn", "stage": "dev"}


def begin(cloud: Cloud, what: str) -> sdk.Sent:
    """Begins one operation of each shape that the service has."""
    azure = cloud.azure
    shared = sdk.registry_model_uri(REGISTRY, "churn-model", "1")
    match what:
        case "group deletion":
            return sdk.delete(azure, GROUP)
        case "deployment":
            return sdk.put_deployment(azure, SUBSCRIPTION, "rg-churn-dev", "again", TEMPLATE, PARAMETERS, {})
        case "cluster":
            return sdk.put_cluster(azure, WORKSPACE, "cpu-new", "Standard_D2s_v5", tags={})
        case "cluster deletion":
            return sdk.delete(azure, WORKSPACE + "/computes/cpu-batch")
        case "workspace deletion":
            return sdk.delete(azure, WORKSPACE)
        case "online deployment":
            size = "Standard_F2s_v2"
            return sdk.put_online_deployment(azure, ONLINE, "new", model=shared, instance_type=size, tags={})
        case "batch default":
            return sdk.put_batch_default(azure, BATCH, "blue")
        case _:
            put_model_version(azure, WORKSPACE, "churn-model", "2", path="azureml://jobs/a/outputs/m", tags={})
            return sdk.share_model(azure, WORKSPACE, "churn-model", "2", REGISTRY)


SHAPES = [
    "group deletion", "deployment", "cluster", "cluster deletion", "workspace deletion", "online deployment",
    "batch default", "import",
]  # fmt: skip


@pytest.mark.parametrize("what", SHAPES)
def test_an_operation_is_pending_until_its_time_has_passed(cloud: Cloud, what: str) -> None:
    cloud.with_endpoints()
    cloud.tune(operation_seconds=10)
    sent = begin(cloud, what)
    assert sent.operation_url is not None
    assert poll_blocking(cloud.azure, sent.operation_url).state == "pending"
    cloud.clock.pass_(9)
    assert poll_blocking(cloud.azure, sent.operation_url).state == "pending"
    cloud.clock.pass_(60)
    assert poll_blocking(cloud.azure, sent.operation_url).state == "succeeded"
    assert poll_blocking(cloud.azure, sent.operation_url).state == "succeeded"


@pytest.mark.parametrize("what", SHAPES)
def test_a_failed_operation_tells_why(cloud: Cloud, what: str) -> None:
    cloud.with_endpoints()
    error = {"code": "ClusterCoreQuotaReached", "message": "Operation results in exceeding quota limits of Core."}
    for method in ("PUT", "POST", "DELETE"):
        path = "/models/" if what == "import" and method == "PUT" else ""
        inject(cloud.state, InjectedFault("operation_fails", method, path, times=9, error=error))
    sent = begin(cloud, what)
    assert sent.operation_url is not None
    poll = poll_blocking(cloud.azure, sent.operation_url)
    assert poll.state == "failed" and poll.fault is not None
    assert (poll.fault.kind, poll.fault.code) == ("quota", "ClusterCoreQuotaReached")


def test_a_cluster_is_creating_until_its_operation_has_ended(cloud: Cloud) -> None:
    cloud.with_workspace().tune(operation_seconds=10)
    sent = sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={}, min_nodes=1, max_nodes=2)
    made = sdk.read(cloud.azure, sent.resource_id)
    assert isinstance(made, sdk.FoundResource) and made.provisioning_state == "Creating"
    cloud.clock.pass_(10)
    ready = sdk.read(cloud.azure, sent.resource_id)
    assert isinstance(ready, sdk.FoundResource) and ready.provisioning_state == "Succeeded"
    assert ready.payload["properties"]["properties"]["currentNodeCount"] == 1


def test_a_failed_deployment_keeps_what_it_made_and_names_the_true_cause(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.delete(cloud.azure, WORKSPACE)
    sent = sdk.put_deployment(cloud.azure, SUBSCRIPTION, "rg-churn-dev", "again", TEMPLATE, PARAMETERS, {})
    assert sent.operation_url is not None
    poll = poll_blocking(cloud.azure, sent.operation_url)
    assert poll.fault is not None and poll.fault.kind == "conflict"
    assert "Soft-deleted workspace exists" in poll.fault.message
    storage = GROUP + "/providers/Microsoft.Storage/storageAccounts/stchurndev"
    assert isinstance(sdk.read(cloud.azure, storage), sdk.FoundResource)


def test_what_if_waits_for_its_answer(tmp_path: Path) -> None:
    class Ticking(HandClock):
        def __call__(self) -> datetime:
            self.pass_(0.005)
            return self.now

    state = tmp_path / "azure.db"
    azure = emulated_in_process(create_app(state, Ticking(), bare_seed(SUBSCRIPTION)))
    sdk.put_resource_group(azure, SUBSCRIPTION, "rg-churn-dev", LOCATION, {})
    tune(state, operation_seconds=0.02)
    changes = sdk.what_if(azure, SUBSCRIPTION, "rg-churn-dev", "first", TEMPLATE, PARAMETERS, polling_seconds=0.001)
    assert {change.change for change in changes} == {"Create"}
    looks = [call.status for call in ledger(state, "GET") if "/operationresults/" in call.path]
    assert looks[:2] == [202, 202] and looks[-1] == 200


def test_an_unknown_address_says_nothing_about_the_outcome(cloud: Cloud) -> None:
    inject(cloud.state, InjectedFault("refuse", "GET", "/locations/", status=502))
    url = (
        f"https://management.azure.com/subscriptions/{SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/"
        "locations/westeurope/computeOperationsStatus/1?api-version=2025-12-01"
    )
    with pytest.raises(AzureFault) as fault:
        poll_blocking(cloud.azure, url)
    assert fault.value.kind == "unknown_outcome"


def test_everything_survives_a_kill_of_the_process(own_process: OwnProcess) -> None:
    azure = emulated_at(own_process.url)
    sdk.put_resource_group(azure, SUBSCRIPTION, "rg-churn-dev", LOCATION, {})
    sdk.put_deployment(azure, SUBSCRIPTION, "rg-churn-dev", "first", TEMPLATE, PARAMETERS, {})
    tune(own_process.state, operation_seconds=3600)
    sent = sdk.put_cluster(azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={sdk.INTENT_TAG: "R-1/3"})
    assert sent.operation_url is not None
    assert poll_blocking(azure, sent.operation_url).state == "pending"
    own_process.kill()
    with pytest.raises(AzureFault):
        poll_blocking(azure, sent.operation_url)
    again = begin_process(own_process.state)
    try:
        azure = emulated_at(again.url)
        found = sdk.read(azure, sent.resource_id)
        assert isinstance(found, sdk.FoundResource) and found.intent == "R-1/3"
        assert poll_blocking(azure, sent.operation_url).state == "pending"
        tune(own_process.state, clock_offset_seconds=3600)
        assert poll_blocking(azure, sent.operation_url).state == "succeeded"
    finally:
        again.kill()


def test_the_process_leaves_when_its_caller_closes_the_input(own_process: OwnProcess) -> None:
    assert own_process.process.stdin is not None
    own_process.process.stdin.close()
    assert own_process.process.wait(timeout=20) == 0
