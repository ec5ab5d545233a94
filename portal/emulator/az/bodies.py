"""Between the files and answers of `az ml` and the bodies of the resource manager."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import yaml

from portal.emulator.az.calls import AzFault

Json = dict[str, Any]


class Options(Protocol):
    """The options of a command."""

    @property
    def options(self) -> Mapping[str, str]:
        """Those with one value."""

    @property
    def sets(self) -> Mapping[str, str]:
        """What `--set` changes in the file."""

    def need(self, name: str) -> str:
        """An option that has to be there. Raises AzFault."""


def read_file(asked: Options) -> Json:
    """The file of a command with what `--set` changes. Raises AzFault."""
    path = Path(asked.need("file"))
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise AzFault(1, f"{path} cannot be read: {type(fault).__name__}") from None
    if not isinstance(found, dict):
        raise AzFault(1, f"{path} describes nothing")
    for name, value in asked.sets.items():
        place, *inner = name.split(".", 1)
        if inner:
            found[place] = {**(found.get(place) or {}), inner[0]: value}
        else:
            found[place] = value
    return found


def request_of(asked: Options) -> Any:
    """The request file of an invocation. Raises AzFault."""
    path = Path(asked.need("request-file"))
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise AzFault(1, f"{path} cannot be read: {type(fault).__name__}") from None


def asset(kind: str, given: Json) -> Json:
    """An environment, or a table as a data asset."""
    if kind == "environment":
        made = {"image": given.get("image"), "osType": "Linux"}
    else:
        made = {"dataType": given.get("type"), "dataUri": f"azureml://emulated/{Path(str(given.get('path'))).name}"}
    return {"properties": {**made, "tags": _texts(given.get("tags"))}}


def endpoint(given: Json, location: str, online: bool) -> Json:
    """An endpoint without deployments."""
    properties: Json = {"authMode": "AADToken"} if online else {"authMode": "AADToken", "defaults": None}
    return {"location": location, "tags": _texts(given.get("tags")), "properties": properties}


def updated(asked: Options, shown: Json, online: bool) -> Json:
    """An endpoint as it is shown, with another division of the traffic or another default."""
    properties = {name: value for name, value in shown["properties"].items() if name in ("authMode", "mirrorTraffic")}
    if online:
        weights = dict(part.split("=", 1) for part in asked.need("traffic").split())
        properties["traffic"] = {name: int(weight) for name, weight in weights.items()}
    else:
        properties["defaults"] = {"deploymentName": asked.need("defaults").removeprefix("deployment_name=")}
    return {"location": shown["location"], "tags": shown.get("tags") or {}, "properties": properties}


def deployment(given: Json, workspace: str, location: str, online: bool) -> Json:
    """A deployment of a model below an endpoint."""
    model = str(given.get("model", ""))
    if model.startswith("azureml:") and not model.startswith("azureml://"):
        name, _, version = model.removeprefix("azureml:").partition(":")
        model = f"{workspace}/models/{name}/versions/{version}"
    properties: Json = {"environmentId": given.get("environment")}
    if online:
        count = int(given.get("instance_count", 1))
        properties |= {"endpointComputeType": "Managed", "model": model, "instanceType": given.get("instance_type")}
    else:
        count = int((given.get("resources") or {}).get("instance_count", 1))
        compute = str(given.get("compute", "")).removeprefix("azureml:")
        properties |= {
            "model": {"referenceType": "Id", "assetId": model}, "compute": f"{workspace}/computes/{compute}",
            "outputAction": "AppendRow",
        }  # fmt: skip
    tags = _texts(given.get("tags"))
    return {"location": location, "tags": tags, "sku": {"name": "Default", "capacity": count}, "properties": properties}


def endpoint_view(shown: Json) -> Json:
    """An endpoint as `az` prints it."""
    properties = shown["properties"]
    default = (properties.get("defaults") or {}).get("deploymentName")
    return {
        "id": shown["id"], "name": shown["name"], "tags": shown.get("tags") or {},
        "traffic": properties.get("traffic") or {}, "defaults": {"deployment_name": default},
        "provisioning_state": properties.get("provisioningState"),
    }  # fmt: skip


def deployment_view(shown: Json) -> Json:
    """A deployment as `az` prints it."""
    model = shown["properties"].get("model")
    named = model.get("assetId") if isinstance(model, dict) else model
    return {
        "id": shown["id"], "name": shown["name"], "model": named, "tags": shown.get("tags") or {},
        "provisioning_state": shown["properties"].get("provisioningState"),
    }  # fmt: skip


def asset_view(shown: Json) -> Json:
    """An asset as `az` prints it."""
    properties = shown["properties"]
    return {
        "id": shown["id"], "version": shown["name"], "tags": properties.get("tags") or {},
        "properties": properties.get("properties") or {},
    }  # fmt: skip


def _texts(tags: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in (tags or {}).items()}
