"""One sweep over Azure: every list of every workspace, region and registry, side by side; what fails fails alone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from portal.azure import reads, views
from portal.azure.arm import Arm, ReadResult
from portal.azure.faults import AzureFault, missing_permission
from portal.contract.plaintext import one_line
from portal.domain.models.evidence import FORBIDDEN, MISSING, SEEN, UNREACHABLE
from portal.engine.observing import values
from portal.records.observed.observations import Item, ListReading

PARTS = ("models", "onlineEndpoints", "batchEndpoints", "computes", "roleAssignments", "quotas", "registries")
"""What can be asked for by itself; workspaces are always read."""

Items = tuple[Item, ...]
Found = TypeVar("Found")
Viewed = TypeVar("Viewed", views.Workspace, views.Compute, views.Endpoint, views.RoleAssignment)

_DETAIL_LENGTH = 300


@dataclass(frozen=True)
class Lot:
    """A workspace to be read, with what is known of it. `id` is as Azure spells it."""

    id: str
    name: str
    stage: str
    unit: str

    @property
    def source(self) -> str:
        """The id in small letters, as observations name it."""
        return self.id.lower()


@dataclass(frozen=True)
class Scope:
    """What a sweep goes over, and how a workspace that it comes upon is placed."""

    subscriptions: tuple[str, ...]
    regions: tuple[str, ...]
    known: tuple[Lot, ...]
    """Workspaces that are named by somebody; read even when Azure does not list them."""
    place: Callable[[views.Workspace], Lot]
    parts: frozenset[str] = frozenset(PARTS)
    only: frozenset[str] = frozenset()
    """Names of the workspaces that are read, and nothing else; empty means everything."""


async def sweep(arm: Arm, scope: Scope) -> list[ListReading]:
    """Every reading of one sweep. A list that cannot be read is a reading that says why."""
    if scope.only:
        known = {lot.source: lot for lot in scope.known if lot.name in scope.only}
        found_there = await asyncio.gather(*(_workspace(arm, lot, scope.parts) for lot in known.values()))
        return [reading for found in found_there for reading in found]
    listed = await asyncio.gather(*(_workspaces(arm, scope, one) for one in scope.subscriptions))
    lots = {lot.source: lot for lot in scope.known} | {lot.source: lot for _, found in listed for lot in found}
    readings = [reading for reading, _ in listed]
    tasks: list[Awaitable[list[ListReading]]] = [_workspace(arm, lot, scope.parts) for lot in lots.values()]
    if "quotas" in scope.parts:
        pairs = [(subscription, region) for subscription in scope.subscriptions for region in scope.regions]
        tasks += [_quotas(arm, subscription, region) for subscription, region in pairs]
    if "registries" in scope.parts:
        tasks += [_registries(arm, subscription) for subscription in scope.subscriptions]
    for found in await asyncio.gather(*tasks):
        readings += found
    return readings


async def _workspaces(arm: Arm, scope: Scope, subscription: str) -> tuple[ListReading, list[Lot]]:
    found = await reads.workspaces(arm, subscription)
    named = [one for one in found.value or () if one.id and values.is_name(one.name)]
    lots = [scope.place(one) for one in named]
    items = tuple(values.workspace(one, lot.unit, lot.stage) for one, lot in zip(named, lots, strict=True))
    reading = _reading(found, f"/subscriptions/{subscription}", "workspaces", "workspace", items)
    return replace(reading, detail=reading.detail or _nameless(found.value or (), named)), lots


async def _workspace(arm: Arm, lot: Lot, parts: frozenset[str]) -> list[ListReading]:
    """The lists of one workspace."""
    readers: dict[str, Callable[[Arm, Lot], Awaitable[ListReading]]] = {
        "models": _models,
        "onlineEndpoints": _online,
        "batchEndpoints": _batch,
        "computes": _computes,
        "roleAssignments": _assignments,
    }
    return list(await asyncio.gather(*(reader(arm, lot) for name, reader in readers.items() if name in parts)))


async def _models(arm: Arm, lot: Lot) -> ListReading:
    found = await reads.models(arm, lot.id)
    reading = _reading(found, lot.id, "models", "model", values.models(found.value or ()), lot)
    named = [one for one in found.value or () if values.is_version(one)]
    return replace(reading, detail=reading.detail or _nameless(found.value or (), named))


async def _online(arm: Arm, lot: Lot) -> ListReading:
    found = await reads.online_endpoints(arm, lot.id)
    return _list(found, lot, "onlineEndpoints", "online_endpoint", values.online_endpoint)


async def _batch(arm: Arm, lot: Lot) -> ListReading:
    found = await reads.batch_endpoints(arm, lot.id)
    runs, schedules = list[views.Json](), list[views.Json]()
    if found.value:
        runs, schedules = await asyncio.gather(
            _newest(arm, f"{lot.id}/jobs", {"tag": "azureml.batchrun=true"}), _newest(arm, f"{lot.id}/schedules")
        )
    return _list(
        found, lot, "batchEndpoints", "batch_endpoint", lambda one: values.batch_endpoint(one, runs, schedules)
    )


async def _newest(arm: Arm, path: str, query: dict[str, str] | None = None) -> list[views.Json]:
    """The first page of a list that only adds to what is known, such as past runs; nothing when it cannot be read."""
    page = await arm.read(path, arm.get(path, query=query))
    listed = (page.value or {}).get("value")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


async def _computes(arm: Arm, lot: Lot) -> ListReading:
    found = await reads.computes(arm, lot.id)
    return _list(found, lot, "computes", "compute", values.compute)


async def _assignments(arm: Arm, lot: Lot) -> ListReading:
    found = await reads.role_assignments(arm, lot.id)
    return _list(found, lot, "roleAssignments", "role_assignment", values.assignment)


async def _quotas(arm: Arm, subscription: str, region: str) -> list[ListReading]:
    found = await reads.usages(arm, subscription, region)
    items = values.quotas(subscription, region, found.value or ())
    return [_reading(found, f"/subscriptions/{subscription}/locations/{region}", "usages", "quota", items)]


async def _registries(arm: Arm, subscription: str) -> list[ListReading]:
    """The registries of a subscription and the models in each."""
    found = await reads.registries(arm, subscription)
    named = [one for one in found.value or () if one.id and values.is_name(one.name)]
    items = tuple(values.registry(one) for one in named)
    inside = await asyncio.gather(*(_registry(arm, one) for one in named))
    return [_reading(found, f"/subscriptions/{subscription}", "registries", "registry", items), *inside]


async def _registry(arm: Arm, registry: views.Workspace) -> ListReading:
    found = await reads.models(arm, registry.id)
    items = values.models(found.value or (), registry.name)
    return _reading(found, registry.id, "models", "registry_model", items)


def _list(
    found: ReadResult[list[Viewed]], lot: Lot, name: str, kind: str, item: Callable[[Viewed], Item]
) -> ListReading:
    """What a list holds; an entry without a name cannot be told apart from others, and is counted alone."""
    named = [one for one in found.value or () if values.is_name(values.name_of(one))]
    reading = _reading(found, lot.id, name, kind, tuple(map(item, named)), lot)
    return replace(reading, detail=reading.detail or _nameless(found.value or (), named))


def _nameless(found: Sequence[views.View], named: Sequence[views.View]) -> str:
    left_out = [one for one in found if one not in named]
    if not left_out:
        return ""
    why = next((f", such as: {one_line(one.fault)}" for one in left_out if one.fault), "")[:_DETAIL_LENGTH]
    return f"{len(left_out)} of {len(found)} entries have no name that could be kept{why}"


def _reading(
    found: ReadResult[Found], source: str, name: str, kind: str, items: Items, lot: Lot | None = None
) -> ListReading:
    status, detail = told(found)
    workspace, stage = (lot.name, lot.stage) if lot else ("", "")
    return ListReading(source.lower(), name, kind, workspace, stage, status, items if status == SEEN else (), detail)


def told(found: ReadResult[Found]) -> tuple[str, str]:
    """Status and reason of a read; the reason stays the same as long as the cause does."""
    message = one_line(found.message)[:_DETAIL_LENGTH]
    match found.error:
        case None:
            return SEEN, ""
        case "forbidden":
            needed = missing_permission(AzureFault("forbidden", found.message))
            return FORBIDDEN, f"needs the right {needed[0]}" if needed else message
        case "missing":
            return MISSING, message
        case "throttled":
            return UNREACHABLE, "Azure asks us to read less often"
        case _:
            return UNREACHABLE, message
