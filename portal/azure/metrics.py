"""How a deployment answers its callers, as Azure Monitor counted it.

Metrics come a minute or two late; whoever watches has to watch longer than that. Names and dimensions are those of the
published list for online endpoints; `statusCodeClass` exists for the number of requests alone, so it takes two reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.azure.arm import Arm, Json

METRICS_VERSION = "2018-01-01"


@dataclass(frozen=True)
class Answers:
    """What a deployment answered in a span of time; `p95_ms` of the worst minute, None when nothing was asked."""

    requests: int
    errors: int
    p95_ms: float | None

    @property
    def error_percent(self) -> float:
        """Share of the answers that were the service's fault, in percent."""
        return 100 * self.errors / self.requests if self.requests else 0.0


async def answers(arm: Arm, endpoint: str, deployment: str, since: datetime, until: datetime) -> Answers:
    """The answers of one deployment of an endpoint, by the endpoint's resource id. Raises AzureFault."""
    counted = await _read(arm, endpoint, "RequestsPerMinute", _only(deployment, "statusCodeClass"), since, until)
    slow = await _read(arm, endpoint, "RequestLatency_P95", _only(deployment), since, until)
    requests = sum(value for _, value in counted)
    errors = sum(value for word, value in counted if word.startswith("5"))
    return Answers(round(requests), round(errors), max((value for _, value in slow), default=None))


def _only(deployment: str, *split: str) -> str:
    return " and ".join([f"deployment eq '{deployment}'", *(f"{name} eq '*'" for name in split)])


async def _read(
    arm: Arm, endpoint: str, metric: str, only: str, since: datetime, until: datetime
) -> list[tuple[str, float]]:
    """The values of one metric, each with the class of its status code where the metric is split by it."""
    query = {
        "metricnames": metric,
        "timespan": f"{_stamp(since)}/{_stamp(until)}",
        "interval": "PT1M",
        "aggregation": "Average",
        "$filter": only,
    }
    found = await arm.get(f"{endpoint}/providers/microsoft.insights/metrics", METRICS_VERSION, query)
    return [
        (_class_of(series), float(point["average"]))
        for series in _series(found)
        for point in series.get("data") or ()
        if isinstance(point.get("average"), int | float)
    ]


def _series(found: Json) -> Iterator[Json]:
    for metric in found.get("value") or ():
        yield from metric.get("timeseries") or ()


def _class_of(series: Json) -> str:
    for one in series.get("metadatavalues") or ():
        if str((one.get("name") or {}).get("value", "")).lower() == "statuscodeclass":
            return str(one.get("value") or "")
    return ""


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
