"""Kind `resize`: other numbers of nodes for a cluster. Its size never changes: Azure makes a new one for that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog.model import Catalogue, ComputeType, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.cost import HOURS_A_WEEK_USED, Running
from portal.kinds.facts.resource_fact import ResourceFact, named
from portal.kinds.field import Field
from portal.kinds.fits import machines_cost, quota_fact
from portal.kinds.kind import Facts, Kind, Wish, sure
from portal.kinds.leases.resource_field import (
    asked_facts,
    budget_left_cents,
    gone,
    reason_field,
    resource_budget,
    resource_field,
    resource_of,
    resource_plan,
    scale,
)

MOST_NODES = 100


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    asked = given.get("resource")
    known = named(asked, facts.resources) if isinstance(asked, str) else None
    shape = known.payload if known else {}
    return (
        resource_field("The cluster", person, facts, lambda one: one.kind == "compute", _why_not),
        Field("nodes", "Nodes at most", "How far it may scale", "integer", assumed=shape.get("max_nodes"), minimum=1,
              maximum=MOST_NODES, section="Size"),
        Field("min_nodes", "Nodes always on", "0 lets an idle cluster cost nothing", "integer",
              assumed=shape.get("min_nodes", 0), minimum=0, maximum=MOST_NODES, section="Size"),
        Field("hours_per_week", "Hours a week", "How much it will be used, for the cost", "integer",
              assumed=HOURS_A_WEEK_USED, minimum=1, maximum=168, section="Size"),
        reason_field(),
    )  # fmt: skip


def _why_not(resource: ResourceFact) -> str:
    if not resource.managed or not resource.payload:
        return "it was found and not made here, so that what it was approved as is not known: adopt it first"
    if resource.payload.get("type") != "cluster":
        return "an instance is one machine: ask for another one"
    return "its lease has ended: ask for an extension first" if resource.state == "stopped" else ""


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    found = list(gone(wish, facts, _why_not))
    if found:
        return tuple(found)
    shape = resource_of(wish, facts).payload
    wanted, there = _wanted(wish), (shape["min_nodes"], shape["max_nodes"])
    if wish.number("min_nodes") > wish.number("nodes"):
        found.append(Complaint("min_nodes", "is more than nodes", "ask for at least as many nodes"))
    elif wanted == there:
        found.append(Complaint("nodes", f"it scales from {there[0]} to {there[1]} nodes already", "ask for others"))
    if _type(wish, catalogue, facts) is None:
        what = f"its size {shape['size']} is not in the catalogue any more"
        found.append(Complaint("resource", what, "ask for a new compute of a size that is"))
    return tuple(found)


def _wanted(wish: Wish) -> tuple[int, int]:
    return wish.number("min_nodes"), wish.number("nodes")


def _type(wish: Wish, catalogue: Catalogue, facts: Facts) -> ComputeType | None:
    size = str(resource_of(wish, facts).payload["size"]).lower()
    return next((one for one in catalogue.computes if one.size.lower() == size), None)


def _known_type(wish: Wish, catalogue: Catalogue, facts: Facts) -> ComputeType:
    return sure(_type(wish, catalogue, facts), wish.text("resource"))


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    resource, item = resource_of(wish, facts), _known_type(wish, catalogue, facts)
    shape, cost = resource.payload, _cost(wish, catalogue, resource, item)
    least, most = _wanted(wish)
    title = f"{resource.name} scales from {least} to {most} nodes"
    rests_on = _quota(wish, resource, item, facts), resource_budget(resource, facts, cost), *asked_facts(wish, facts)
    note = f"Now {shape['min_nodes']} to {shape['max_nodes']} × {shape['size']}; the size stays."
    effect = scale(resource, least, most, cost.monthly_cents, title)
    return resource_plan(resource, (effect,), rests_on, cost, (note,), items=(item.id,))


def _cost(wish: Wish, catalogue: Catalogue, resource: ResourceFact, item: ComputeType) -> Cost:
    """The whole month at the new scale; committed is only what comes on top until the lease ends."""
    region, priority = str(resource.payload["location"]), str(resource.payload["priority"])
    least, most = _wanted(wish)
    running, days = Running(most, least, wish.number("hours_per_week")), _days_left(wish, resource)
    note = f"{most} × {item.size}, {running.hours_per_week} h a week; it was {resource.monthly_cents} cents"
    return machines_cost(catalogue.prices, item, region, priority, running, days, note, resource.monthly_cents)


def _days_left(wish: Wish, resource: ResourceFact) -> int | None:
    if resource.lease_until is None:
        return None
    left = date.fromisoformat(resource.lease_until[:10]) - date.fromisoformat(wish.today)
    return max(left.days, 1)


def _quota(wish: Wish, resource: ResourceFact, item: ComputeType, facts: Facts) -> Fact:
    shape = resource.payload
    more = item.vcpus * (wish.number("nodes") - int(shape["max_nodes"]))
    if more <= 0:
        return Fact("quota", "Quota", "no more than it may take now", True, f"{item.vcpus} vCPUs a node")
    priority, place = str(shape["priority"]), (str(shape["subscription"]), str(shape["location"]))
    paid = resource.project, resource.stage
    return quota_fact(facts, *place, item, priority, more, *paid, low=priority == "low", said="more wanted")


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    resource, item = resource_of(wish, facts), _known_type(wish, catalogue, facts)
    least, most = _wanted(wish)
    return {
        "tier": item.tier,
        "vcpus": item.vcpus,
        "gpus": item.gpus,
        "nodes": most,
        "min_nodes": least,
        "idle_minutes": int(resource.payload["idle_seconds"]) // 60,
        "priority": str(resource.payload["priority"]),
        "budget_left_cents": budget_left_cents(resource, facts),
    }


def _headline(wish: Wish) -> str:
    return f"{wish.text('resource')} with {wish.number('min_nodes')} to {wish.number('nodes')} nodes"


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    made = plan.effects[0].payload
    return ReadyCard(
        headline=f"{made['name']} scales from {made['min_nodes']} to {made['max_nodes']} nodes",
        do_now=(f"compute: azureml:{made['name']}",),
        ends=("its lease ends as before",),
        lost=("nothing: running nodes go down only when they are idle",),
    )


RESIZE = Kind(
    id="resize",
    title="Resize",
    summary="Other numbers of nodes for a cluster of yours",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=lambda _wish, _catalogue: "T0",
    variables=_variables,
    headline=_headline,
    card=_card,
)
