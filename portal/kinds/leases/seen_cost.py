"""What something that was only seen costs a month: from its size, its nodes and the price book."""

from dataclasses import dataclass

from catalog.model import Catalogue, ComputeType
from portal.domain.cost import HOURS_A_WEEK_USED, Running, monthly_cents
from portal.domain.models.evidence import whole_of
from portal.kinds.facts.resource_fact import ResourceFact

ALWAYS_FREE = ("workspace",)
"""Kinds that cost nothing by themselves; what lies beside a workspace is billed on its own."""


@dataclass(frozen=True)
class SeenCost:
    """What it costs; `monthly_cents` is None when nobody knows. `sure` says whether it rests on no estimate."""

    monthly_cents: int | None
    hourly_cents: int
    sure: bool
    note: str


def offered(resource: ResourceFact, catalogue: Catalogue) -> ComputeType | None:
    """The offer that a compute is of; None when the catalogue has no such size."""
    size = str(resource.seen.value.get("size", "")).lower() if resource.seen else ""
    return next((one for one in catalogue.computes if one.size.lower() == size), None)


def seen_cost(resource: ResourceFact, catalogue: Catalogue) -> SeenCost:
    """What a resource costs as it was last seen; where the price book is silent, what the inventory noted."""
    item = offered(resource, catalogue)
    price = None
    if item is not None and resource.seen is not None:
        priority = str(resource.seen.value.get("priority", "dedicated"))
        price = catalogue.prices.hourly(item.id, resource.seen.region, priority)
    if price is None or resource.seen is None or item is None:
        if resource.monthly_cents or resource.kind in ALWAYS_FREE:
            return SeenCost(resource.monthly_cents, 0, resource.kind in ALWAYS_FREE, "as the inventory has it")
        size = str(resource.seen.value.get("size", "")) if resource.seen else ""
        return SeenCost(None, 0, False, f"the price book has no price for {size or resource.shown_kind}")
    running = _running(resource)
    note = f"{running.nodes} × {item.size}, {running.always} always on, else {running.hours_per_week} h a week"
    return SeenCost(monthly_cents(price.cents_per_hour, running), price.cents_per_hour, False, note)


def _running(resource: ResourceFact) -> Running:
    """How it runs: nodes that are kept, and an instance that is on and never stops by itself, run day and night."""
    value = resource.seen.value if resource.seen else {}
    always = whole_of(value, "min_nodes") or 0
    if value.get("type") == "instance" and value.get("nodes") and not value.get("idle_seconds"):
        always = 1
    return Running(max(1, whole_of(value, "max_nodes") or 1), always, HOURS_A_WEEK_USED)
