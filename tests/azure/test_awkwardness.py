"""The emulator refuses what Azure refuses, with Azure's status, code and words."""

import pytest

from portal.azure import sdk
from portal.azure.faults import AzureFault, missing_permission
from portal.azure.waiting import poll_blocking
from portal.emulator.state import Store
from tests.azure.conftest import BATCH, GROUP, LOCATION, ONLINE, SUBSCRIPTION, WORKSPACE, Cloud
from tests.azure.rest import ask, error_of

PROVIDER = GROUP + "/providers/Microsoft.MachineLearningServices"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/subscriptions/{s}/resourceGroups/rg-churn.", {"location": LOCATION}, "InvalidResourceGroup"),
        ("{g}/providers/Microsoft.Storage/storageAccounts/st-churn", {"location": LOCATION}, "AccountNameInvalid"),
        ("{g}/providers/Microsoft.KeyVault/vaults/kv--churn", {"location": LOCATION}, "VaultNameNotValid"),
        ("{g}/providers/Microsoft.MachineLearningServices/workspaces/ml", {"location": LOCATION}, "InvalidArgument"),
        ("{w}/onlineEndpoints/1st", {"location": LOCATION, "properties": {}}, "BadArgument"),
        ("{w}/environments/train/versions/a b", {"properties": {"image": "x"}}, "UserError"),
    ],
)
def test_broken_names_are_refused_in_azures_words(cloud: Cloud, path: str, body: object, code: str) -> None:
    cloud.with_workspace()
    where = path.format(s=SUBSCRIPTION, g=GROUP, w=WORKSPACE)
    status, found, message = error_of(ask(cloud.azure, "PUT", where, body))
    assert (status, found) == (400, code)
    assert where.rsplit("/", 1)[1] in message


@pytest.mark.parametrize(("name", "length"), [("instance", 25), ("cluster", 33)])
def test_names_of_computes_have_their_own_limits(cloud: Cloud, name: str, length: int) -> None:
    cloud.with_workspace()
    put = sdk.put_instance if name == "instance" else sdk.put_cluster
    assert put(cloud.azure, WORKSPACE, "c" * (length - 1), "Standard_D2s_v5", tags={}).status == 201
    with pytest.raises(AzureFault) as refused:
        put(cloud.azure, WORKSPACE, "d" * length, "Standard_D2s_v5", tags={})
    assert refused.value.kind == "name"


def test_ids_are_compared_without_case_and_keep_their_first_spelling(cloud: Cloud) -> None:
    cloud.with_workspace()
    found = ask(cloud.azure, "GET", WORKSPACE.upper().replace("/SUBSCRIPTIONS", "/subscriptions"))
    assert found.status_code == 200
    assert found.json()["id"] == WORKSPACE


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/subscriptions/{s}/resourceGroups/rg-none", "ResourceGroupNotFound"),
        (
            "/subscriptions/{s}/resourceGroups/rg-none/providers/Microsoft.Storage/storageAccounts/a",
            "ResourceGroupNotFound",
        ),
        ("{p}/workspaces/mlw-none", "ResourceNotFound"),
        ("{w}/computes/none", "ResourceNotFound"),
        ("{w}/models/none/versions/1", "UserError"),
        ("/subscriptions/22222222-1111-4111-8111-111111111111/resourceGroups", "SubscriptionNotFound"),
        ("{g}/providers/Microsoft.Unknown/things/a", "InvalidResourceType"),
    ],
)
def test_what_is_not_there_is_a_404_of_the_right_shape(cloud: Cloud, path: str, code: str) -> None:
    cloud.with_workspace()
    where = path.format(s=SUBSCRIPTION, g=GROUP, w=WORKSPACE, p=PROVIDER)
    assert error_of(ask(cloud.azure, "GET", where))[:2] == (404, code)


def test_without_a_token_nothing_is_told(cloud: Cloud) -> None:
    assert ask(cloud.azure, "GET", "/subscriptions", authorization="").status_code == 401


def test_a_deleted_workspaces_name_is_taken_for_fourteen_days(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.delete(cloud.azure, WORKSPACE)
    again = ask(cloud.azure, "PUT", WORKSPACE, {"location": LOCATION})
    assert error_of(again)[:2] == (409, "Conflict")
    assert "Soft-deleted workspace exists" in again.text
    cloud.clock.pass_(14 * 86400)
    assert ask(cloud.azure, "PUT", WORKSPACE, {"location": LOCATION}).status_code == 202


def test_a_workspace_deleted_for_good_frees_its_name_at_once(cloud: Cloud) -> None:
    cloud.with_workspace()
    assert ask(cloud.azure, "DELETE", WORKSPACE + "?forceToPurge=true").status_code == 202
    assert ask(cloud.azure, "PUT", WORKSPACE, {"location": LOCATION}).status_code == 202


def test_no_quota_for_even_one_node_is_refused_at_once(cloud: Cloud) -> None:
    cloud.with_workspace()
    with pytest.raises(AzureFault) as refused:
        sdk.put_cluster(cloud.azure, WORKSPACE, "gpu", "Standard_NC24ads_A100_v4", tags={})
    assert (refused.value.kind, refused.value.status) == ("quota", 400)
    assert (
        "vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute node" in refused.value.message
    )


def test_a_full_family_fails_the_operation_of_what_needs_nodes_now(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.put_cluster(cloud.azure, WORKSPACE, "full", "Standard_D32s_v5", tags={}, min_nodes=3, max_nodes=3)
    sent = sdk.put_cluster(cloud.azure, WORKSPACE, "more", "Standard_D16s_v5", tags={}, min_nodes=1, max_nodes=1)
    poll = poll_blocking(cloud.azure, sent.operation_url or "")
    assert poll.fault is not None and (poll.fault.kind, poll.fault.code) == ("quota", "ClusterCoreQuotaReached")
    found = sdk.read(cloud.azure, sent.resource_id)
    assert isinstance(found, sdk.FoundResource) and found.provisioning_state == "Failed"
    empty = sdk.put_cluster(cloud.azure, WORKSPACE, "empty", "Standard_D16s_v5", tags={}, max_nodes=4)
    assert poll_blocking(cloud.azure, empty.operation_url or "").state == "succeeded"


def test_a_deployment_without_quota_fails_without_a_code(cloud: Cloud) -> None:
    cloud.with_endpoints()
    sdk.put_online_deployment(
        cloud.azure, ONLINE, "large", model=WORKSPACE + "/models/churn-model/versions/1", tags={},
        instance_type="Standard_F16s_v2", instance_count=6,
    )  # fmt: skip
    found = sdk.read(cloud.azure, ONLINE + "/deployments/large")
    assert isinstance(found, sdk.FoundResource) and found.provisioning_state == "Failed"


def test_a_size_that_was_retired_is_refused(cloud: Cloud) -> None:
    cloud.with_workspace()
    with pytest.raises(AzureFault) as refused:
        sdk.put_cluster(cloud.azure, WORKSPACE, "old", "Standard_NC6", tags={})
    assert "Standard_NC6 is not supported" in refused.value.message


def test_what_a_compute_is_cannot_be_changed(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={})
    with pytest.raises(AzureFault) as refused:
        sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D4s_v5", tags={})
    assert refused.value.kind == "conflict"


def test_a_second_change_waits_for_the_first(cloud: Cloud) -> None:
    cloud.with_workspace().tune(operation_seconds=60)
    sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={})
    with pytest.raises(AzureFault) as refused:
        sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={}, max_nodes=3)
    assert refused.value.kind == "conflict"


def test_an_instance_name_is_taken_in_its_whole_region(cloud: Cloud) -> None:
    cloud.with_workspace()
    other = WORKSPACE.replace("mlw-churn", "mlw-other")
    ask(cloud.azure, "PUT", other, {"location": LOCATION})
    sdk.put_instance(cloud.azure, WORKSPACE, "ci-maya", "Standard_D2s_v5", tags={})
    with pytest.raises(AzureFault) as refused:
        sdk.put_instance(cloud.azure, other, "ci-maya", "Standard_D2s_v5", tags={})
    assert refused.value.kind == "conflict"


def test_an_idle_instance_stops_by_itself_and_gives_its_cores_back(cloud: Cloud) -> None:
    cloud.with_workspace()
    made = sdk.put_instance(cloud.azure, WORKSPACE, "ci-maya", "Standard_D4s_v5", tags={}, idle_minutes=60)
    cloud.clock.pass_(3599)
    assert _state(cloud, made.resource_id) == "Running"
    cloud.clock.pass_(1)
    assert _state(cloud, made.resource_id) == "Stopped"
    ask(cloud.azure, "POST", f"{made.resource_id}/start")
    assert _state(cloud, made.resource_id) == "Running"


def _state(cloud: Cloud, compute: str) -> str:
    return str(ask(cloud.azure, "GET", compute).json()["properties"]["properties"]["state"])


def test_an_assets_content_never_changes(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.put_environment_version(cloud.azure, WORKSPACE, "train", "1", image="mcr.microsoft.com/a:1", tags={})
    with pytest.raises(AzureFault) as refused:
        sdk.put_environment_version(cloud.azure, WORKSPACE, "train", "1", image="mcr.microsoft.com/a:2", tags={})
    assert refused.value.kind == "conflict"


def test_traffic_has_to_add_up_and_to_lead_somewhere(cloud: Cloud) -> None:
    cloud.with_endpoints()
    for traffic, said in (({"blue": 90}, "must be 0 or 100"), ({"red": 100}, "does not exist")):
        with pytest.raises(AzureFault) as refused:
            sdk.put_traffic(cloud.azure, ONLINE, traffic)
        assert said in refused.value.message


def test_what_still_serves_cannot_be_deleted(cloud: Cloud) -> None:
    cloud.with_endpoints()
    sdk.put_traffic(cloud.azure, ONLINE, {"blue": 100})
    sdk.put_batch_default(cloud.azure, BATCH, "blue")
    for endpoint in (ONLINE, BATCH):
        with pytest.raises(AzureFault) as refused:
            sdk.delete(cloud.azure, endpoint + "/deployments/blue")
        assert refused.value.kind == "conflict"
        assert sdk.delete(cloud.azure, endpoint + "/deployments/green").status == 202


def test_a_role_is_given_once_under_one_name(cloud: Cloud) -> None:
    cloud.with_workspace()
    reader, maya = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "bbbbbbbb-1111-4111-8111-111111111111"
    first, second = "aaaaaaaa-1111-4111-8111-111111111111", "aaaaaaaa-2222-4111-8111-111111111111"
    sdk.put_role_assignment(cloud.azure, WORKSPACE, first, reader, maya, intent="R-1/1")
    with pytest.raises(AzureFault) as taken:
        sdk.put_role_assignment(cloud.azure, WORKSPACE, second, reader, maya, intent="R-1/2")
    assert (taken.value.kind, taken.value.code) == ("conflict", "RoleAssignmentExists")
    with pytest.raises(AzureFault) as unknown:
        sdk.put_role_assignment(cloud.azure, WORKSPACE, second, second, maya, intent="R-1/2")
    assert unknown.value.code == "RoleDefinitionDoesNotExist"
    listed = ask(cloud.azure, "GET", WORKSPACE + "/providers/Microsoft.Authorization/roleAssignments").json()["value"]
    assert [one["name"] for one in listed] == [first]
    sdk.delete(cloud.azure, f"{WORKSPACE}/providers/Microsoft.Authorization/roleAssignments/{first}")
    assert sdk.put_role_assignment(cloud.azure, WORKSPACE, second, reader, maya, intent="R-1/2").status == 201


def test_a_refusal_for_lack_of_rights_names_action_and_scope(cloud: Cloud) -> None:
    cloud.with_workspace()
    store = Store(cloud.state)
    with store.transaction() as connection:
        connection.execute("INSERT INTO mark (key, kind) VALUES (?, 'forbidden')", (WORKSPACE.lower(),))
    store.close()
    with pytest.raises(AzureFault) as refused:
        sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={})
    assert refused.value.kind == "forbidden"
    assert missing_permission(refused.value) == (
        "Microsoft.MachineLearningServices/workspaces/computes/write",
        WORKSPACE.lower(),
    )


def test_every_answer_carries_what_support_asks_for(cloud: Cloud) -> None:
    answer = ask(cloud.azure, "GET", "/subscriptions", x_ms_correlation_request_id="abc")
    assert answer.headers["x-ms-correlation-request-id"] == "abc"
    assert answer.headers["x-ms-request-id"]
    assert answer.headers["x-ms-ratelimit-remaining-subscription-reads"]
    assert cloud.calls()[-1].correlation == "abc"


def test_writes_have_a_bucket_of_their_own(cloud: Cloud) -> None:
    cloud.with_group().tune(write_bucket=2, write_refill_per_second=1)
    for _ in range(2):
        sdk.merge_tags(cloud.azure, GROUP, {"a": "b"})
    with pytest.raises(AzureFault) as held:
        sdk.merge_tags(cloud.azure, GROUP, {"a": "b"})
    assert (held.value.kind, held.value.retry_after) == ("throttled", 1.0)
    assert isinstance(sdk.read(cloud.azure, GROUP), sdk.FoundResource)
    cloud.clock.pass_(1)
    sdk.merge_tags(cloud.azure, GROUP, {"a": "b"})


def test_a_deleted_key_vaults_name_is_taken_everywhere_for_ninety_days(cloud: Cloud) -> None:
    cloud.with_group()
    vault, body = GROUP + "/providers/Microsoft.KeyVault/vaults/kv-churn-dev", {"location": LOCATION}
    assert ask(cloud.azure, "PUT", vault, body).status_code == 201
    sdk.delete(cloud.azure, GROUP)
    sdk.put_resource_group(cloud.azure, SUBSCRIPTION, "rg-other", LOCATION, {})
    elsewhere = vault.replace("rg-churn-dev", "rg-other")
    assert error_of(ask(cloud.azure, "PUT", elsewhere, body))[:2] == (409, "ConflictError")
    cloud.with_group()
    recovered = {**body, "properties": {"createMode": "recover"}}
    assert ask(cloud.azure, "PUT", vault, recovered).status_code == 201
    sdk.delete(cloud.azure, GROUP)
    cloud.clock.pass_(90 * 86400)
    assert ask(cloud.azure, "PUT", elsewhere, body).status_code == 201
