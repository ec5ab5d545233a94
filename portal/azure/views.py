"""What reads return: a few fields of Azure's answers, each tolerant of nulls and of what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.azure.entry import EntryReader
from portal.azure.entry import Json as Json
from portal.azure.entry import Tags as Tags
from portal.azure.entry import View as View


@dataclass(frozen=True)
class Workspace(View):
    """An Azure ML workspace."""

    id: str
    name: str
    location: str
    guid: str
    tags: Tags
    state: str


@dataclass(frozen=True)
class Compute(View):
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
class ModelVersion(View):
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
class EnvironmentVersion(View):
    """One version of an ML environment."""

    id: str
    name: str
    version: str
    image: str
    created_at: str
    tags: Tags


@dataclass(frozen=True)
class Deployment(View):
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
class Endpoint(View):
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
class RoleAssignment(View):
    """A role that a principal holds at a scope, by its definition's GUID. Kind and condition may be empty."""

    id: str
    principal: str
    role: str
    scope: str
    principal_type: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Usage(View):
    """Cores of one family of machines in one region."""

    family: str
    title: str
    used: int
    limit: int
    type: str = ""


@dataclass(frozen=True)
class Job(View):
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
    """A workspace of a list. Some answers spell the region as people do, `West Europe`."""
    entry = EntryReader(item)
    return Workspace(
        entry.text("id"), entry.text("name"), "".join(entry.text("location").lower().split()),
        entry.text("properties", "workspaceId"), entry.texts("tags"), entry.text("properties", "provisioningState"),
        fault=entry.fault, note=entry.note,
    )  # fmt: skip


def compute(item: Json) -> Compute:
    """A compute of a list."""
    entry, outer, inner = EntryReader(item), "properties", ("properties", "properties")
    entry.must(outer)
    instance = entry.text(outer, "computeType") == "ComputeInstance"
    cluster = entry.text(outer, "computeType") == "AmlCompute"
    state = entry.text(*inner, "state") if instance else ""
    errors = [EntryReader(one) for one in entry.objects(outer, "provisioningErrors")]
    return Compute(
        id=entry.text("id"),
        name=entry.text("name"),
        kind="instance" if instance else "cluster" if cluster else "other",
        size=entry.text(*inner, "vmSize"),
        state=state or entry.text(outer, "provisioningState"),
        nodes=int(state == "Running") if instance else entry.whole(*inner, "currentNodeCount"),
        min_nodes=entry.whole(*inner, "scaleSettings", "minNodeCount"),
        max_nodes=1 if instance else entry.whole(*inner, "scaleSettings", "maxNodeCount"),
        priority=entry.text(*inner, "vmPriority"),
        idle_shutdown=entry.text(*inner, "idleTimeBeforeShutdown")
        or entry.text(*inner, "scaleSettings", "nodeIdleTimeBeforeScaleDown"),
        created_at=entry.text(outer, "createdOn"),
        owner_object_id=entry.text(*inner, "personalComputeInstanceSettings", "assignedUser", "objectId"),
        tags=entry.texts("tags"),
        errors=tuple(one.text("error", "message") for one in errors),
        changed_at=entry.text(*inner, "lastOperation", "operationTime")
        if instance
        else entry.text(*inner, "allocationStateTransitionTime"),
        fault=entry.fault,
        note=entry.note,
    )


def assignment(item: Json) -> RoleAssignment:
    """A role assignment of a list; GUIDs in small letters."""
    entry = EntryReader(item)
    entry.must("properties")
    role = entry.text("properties", "roleDefinitionId").rstrip("/").rsplit("/", 1)[-1].lower()
    rest = [entry.text("properties", name) for name in ("scope", "principalType", "condition")]
    principal = entry.text("properties", "principalId").lower()
    return RoleAssignment(entry.text("id"), principal, role, *rest, fault=entry.fault, note=entry.note)


def model_version(item: Json) -> ModelVersion:
    """A version of a list of versions; name and version come from its id."""
    entry = EntryReader(item)
    name, version = _asset_name(entry.text("id"))
    return ModelVersion(
        entry.text("id"), name, version, entry.text("properties", "modelType"), entry.text("properties", "modelUri"),
        entry.text("systemData", "createdAt"), entry.text("systemData", "createdBy"),
        entry.text("properties", "jobName"), entry.texts("properties", "tags"),
        entry.texts("properties", "properties"), fault=entry.fault, note=entry.note,
    )  # fmt: skip


def environment_version(item: Json) -> EnvironmentVersion:
    """A version of a list of versions; name and version come from its id."""
    entry = EntryReader(item)
    name, version = _asset_name(entry.text("id"))
    return EnvironmentVersion(
        entry.text("id"), name, version, entry.text("properties", "image"), entry.text("systemData", "createdAt"),
        entry.texts("properties", "tags"), fault=entry.fault, note=entry.note,
    )  # fmt: skip


def deployment(item: Json) -> Deployment:
    """A deployment of a list."""
    entry = EntryReader(item)
    entry.must("properties")
    return Deployment(
        id=entry.text("id"),
        name=entry.text("name"),
        model=entry.named_text("properties", "model"),
        state=entry.text("properties", "provisioningState"),
        instance_type=entry.text("properties", "instanceType"),
        instances=entry.whole("sku", "capacity"),
        created_at=entry.text("systemData", "createdAt"),
        tags=entry.texts("tags"),
        fault=entry.fault,
        note=entry.note,
    )


def endpoint(item: Json, kind: str, deployments: tuple[Deployment, ...], error: str) -> Endpoint:
    """An endpoint of a list, with what was read of its deployments."""
    entry = EntryReader(item)
    entry.must("properties")
    return Endpoint(
        id=entry.text("id"),
        name=entry.text("name"),
        kind=kind,
        state=entry.text("properties", "provisioningState"),
        traffic=entry.wholes("properties", "traffic"),
        mirror=entry.wholes("properties", "mirrorTraffic"),
        default=entry.text("properties", "defaults", "deploymentName"),
        tags=entry.texts("tags"),
        deployments=deployments,
        deployments_error=error,
        fault=_with(entry.fault, ((one.name, one.fault) for one in deployments)),
        note=_with(entry.note, ((one.name, one.note) for one in deployments)),
    )


def usage(item: Json) -> Usage:
    """A row of a list of usages."""
    entry = EntryReader(item)
    entry.must("currentValue")
    entry.must("limit")
    return Usage(
        entry.text("name", "value"), entry.text("name", "localizedValue"), entry.whole("currentValue"),
        entry.whole("limit"), entry.text("type"), fault=entry.fault, note=entry.note,
    )  # fmt: skip


def job(item: Json) -> Job:
    """A job by itself, or of a list."""
    entry = EntryReader(item)
    inputs = {name: entry.text("properties", "inputs", name, "uri") for name in entry.object("properties", "inputs")}
    return Job(
        id=entry.text("id"),
        name=entry.text("name"),
        kind=entry.text("properties", "jobType"),
        status=entry.text("properties", "status"),
        experiment=entry.text("properties", "experimentName"),
        started_at=entry.text("systemData", "createdAt"),
        tags=entry.texts("properties", "tags"),
        properties=entry.texts("properties", "properties"),
        by=entry.text("systemData", "createdBy"),
        environment=entry.text("properties", "environmentId"),
        inputs={name: uri for name, uri in inputs.items() if uri},
        fault=entry.fault,
        note=entry.note,
    )


def _with(own: str, others: Iterable[tuple[str, str]]) -> str:
    """What is said of a thing and, by their names, of those in it."""
    return "; ".join(filter(None, (own, *(f"{name}: {said}" for name, said in others if said))))


def _asset_name(id_: str) -> tuple[str, str]:
    parts = id_.split("/")
    return (parts[-3], parts[-1]) if len(parts) >= 3 else ("", "")
