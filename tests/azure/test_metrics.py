"""Metrics of an endpoint follow who was routed where, in the shape that Azure Monitor answers with."""

import asyncio
from datetime import timedelta

import pytest

from portal.azure import metrics, sdk
from portal.azure.arm import Arm
from portal.azure.faults import AzureFault
from portal.emulator.serving.behaviour import behave
from tests.azure.conftest import ONLINE, Cloud
from tests.azure.rest import ask, error_of

METRICS = ONLINE + "/providers/microsoft.insights/metrics?api-version=2018-01-01&interval=PT1M"
SPAN = "timespan=2026-11-23T00:00:00Z/2026-11-24T00:00:00Z"


def answered(cloud: Cloud, deployment: str) -> metrics.DeploymentMetrics:
    """What a deployment answered lately."""

    async def read() -> metrics.DeploymentMetrics:
        async with Arm(cloud.azure, cloud.clock) as arm:
            now = cloud.clock()
            return await metrics.answers(arm, ONLINE, deployment, now - timedelta(seconds=20), now)

    return asyncio.run(read())


def test_requests_follow_the_traffic_and_failures_the_version(cloud: Cloud) -> None:
    cloud.with_endpoints()
    assert answered(cloud, "blue") == metrics.DeploymentMetrics(0, 0, None)
    sdk.put_traffic(cloud.azure, ONLINE, {"blue": 80, "green": 20})
    cloud.clock.pass_(30)
    cloud.tune(requests_per_minute=100)
    behave(cloud.state, "churn-model", "1", error_percent=10, p95_ms=250)
    blue, green = answered(cloud, "blue"), answered(cloud, "green")
    assert (blue.requests, blue.errors, blue.p95_ms) == (80, 8, 250)
    assert (green.requests, green.error_percent) == (20, 10.0)


def test_a_metric_has_its_own_dimensions_and_a_quiet_minute_no_value(cloud: Cloud) -> None:
    cloud.with_endpoints()
    split = "&$filter=deployment eq 'blue' and statusCode eq '*'"
    refused = ask(cloud.azure, "GET", f"{METRICS}&{SPAN}&metricnames=RequestLatency_P95{split}")
    assert error_of(refused)[:2] == (400, "BadRequest")
    assert error_of(ask(cloud.azure, "GET", f"{METRICS}&{SPAN}&metricnames=Requests"))[0] == 400
    assert error_of(ask(cloud.azure, "GET", f"{METRICS}&timespan=today&metricnames=RequestsPerMinute"))[0] == 400
    found = ask(cloud.azure, "GET", f"{METRICS}&{SPAN}&metricnames=RequestsPerMinute{split}").json()["value"][0]
    assert (found["name"]["value"], found["unit"], found["errorCode"]) == ("RequestsPerMinute", "Count", "Success")
    first = found["timeseries"][0]
    assert [one["value"] for one in first["metadatavalues"]] == ["blue", "200"]
    assert "average" not in first["data"][0]


def test_an_endpoint_that_is_not_there_has_no_metrics(cloud: Cloud) -> None:
    cloud.with_workspace()
    with pytest.raises(AzureFault) as missing:
        answered(cloud, "blue")
    assert missing.value.kind == "missing"
