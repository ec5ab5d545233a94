"""What the portal asks of Azure on its usual ways, each call with the identity that made it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from portal.azure import discovery, sdk
from portal.azure.arm import Arm
from portal.azure.identities import action_of
from portal.azure.resource_ids import group_id, workspace_id
from portal.azure.waiting import poll_blocking
from portal.emulator import carriers
from portal.emulator.core import Emulator
from portal.engine.connecting.discovery import discover
from portal.engine.observer import deepen
from tests.access.desk import Desk
from tests.azure.conftest import BATCH, GROUP, ONLINE, REGISTRY, SUBSCRIPTION, TEMPLATE, WORKSPACE, Cloud
from tests.azure.puts import PUTS
from tests.azure.survey import survey
from tests.moves.test_story import test_dev_to_test_to_prod_and_back as dev_to_test_to_prod_and_back

PREFIX = "Bearer emulated-"
Needed = dict[str, set[str]]


@dataclass
class Recorded:
    """What calls needed, by the identity that made them, and what was refused to one of those for want of a role."""

    needed: Needed = field(default_factory=lambda: defaultdict(set))
    refused: list[str] = field(default_factory=list)


@contextmanager
def recording(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """Every call to an emulator in this process, from here on."""
    recorded = Recorded()
    carried = carriers._called

    def called(emulator: Emulator, request: httpx.Request, content: bytes) -> httpx.Response:
        token = request.headers.get("authorization", "")
        identity = token.removeprefix(PREFIX)
        if identity != token and (action := action_of(request.method, request.url.path)):
            recorded.needed[identity].add(action)
        answer = carried(emulator, request, content)
        if answer.status_code == 403 and f"The client '{identity}'" in answer.text:
            recorded.refused.append(str(answer.json()["error"]["message"]))
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(carriers, "_called", called)
        yield recorded


def every_write(cloud: Cloud) -> None:
    """Each write that the portal knows, once, and the removal of what can be removed."""
    azure = cloud.with_endpoints().azure
    for put in PUTS.values():
        put(azure)
    sdk.put_traffic(azure, ONLINE, {"blue": 90, "green": 10}, tags={})
    sdk.put_batch_default(azure, BATCH, "green", tags={})
    sdk.scale_cluster(azure, f"{WORKSPACE}/computes/cpu-batch", min_nodes=0, tags={})
    sdk.what_if(azure, SUBSCRIPTION, "rg-churn-dev", "try", TEMPLATE, {"project": "churn", "stage": "dev"})
    sdk.merge_tags(azure, GROUP, {"a": "b"})
    sdk.replace_tags(azure, WORKSPACE, {"a": "b"})
    instance = f"{WORKSPACE}/computes/ci-maya"
    cloud.clock.pass_(600)
    sdk.stop_instance(azure, instance)
    sdk.merge_version_tags(azure, f"{WORKSPACE}/models/churn-model/versions/1", {"a": "b"}, "tagged")
    sdk.merge_version_tags(azure, f"{REGISTRY}/models/churn-model/versions/1", {"a": "b"}, "tagged")
    cloud.clock.pass_(600)
    assignment = f"{WORKSPACE}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-1111-4111-8111-111111111111"
    for gone in (
        assignment, f"{ONLINE}/deployments/canary", ONLINE.replace("oep-churn", "oep-other"),
        WORKSPACE + "/batchEndpoints/bep-churn-dev/deployments/canary", WORKSPACE + "/batchEndpoints/bep-other-dev",
        f"{WORKSPACE}/environments/train/versions/1", f"{WORKSPACE}/models/churn-model/versions/7",
        f"{WORKSPACE}/computes/cpu-churn", f"{GROUP}/providers/Microsoft.Resources/deployments/first",
    ):  # fmt: skip
        sdk.delete(azure, gone)


def usual_requests(desk: Desk) -> None:
    """What people ask for every day, from the wish to the end of its operation, and looks at Azure in between."""
    desk.observe()
    dev_to_test_to_prod_and_back(desk)
    compute = desk.granted("compute", project="crm", type="d4s-v5", days=7, by="priya")
    assert compute.state == "ready", compute.operation
    access = desk.granted("access", "ana", by="tom", project="crm", days=7)
    assert access.state == "ready", access.operation


def every_look(desk: Desk, cloud: Cloud) -> None:
    """Each way in which the portal looks at Azure, once."""
    desk.observe()
    deepen(desk.azure, desk.world.database, desk.clock)
    found = discover(desk.azure, desk.clock)
    place = next(one for one in found.workspaces if one.name == "mlw-retail-dev")
    workspace = workspace_id(place.subscription.id, place.group, place.name)

    async def look() -> None:
        async with Arm(desk.azure, desk.clock) as arm:
            await survey(arm, [workspace])
            await discovery.roles(arm, place.subscription.id)

    asyncio.run(look())
    cloud.tune(operation_seconds=60.0)
    azure = cloud.azure
    tags = dict[str, str]()
    sent = [
        sdk.put_deployment(
            azure, SUBSCRIPTION, "rg-churn-dev", "again", TEMPLATE, {"project": "x", "stage": "dev"}, tags
        ),
        sdk.put_cluster(azure, WORKSPACE, "slow", "Standard_D4s_v5", tags=tags),
        sdk.put_online_endpoint(azure, WORKSPACE, "oep-slow-dev", tags=tags),
    ]
    for one in sent:
        assert one.operation_url
        poll_blocking(azure, one.operation_url)
    sdk.read(azure, sent[0].resource_id)
    cloud.clock.pass_(600)
    sdk.delete(azure, WORKSPACE)
    gone = sdk.delete(azure, group_id(SUBSCRIPTION, "rg-churn-dev"))
    assert gone.operation_url
    poll_blocking(azure, gone.operation_url)
    sdk.read(azure, group_id(SUBSCRIPTION, "rg-churn-dev"))
