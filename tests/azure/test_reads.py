"""Fast reads: side by side, page by page, patient with throttling, and honest about what was not seen."""

import asyncio
from pathlib import Path

import httpx
import pytest

from portal.azure import reads, sdk, views
from portal.azure.arm import CONCURRENT, THROTTLED_ATTEMPTS, Arm
from portal.azure.cloud import Azure
from portal.azure.faults import AzureFault
from portal.emulator.injected_faults import InjectedFault, inject
from portal.emulator.state import Store
from tests.azure.clockwork import HandClock
from tests.azure.conftest import BATCH, GROUP, LOCATION, ONLINE, REGISTRY, SUBSCRIPTION, WORKSPACE, Cloud
from tests.azure.survey import survey


class Sleeper:
    """Sleeps by turning the clock, and remembers how long."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Lets the time pass at once."""
        self.slept.append(seconds)
        self.clock.pass_(seconds)
        await asyncio.sleep(0)


def reading(cloud: Cloud) -> tuple[Arm, Sleeper]:
    """A client whose pauses pass at once and have no jitter."""
    sleeper = Sleeper(cloud.clock)
    return Arm(cloud.azure, cloud.clock, sleep=sleeper, jitter=lambda: 1.0), sleeper


def mark(state: Path, key: str, kind: str) -> None:
    """Puts a workspace out of reach."""
    store = Store(state)
    with store.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO mark (key, kind) VALUES (?, ?)", (key.lower(), kind))
    store.close()


async def test_what_was_made_through_the_sdks_is_read_back_by_topic(cloud: Cloud) -> None:
    cloud.with_endpoints()
    sdk.put_traffic(cloud.azure, ONLINE, {"blue": 90, "green": 10})
    sdk.put_batch_default(cloud.azure, BATCH, "blue")
    arm, _ = reading(cloud)
    async with arm:
        found = (await survey(arm, [WORKSPACE]))[0]
        shared = await reads.models(arm, REGISTRY)
        spaces = await reads.workspaces(arm, SUBSCRIPTION)
        offices = await reads.registries(arm, SUBSCRIPTION)
    assert spaces.value and spaces.value[0].name == "mlw-churn-dev" and spaces.value[0].state == "Succeeded"
    assert offices.value and offices.value[0].name == "mlr-meridian"
    assert found.computes.value and (found.computes.value[0].size, found.computes.value[0].nodes) == (
        "Standard_D4s_v5",
        0,
    )
    assert found.models.value and found.models.value[0].name == "churn-model"
    assert shared.value and (shared.value[0].name, shared.value[0].version) == ("churn-model", "1")
    assert found.online.value and found.online.value[0].traffic == {"blue": 90, "green": 10}
    served = {one.name: one.model for one in found.online.value[0].deployments}
    assert served["blue"] == "azureml://registries/mlr-meridian/models/churn-model/versions/1"
    assert served["green"] == WORKSPACE + "/models/churn-model/versions/1"
    assert found.batch.value and found.batch.value[0].default == "blue"


async def test_a_read_says_when_and_of_what_it_is(cloud: Cloud) -> None:
    cloud.with_workspace()
    arm, _ = reading(cloud)
    async with arm:
        found = await reads.computes(arm, WORKSPACE)
    assert (found.source, found.at, found.value, found.seen) == (WORKSPACE, cloud.clock.now, [], True)


async def test_lists_are_read_page_after_page(cloud: Cloud) -> None:
    cloud.with_workspace()
    for number in range(7):
        sdk.put_cluster(cloud.azure, WORKSPACE, f"cluster-{number}", "Standard_D2s_v5", tags={})
    cloud.tune(page_size=2)
    arm, _ = reading(cloud)
    async with arm:
        found = await reads.computes(arm, WORKSPACE)
    assert found.value and [one.name for one in found.value] == [f"cluster-{number}" for number in range(7)]
    assert len(cloud.calls("GET", WORKSPACE + "/computes")) == 4


async def test_forbidden_unreachable_and_missing_are_kept_apart_and_spoil_nothing_else(cloud: Cloud) -> None:
    cloud.with_workspace()
    for name in ("mlw-shut-dev", "mlw-gone-dev"):
        await asyncio.to_thread(_put_workspace, cloud, name)
    shut, gone = WORKSPACE.replace("churn", "shut", 2), WORKSPACE.replace("mlw-churn", "mlw-gone")
    shut = WORKSPACE.replace("mlw-churn", "mlw-shut")
    mark(cloud.state, shut, "forbidden")
    mark(cloud.state, gone, "unreachable")
    absent = WORKSPACE.replace("mlw-churn", "mlw-none")
    arm, sleeper = reading(cloud)
    async with arm:
        found = await survey(arm, [WORKSPACE, shut, gone, absent])
    assert [one.computes.error for one in found] == [None, "forbidden", "unreachable", "missing"]
    assert found[0].models.value == []
    assert "workspaces/models/read" in found[1].models.message
    assert found[1].models.correlation_id
    assert sleeper.slept, "a gateway's timeout is tried again"


def _put_workspace(cloud: Cloud, name: str) -> None:
    with httpx.Client(transport=cloud.azure.carrier.blocking(), headers={"authorization": "Bearer test"}) as client:
        url = f"https://management.azure.com{WORKSPACE.rsplit('/', 1)[0]}/{name}"
        assert client.put(url, json={"location": LOCATION}).status_code == 202


async def test_an_empty_bucket_holds_back_all_reads_until_the_time_it_names(cloud: Cloud) -> None:
    cloud.with_workspace()
    cloud.tune(read_bucket=5, read_refill_per_second=1)
    arm, sleeper = reading(cloud)
    async with arm:
        found = await asyncio.gather(*(reads.computes(arm, WORKSPACE) for _ in range(12)))
    assert all(one.seen for one in found)
    assert 429 in {call.status for call in cloud.calls("GET")}
    assert min(sleeper.slept) >= 1.0


async def test_a_bucket_that_stays_empty_is_told_as_throttled(cloud: Cloud) -> None:
    cloud.with_workspace()
    inject(cloud.state, InjectedFault("refuse", "GET", "/computes", times=99, status=429, retry_after="3"))
    arm, sleeper = reading(cloud)
    async with arm:
        found = await reads.computes(arm, WORKSPACE)
    assert found.error == "throttled"
    assert len(cloud.calls("GET", WORKSPACE + "/computes")) == THROTTLED_ATTEMPTS
    assert all(slept >= 3 for slept in sleeper.slept) and len(sleeper.slept) == THROTTLED_ATTEMPTS - 1


async def test_a_read_that_fails_for_a_moment_is_tried_again_with_growing_pauses(cloud: Cloud) -> None:
    cloud.with_workspace()
    inject(cloud.state, InjectedFault("refuse", "GET", "/computes", times=2, status=503))
    arm, sleeper = reading(cloud)
    async with arm:
        found = await reads.computes(arm, WORKSPACE)
    assert found.seen and sleeper.slept == [0.4, 0.8]


async def test_a_post_is_never_tried_again(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D2s_v5", tags={}, min_nodes=2, max_nodes=2)
    inject(cloud.state, InjectedFault("refuse", "POST", "/listnodes", status=503))
    arm, _ = reading(cloud)
    async with arm:
        with pytest.raises(AzureFault):
            await arm.post(WORKSPACE + "/computes/cpu/listNodes")
        nodes = await arm.post(WORKSPACE + "/computes/cpu/listNodes")
    assert len(nodes["nodes"]) == 2
    assert len(cloud.calls("POST", WORKSPACE)) == 2


async def test_no_more_than_the_gate_lets_through_are_under_way_at_once(cloud: Cloud) -> None:
    most, now = 0, 0

    class Counting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal most, now
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
            return httpx.Response(200, json={"value": []})

    class Carrier:
        def blocking(self) -> httpx.BaseTransport:
            raise NotImplementedError

        def concurrent(self) -> httpx.AsyncBaseTransport:
            return Counting()

    async with Arm(Azure(Carrier(), cloud.azure.credential), cloud.clock) as arm:
        await asyncio.gather(*(arm.get_all(WORKSPACE + "/computes") for _ in range(100)))
    assert 1 < most <= CONCURRENT


async def test_next_links_are_used_as_they_came(cloud: Cloud) -> None:
    asked: list[str] = []
    odd = "https://management.azure.com/next?%24skiptoken=a%2Fb%3D%3D&x=%20y"

    class Carrier:
        def blocking(self) -> httpx.BaseTransport:
            raise NotImplementedError

        def concurrent(self) -> httpx.AsyncBaseTransport:
            def handle(request: httpx.Request) -> httpx.Response:
                asked.append(str(request.url))
                return httpx.Response(200, json={"value": [{}], **({"nextLink": odd} if len(asked) == 1 else {})})

            return httpx.MockTransport(handle)

    async with Arm(Azure(Carrier(), cloud.azure.credential), cloud.clock) as arm:
        assert len(await arm.get_all(WORKSPACE + "/computes")) == 2
    assert asked[1] == odd


@pytest.mark.parametrize("item", [{}, {"name": None, "properties": None, "tags": None}, {"id": None, "sku": None}])
def test_nulls_and_gaps_in_answers_are_read_as_nothing(item: views.Json) -> None:
    assert views.workspace(item).name == ""
    assert views.compute(item).nodes == 0
    assert views.model_version(item).tags == {}
    assert views.environment_version(item).image == ""
    assert views.deployment(item).model == ""
    assert views.endpoint(item, "online", (), "").traffic == {}
    assert views.usage(item).limit == 0
    assert views.job(item).status == ""


async def test_usage_counts_what_runs_by_family(cloud: Cloud) -> None:
    cloud.with_workspace()
    sdk.put_cluster(cloud.azure, WORKSPACE, "cpu", "Standard_D4s_v5", tags={}, min_nodes=2, max_nodes=4)
    sdk.put_instance(cloud.azure, WORKSPACE, "ci-maya", "Standard_D2s_v5", tags={})
    arm, _ = reading(cloud)
    async with arm:
        found = await reads.usages(arm, SUBSCRIPTION, LOCATION)
    used = {one.family: (one.used, one.limit) for one in found.value or ()}
    assert used["standardDSv5Family"] == (10, 100)
    assert used["standardNCADSA100v4Family"] == (0, 0)


async def test_a_group_that_is_not_there_is_missing(cloud: Cloud) -> None:
    arm, _ = reading(cloud)
    async with arm:
        with pytest.raises(AzureFault) as missing:
            await arm.get(GROUP)
    assert (missing.value.kind, missing.value.code) == ("missing", "ResourceGroupNotFound")
