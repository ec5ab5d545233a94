"""How a deployment answers its callers, as Azure Monitor counted it.

Metrics come a minute or two late; whoever watches has to watch longer than that. Names and dimensions are those of the
published list for online endpoints; `statusCode` exists for the number of requests alone, so it takes two reads.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from portal.azure.arm import Arm
from portal.azure.entry import EntryReader

METRICS_VERSION = "2018-01-01"
MODEL_ERROR = 424
"""The status with which an online endpoint says that the model failed; other 4xx are the caller's own fault."""


@dataclass(frozen=True)
class DeploymentMetrics:
    """What a deployment answered in a span of time; `p95_ms` of the worst minute, None when nothing was asked."""

    requests: int
    errors: int
    p95_ms: float | None

    @property
    def error_percent(self) -> float:
        """Share of the answers that were the service's fault, in percent."""
        return 100 * self.errors / self.requests if self.requests else 0.0


async def answers(arm: Arm, endpoint: str, deployment: str, since: datetime, until: datetime) -> DeploymentMetrics:
    """The answers of one deployment of an endpoint, by the endpoint's resource id. Raises AzureFault."""
    counted = await _read(arm, endpoint, "RequestsPerMinute", _only(deployment, "statusCode"), since, until)
    slow = await _read(arm, endpoint, "RequestLatency_P95", _only(deployment), since, until)
    requests = sum(value for _, value in counted)
    errors = sum(value for status, value in counted if is_error(status))
    return DeploymentMetrics(round(requests), round(errors), max((value for _, value in slow), default=None))


def is_error(status: int) -> bool:
    """Whether an answer with this status was the service's or the model's fault."""
    return status >= 500 or status == MODEL_ERROR


def _only(deployment: str, *split: str) -> str:
    return " and ".join([f"deployment eq '{deployment}'", *(f"{name} eq '*'" for name in split)])


async def _read(
    arm: Arm, endpoint: str, metric: str, only: str, since: datetime, until: datetime
) -> list[tuple[int, float]]:
    """The values of one metric, each with its status code where the metric is split by it, else with 0."""
    query = {
        "metricnames": metric,
        "timespan": f"{_stamp(since)}/{_stamp(until)}",
        "interval": "PT1M",
        "aggregation": "Average",
        "$filter": only,
    }
    found = await arm.get(f"{endpoint}/providers/microsoft.insights/metrics", METRICS_VERSION, query)
    return [
        (_status_of(series), float(average))
        for metric in EntryReader(found).objects("value")
        for series in map(EntryReader, EntryReader(metric).objects("timeseries"))
        for point in series.objects("data")
        if isinstance(average := point.get("average"), int | float)
    ]


def _status_of(series: EntryReader) -> int:
    for one in map(EntryReader, series.objects("metadatavalues")):
        value = one.text("value")
        if one.text("name", "value").lower() == "statuscode" and value.isascii() and value.isdecimal():
            return int(value[:9])
    return 0


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
