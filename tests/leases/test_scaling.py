"""A cluster is scaled through azure-ai-ml: one write, and nothing about it changes but what was asked for."""

from portal.azure import sdk
from tests.azure.conftest import WORKSPACE, Cloud, cloud

__all__ = ["cloud"]

CLUSTER = f"{WORKSPACE}/computes/churn-cpu"


def made(cloud: Cloud) -> None:
    """Makes a cluster that keeps a node."""
    cloud.with_workspace().tune(operation_seconds=0)
    sdk.put_cluster(
        cloud.azure, WORKSPACE, "churn-cpu", "Standard_D4s_v5", tags={"owner": "maya", sdk.INTENT_TAG: "R-1/compute/x"},
        min_nodes=1, max_nodes=4, idle_seconds=900, low_priority=True,
    )  # fmt: skip


def test_only_the_scale_and_the_tags_that_were_given_change(cloud: Cloud) -> None:
    made(cloud)
    before = sdk.read(cloud.azure, CLUSTER)
    writes = len(cloud.calls("PUT"))
    sdk.scale_cluster(cloud.azure, CLUSTER, min_nodes=0, tags={sdk.CHANGE_TAG: "R-2/stop/y"})
    assert len(cloud.calls("PUT")) == writes + 1
    after = sdk.read(cloud.azure, CLUSTER)
    assert isinstance(before, sdk.FoundResource) and isinstance(after, sdk.FoundResource)
    assert after.intent == before.intent
    assert after.payload["tags"] == {**before.payload["tags"], sdk.CHANGE_TAG: "R-2/stop/y"}
    was, now = (one.payload["properties"]["properties"] for one in (before, after))
    assert now["scaleSettings"] == {**was["scaleSettings"], "minNodeCount": 0}
    assert {name for name in was if was[name] != now.get(name)} <= {
        "scaleSettings", "currentNodeCount", "targetNodeCount", "nodeStateCounts", "allocationStateTransitionTime",
        "remoteLoginPortPublicAccess",
    }  # fmt: skip
    assert now["vmPriority"] == was["vmPriority"] == "LowPriority"


def test_every_number_may_be_given(cloud: Cloud) -> None:
    made(cloud)
    sdk.scale_cluster(cloud.azure, CLUSTER, min_nodes=2, max_nodes=6, idle_seconds=300, tags={})
    after = sdk.read(cloud.azure, CLUSTER)
    assert isinstance(after, sdk.FoundResource)
    scale = after.payload["properties"]["properties"]["scaleSettings"]
    assert (scale["minNodeCount"], scale["maxNodeCount"], scale["nodeIdleTimeBeforeScaleDown"]) == (2, 6, "PT5M")
