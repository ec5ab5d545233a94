"""Metrics of online endpoints, in the shape of Azure Monitor: a function of who was routed where, and how it behaves.

Names, units and dimensions are those of the published list of supported metrics of
Microsoft.MachineLearningServices/workspaces/onlineEndpoints.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.emulator.routes import WORKSPACE, Route
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.serving import routing
from portal.emulator.serving.behaviour import MODEL_ERROR, Behaviour, behaviour_of
from portal.emulator.serving.endpoints import ONLINE, deployments_of, require_endpoint
from portal.emulator.wire import Json, WireAnswer, bad_request

_MINUTE = 60
_MOST_BINS = 1440
_CLAUSE = re.compile(r"(?P<name>\w+) eq '(?P<value>[^']*)'")
_SPLIT = {"statusCode": ("200", str(MODEL_ERROR)), "statusCodeClass": ("2xx", "4xx")}
"""By what requests can be split, and the values that occur: what went well, and what the model failed at."""


@dataclass(frozen=True)
class _Metric:
    unit: str
    dimensions: tuple[str, ...]


_METRICS = {
    "RequestsPerMinute": _Metric("Count", ("deployment", "statusCode", "statusCodeClass", "modelStatusCode")),
    "RequestLatency_P95": _Metric("MilliSeconds", ("deployment",)),
}


def get_metrics(scene: Scene) -> WireAnswer:
    """GET of the metrics of an endpoint: `metricnames`, `timespan`, `interval`, `$filter`."""
    endpoint = require_endpoint(scene, ONLINE)
    query = scene.request.query
    start, end = _timespan(scene, query.get("timespan", ""))
    wanted = {found["name"]: found["value"] for found in _CLAUSE.finditer(query.get("$filter", ""))}
    values = [_metric(scene, endpoint, name, wanted, start, end) for name in _names(query.get("metricnames", ""))]
    body: Json = {
        "cost": 0,
        "timespan": f"{scene.stamp(start)}/{scene.stamp(end)}",
        "interval": "PT1M",
        "value": values,
        "namespace": ONLINE.type,
        "resourceregion": endpoint.body["location"],
    }
    return WireAnswer(200, body)


def _names(asked: str) -> list[str]:
    names = [name for name in asked.split(",") if name]
    for name in names:
        if name not in _METRICS:
            known = ",".join(_METRICS)
            raise bad_request(f"Failed to find metric configuration for metric: {name}. Valid metrics: {known}")
    return names


def _timespan(scene: Scene, text: str) -> tuple[float, float]:
    try:
        start, end = (datetime.fromisoformat(part.replace("Z", "+00:00")) for part in text.split("/"))
    except ValueError as wrong:
        raise bad_request(f"Detected invalid time span input: '{text}'") from wrong
    return start.astimezone(UTC).timestamp(), min(end.astimezone(UTC).timestamp(), scene.now)


def _metric(
    scene: Scene, endpoint: EmulatedResource, name: str, wanted: dict[str, str], start: float, end: float
) -> Json:
    metric = _METRICS[name]
    unknown = sorted(set(wanted) - set(metric.dimensions))
    if unknown:
        raise bad_request(f"Metric: {name} does not support requested dimension combination: {unknown}")
    series: list[Json] = []
    for deployment in deployments_of(scene, endpoint):
        if wanted.get("deployment", "*").lower() not in ("*", deployment.name.lower()):
            continue
        behaves = behaviour_of(scene, deployment)
        bins = list(_bins(scene, endpoint, deployment, start, end))
        split = next((one for one in _SPLIT if one in wanted), None)
        if split is not None:
            for failed, word in enumerate(_SPLIT[split]):
                counted = [(at, _counted(bool(failed), requests, behaves)) for at, requests in bins]
                series.append(_series(scene, {"deployment": deployment.name, split: word}, counted))
        elif name == "RequestsPerMinute":
            series.append(_series(scene, {"deployment": deployment.name}, bins))
        else:
            slow = [(at, behaves.p95_ms if requests else 0) for at, requests in bins]
            series.append(_series(scene, {"deployment": deployment.name}, slow))
    return {
        "id": f"{endpoint.id}/providers/Microsoft.Insights/metrics/{name}",
        "type": "Microsoft.Insights/metrics",
        "name": {"value": name, "localizedValue": name},
        "unit": metric.unit,
        "timeseries": [one for one in series if one["data"]],
        "errorCode": "Success",
    }


def _bins(
    scene: Scene, endpoint: EmulatedResource, deployment: EmulatedResource, start: float, end: float
) -> Iterator[tuple[float, int]]:
    """How many requests a deployment got in each minute, by how the traffic was divided at the minute's end."""
    at = start - start % _MINUTE
    for _ in range(_MOST_BINS):
        if at > end:
            return
        share = routing.divided(scene, endpoint, min(at + _MINUTE, scene.now)).get(deployment.name.lower(), 0)
        yield at, round(scene.tuning.requests_per_minute * share / 100)
        at += _MINUTE


def _counted(failed: bool, requests: int, behaves: Behaviour) -> int:
    bad = round(requests * behaves.error_percent / 100)
    return bad if failed else requests - bad


def _series(scene: Scene, dimensions: dict[str, str], data: Sequence[tuple[float, float]]) -> Json:
    """One series; a minute without a value has its time alone, as the service answers."""
    named = [
        {"name": {"value": key.lower(), "localizedValue": key}, "value": value} for key, value in dimensions.items()
    ]
    points = [{"timeStamp": scene.stamp(at), **({"average": float(value)} if value else {})} for at, value in data]
    return {"metadatavalues": named, "data": points}


ROUTES = (Route("GET", f"{WORKSPACE}/onlineEndpoints/{{endpoint}}/providers/microsoft.insights/metrics", get_metrics),)
