"""What reads return: a few fields of Azure's answers, each tolerant of nulls and of what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Tags = Mapping[str, str]


@dataclass(frozen=True)
class Workspace:
    """An Azure ML workspace."""

    id: str
    name: str
    location: str
    guid: str
    tags: Tags
    state: str


@dataclass(frozen=True)
class Compute:
    """A cluster or an instance. `state` is the instance's own, or how the cluster's provisioning stands."""

    id: str
    name: str
    kind: str
    size: str
    state: str
    nodes: int
    min_nodes: int
    max_nodes: int
    priority: str
    idle_shutdown: str
    created_at: str
    owner_object_id: str
    tags: Tags
    errors: tuple[str, ...] = ()
    changed_at: str = ""
    """When an instance was last started or stopped, or a cluster last came to its present number of nodes."""


@dataclass(frozen=True)
class ModelVersion:
    """One version of a registered model."""

    id: str
    name: str
    version: str
    kind: str
    uri: str
    created_at: str
    created_by: str
    job: str
    tags: Tags
    properties: Tags


@dataclass(frozen=True)
class EnvironmentVersion:
    """One version of an ML environment."""

    id: str
    name: str
    version: str
    image: str
    created_at: str
    tags: Tags


@dataclass(frozen=True)
class Deployment:
    """What one deployment of an endpoint serves; `model` is as Azure holds it: a registry's address or an id."""

    id: str
    name: str
    model: str
    state: str
    instance_type: str
    instances: int
    created_at: str
    tags: Tags


@dataclass(frozen=True)
class Endpoint:
    """An online or batch endpoint with its deployments; `deployments_error` says why those could not be read."""

    id: str
    name: str
    kind: str
    state: str
    traffic: Mapping[str, int]
    mirror: Mapping[str, int]
    default: str
    tags: Tags
    deployments: tuple[Deployment, ...] = ()
    deployments_error: str = ""


@dataclass(frozen=True)
class RoleAssignment:
    """A role that a principal holds at a scope, by its definition's GUID. Kind and condition may be empty."""

    id: str
    principal: str
    role: str
    scope: str
    principal_type: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Usage:
    """Cores of one family of machines in one region."""

    family: str
    title: str
    used: int
    limit: int


@dataclass(frozen=True)
class Job:
    """A job of a workspace, with what went into it."""

    id: str
    name: str
    kind: str
    status: str
    experiment: str
    started_at: str
    tags: Tags = field(default_factory=dict)
    properties: Tags = field(default_factory=dict)
    by: str = ""
    environment: str = ""
    inputs: Tags = field(default_factory=dict)
    """Name of an input to the address of what it reads."""


def workspace(item: Json) -> Workspace:
    """A workspace of a list."""
    properties = _properties(item)
    return Workspace(
        _text(item, "id"), _text(item, "name"), _text(item, "location"), _text(properties, "workspaceId"),
        _tags(item), _text(properties, "provisioningState"),
    )  # fmt: skip


def compute(item: Json) -> Compute:
    """A compute of a list."""
    outer, inner = _properties(item), _object(_properties(item).get("properties"))
    scale = _object(inner.get("scaleSettings"))
    instance = _text(outer, "computeType") == "ComputeInstance"
    state = _text(inner, "state") if instance else ""
    assigned = _object(_object(inner.get("personalComputeInstanceSettings")).get("assignedUser"))
    errors = [_object(error.get("error")) for error in outer.get("provisioningErrors") or [] if isinstance(error, dict)]
    return Compute(
        id=_text(item, "id"),
        name=_text(item, "name"),
        kind="instance" if instance else "cluster" if _text(outer, "computeType") == "AmlCompute" else "other",
        size=_text(inner, "vmSize"),
        state=state or _text(outer, "provisioningState"),
        nodes=int(state == "Running") if instance else _number(inner, "currentNodeCount"),
        min_nodes=_number(scale, "minNodeCount"),
        max_nodes=1 if instance else _number(scale, "maxNodeCount"),
        priority=_text(inner, "vmPriority"),
        idle_shutdown=_text(inner, "idleTimeBeforeShutdown") or _text(scale, "nodeIdleTimeBeforeScaleDown"),
        created_at=_text(outer, "createdOn"),
        owner_object_id=_text(assigned, "objectId"),
        tags=_tags(item),
        errors=tuple(_text(error, "message") for error in errors),
        changed_at=_text(_object(inner.get("lastOperation")), "operationTime")
        if instance
        else _text(inner, "allocationStateTransitionTime"),
    )


def assignment(item: Json) -> RoleAssignment:
    """A role assignment of a list; GUIDs in small letters."""
    properties = _properties(item)
    role = _text(properties, "roleDefinitionId").rstrip("/").rsplit("/", 1)[-1].lower()
    rest = (_text(properties, name) for name in ("scope", "principalType", "condition"))
    return RoleAssignment(_text(item, "id"), _text(properties, "principalId").lower(), role, *rest)


def model_version(item: Json) -> ModelVersion:
    """A version of a list of versions; name and version come from its id."""
    name, version = _asset_name(_text(item, "id"))
    properties, system = _properties(item), _object(item.get("systemData"))
    return ModelVersion(
        _text(item, "id"), name, version, _text(properties, "modelType"), _text(properties, "modelUri"),
        _text(system, "createdAt"), _text(system, "createdBy"), _text(properties, "jobName"), _tags(properties),
        _strings(properties.get("properties")),
    )  # fmt: skip


def environment_version(item: Json) -> EnvironmentVersion:
    """A version of a list of versions; name and version come from its id."""
    name, version = _asset_name(_text(item, "id"))
    properties = _properties(item)
    created = _text(_object(item.get("systemData")), "createdAt")
    return EnvironmentVersion(_text(item, "id"), name, version, _text(properties, "image"), created, _tags(properties))


def deployment(item: Json) -> Deployment:
    """A deployment of a list."""
    properties, system = _properties(item), _object(item.get("systemData"))
    model = properties.get("model")
    return Deployment(
        id=_text(item, "id"),
        name=_text(item, "name"),
        model=model if isinstance(model, str) else _text(_object(model), "assetId"),
        state=_text(properties, "provisioningState"),
        instance_type=_text(properties, "instanceType"),
        instances=_number(_object(item.get("sku")), "capacity"),
        created_at=_text(system, "createdAt"),
        tags=_tags(item),
    )


def endpoint(item: Json, kind: str, deployments: tuple[Deployment, ...], error: str) -> Endpoint:
    """An endpoint of a list, with what was read of its deployments."""
    properties = _properties(item)
    return Endpoint(
        id=_text(item, "id"),
        name=_text(item, "name"),
        kind=kind,
        state=_text(properties, "provisioningState"),
        traffic=_percents(properties.get("traffic")),
        mirror=_percents(properties.get("mirrorTraffic")),
        default=_text(_object(properties.get("defaults")), "deploymentName"),
        tags=_tags(item),
        deployments=deployments,
        deployments_error=error,
    )


def usage(item: Json) -> Usage:
    """A row of a list of usages."""
    name = _object(item.get("name"))
    return Usage(
        _text(name, "value"), _text(name, "localizedValue"), _number(item, "currentValue"), _number(item, "limit")
    )


def job(item: Json) -> Job:
    """A job by itself, or of a list."""
    properties, system = _properties(item), _object(item.get("systemData"))
    inputs = {name: _text(_object(said), "uri") for name, said in _object(properties.get("inputs")).items()}
    return Job(
        id=_text(item, "id"),
        name=_text(item, "name"),
        kind=_text(properties, "jobType"),
        status=_text(properties, "status"),
        experiment=_text(properties, "experimentName"),
        started_at=_text(system, "createdAt"),
        tags=_tags(properties),
        properties=_strings(properties.get("properties")),
        by=_text(system, "createdBy"),
        environment=_text(properties, "environmentId"),
        inputs={name: uri for name, uri in inputs.items() if uri},
    )


def _asset_name(id_: str) -> tuple[str, str]:
    parts = id_.split("/")
    return (parts[-3], parts[-1]) if len(parts) >= 3 else ("", "")


def _object(item: object) -> Json:
    return item if isinstance(item, dict) else {}


def _properties(item: Json) -> Json:
    return _object(item.get("properties"))


def _text(item: Json, key: str) -> str:
    found = item.get(key)
    return "" if found is None else str(found)


def _number(item: Json, key: str) -> int:
    found = item.get(key)
    return int(found) if isinstance(found, int | float) else 0


def _strings(item: object) -> Tags:
    return {str(key): "" if value is None else str(value) for key, value in _object(item).items()}


def _percents(item: object) -> Mapping[str, int]:
    return {str(key): int(value) for key, value in _object(item).items() if isinstance(value, int | float)}


def _tags(item: Json) -> Tags:
    return _strings(item.get("tags"))
