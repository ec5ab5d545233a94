"""One sweep over Azure: every list of every workspace, region and registry, side by side; what fails fails alone."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.azure.faults import AzureFault, missing_permission
from portal.contract.plaintext import one_line
from portal.domain.evidence import FORBIDDEN, MISSING, SEEN, UNREACHABLE
from portal.engine.observing import values
from portal.engine.observing.values import Document, name_of
from portal.services.observations import Item, Reading

ML = "providers/Microsoft.MachineLearningServices"
PARTS = ("models", "onlineEndpoints", "batchEndpoints", "computes", "quotas", "registries")
"""What can be asked for by itself; workspaces are always read."""

_DETAIL_LENGTH = 300


class Lister(Protocol):
    """Reads one list of Azure, with every page of it. Raises AzureFault."""

    async def list(self, path: str, query: Mapping[str, str] | None = None) -> Sequence[Document]:
        """The resources at a path of the resource manager."""


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
    place: Callable[[Document], Lot]
    parts: frozenset[str] = frozenset(PARTS)


async def sweep(azure: Lister, scope: Scope) -> list[Reading]:
    """Every reading of one sweep. A list that cannot be read is a reading that says why."""
    listed = await asyncio.gather(*(_workspaces(azure, scope, one) for one in scope.subscriptions))
    lots = {lot.source: lot for lot in scope.known} | {lot.source: lot for _, found in listed for lot in found}
    readings = [reading for reading, _ in listed]
    tasks: list[Awaitable[list[Reading]]] = [_workspace(azure, lot, scope.parts) for lot in lots.values()]
    if "quotas" in scope.parts:
        pairs = [(subscription, region) for subscription in scope.subscriptions for region in scope.regions]
        tasks += [_quotas(azure, subscription, region) for subscription, region in pairs]
    if "registries" in scope.parts:
        tasks += [_registries(azure, subscription) for subscription in scope.subscriptions]
    for found in await asyncio.gather(*tasks):
        readings += found
    return readings


async def _workspaces(azure: Lister, scope: Scope, subscription: str) -> tuple[Reading, list[Lot]]:
    source = f"/subscriptions/{subscription}".lower()
    try:
        documents = await azure.list(f"/subscriptions/{subscription}/{ML}/workspaces")
    except AzureFault as fault:
        status, detail = told(fault)
        return Reading(source, "workspaces", "workspace", "", "", status, (), detail), []
    lots = [scope.place(document) for document in documents if document.get("id") and name_of(document)]
    items = [
        values.workspace(document, lot.unit, lot.stage)
        for document, lot in zip((one for one in documents if one.get("id") and name_of(one)), lots, strict=True)
    ]
    return Reading(source, "workspaces", "workspace", "", "", SEEN, tuple(items)), lots


async def _workspace(azure: Lister, lot: Lot, parts: frozenset[str]) -> list[Reading]:
    """The lists of one workspace."""
    readers: dict[str, tuple[str, Callable[[Lister, Lot], Awaitable[tuple[Item, ...]]]]] = {
        "models": ("model", _models),
        "onlineEndpoints": ("online_endpoint", _online),
        "batchEndpoints": ("batch_endpoint", _batch),
        "computes": ("compute", _computes),
    }
    wanted = {name: reader for name, reader in readers.items() if name in parts}
    found = await asyncio.gather(*(_attempt(reader(azure, lot)) for _, reader in wanted.values()))
    return [
        Reading(lot.source, name, kind, lot.name, lot.stage, status, items, detail)
        for (name, (kind, _)), (status, items, detail) in zip(wanted.items(), found, strict=True)
    ]


async def _attempt(reading: Awaitable[tuple[Item, ...]]) -> tuple[str, tuple[Item, ...], str]:
    try:
        return SEEN, await reading, ""
    except AzureFault as fault:
        status, detail = told(fault)
        return status, (), detail


async def _each(documents: Iterable[Document], inside: Callable[[Document], Awaitable[Item]]) -> tuple[Item, ...]:
    """One item for each document; one whose inside cannot be read says why, the others stay whole."""
    named = [document for document in documents if name_of(document)]
    return tuple(await asyncio.gather(*(_one(document, inside) for document in named)))


async def _one(document: Document, inside: Callable[[Document], Awaitable[Item]]) -> Item:
    try:
        return await inside(document)
    except AzureFault as fault:
        status, detail = told(fault)
        return Item(name_of(document), {"name": name_of(document)}, status, detail)


async def _models(azure: Lister, lot: Lot) -> tuple[Item, ...]:
    async def inside(model: Document) -> Item:
        return values.model(model, await azure.list(f"{lot.id}/models/{name_of(model)}/versions"))

    return await _each(await azure.list(f"{lot.id}/models"), inside)


async def _online(azure: Lister, lot: Lot) -> tuple[Item, ...]:
    async def inside(endpoint: Document) -> Item:
        path = f"{lot.id}/onlineEndpoints/{name_of(endpoint)}/deployments"
        return values.online_endpoint(endpoint, await azure.list(path))

    return await _each(await azure.list(f"{lot.id}/onlineEndpoints"), inside)


async def _batch(azure: Lister, lot: Lot) -> tuple[Item, ...]:
    endpoints = await azure.list(f"{lot.id}/batchEndpoints")
    if not endpoints:
        return ()
    runs = await _optional(azure, f"{lot.id}/jobs", {"tag": "azureml.batchrun=true"})
    schedules = await _optional(azure, f"{lot.id}/schedules")

    async def inside(endpoint: Document) -> Item:
        deployments = await azure.list(f"{lot.id}/batchEndpoints/{name_of(endpoint)}/deployments")
        return values.batch_endpoint(endpoint, deployments, runs, schedules)

    return await _each(endpoints, inside)


async def _optional(azure: Lister, path: str, query: Mapping[str, str] | None = None) -> Sequence[Document]:
    """A list that only adds to what is known, such as past runs; without the right to it there is nothing to add."""
    try:
        return await azure.list(path, query)
    except AzureFault as fault:
        if fault.kind in ("forbidden", "missing"):
            return ()
        raise


async def _computes(azure: Lister, lot: Lot) -> tuple[Item, ...]:
    documents = await azure.list(f"{lot.id}/computes")
    return tuple(values.compute(document) for document in documents if name_of(document))


async def _quotas(azure: Lister, subscription: str, region: str) -> list[Reading]:
    async def read() -> tuple[Item, ...]:
        usages = await azure.list(f"/subscriptions/{subscription}/{ML}/locations/{region}/usages")
        return values.quotas(subscription, region, usages)

    status, items, detail = await _attempt(read())
    source = f"/subscriptions/{subscription}/locations/{region}".lower()
    return [Reading(source, "usages", "quota", "", "", status, items, detail)]


async def _registries(azure: Lister, subscription: str) -> list[Reading]:
    """The registries of a subscription and the models in each."""
    source = f"/subscriptions/{subscription}".lower()
    try:
        registries = await azure.list(f"/subscriptions/{subscription}/{ML}/registries")
    except AzureFault as fault:
        status, detail = told(fault)
        return [Reading(source, "registries", "registry", "", "", status, (), detail)]
    named = [one for one in registries if name_of(one) and one.get("id")]
    items = tuple(Item(name_of(one), {"name": name_of(one), "id": str(one["id"])}) for one in named)
    inside = await asyncio.gather(*(_registry(azure, one) for one in named))
    return [Reading(source, "registries", "registry", "", "", SEEN, items), *inside]


async def _registry(azure: Lister, registry: Document) -> Reading:
    id_, name = str(registry["id"]), name_of(registry)

    async def read() -> tuple[Item, ...]:
        async def inside(model: Document) -> Item:
            return values.registry_model(name, model, await azure.list(f"{id_}/models/{name_of(model)}/versions"))

        return await _each(await azure.list(f"{id_}/models"), inside)

    status, items, detail = await _attempt(read())
    return Reading(id_.lower(), "models", "registry_model", "", "", status, items, detail)


def told(fault: AzureFault) -> tuple[str, str]:
    """Status and reason of a list that could not be read; the reason is the same as long as the cause is."""
    if fault.kind in ("forbidden", "unauthenticated"):
        needed = missing_permission(fault)
        return FORBIDDEN, f"needs the right {needed[0]}" if needed else one_line(fault.message)[:_DETAIL_LENGTH]
    if fault.kind == "missing":
        return MISSING, one_line(fault.message)[:_DETAIL_LENGTH]
    if fault.kind == "throttled":
        return UNREACHABLE, "Azure asks us to read less often"
    return UNREACHABLE, one_line(fault.message)[:_DETAIL_LENGTH]
