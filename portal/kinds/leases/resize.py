"""Kind `resize`: other numbers of nodes for a cluster. Its size never changes: Azure makes a new one for that."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog.model import Catalogue, ComputeType, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.cost import HOURS_A_WEEK_USED, Running, committed_cents, monthly_cents
from portal.domain.feasibility import Headroom, command
from portal.kinds.facts.resource_fact import ResourceFact, named
from portal.kinds.field import Field
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.leases.resource_field import (
    NO_COMPUTE,
    about,
    asked_facts,
    budget_fact,
    budget_left_cents,
    gone,
    reason_field,
    resource_field,
    resource_of,
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
    found = _type(wish, catalogue, facts)
    if found is None:
        raise KeyError(wish.text("resource"))  # `_complaints` has refused it before
    return found


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    resource, item = resource_of(wish, facts), _known_type(wish, catalogue, facts)
    shape, cost = resource.payload, _cost(wish, catalogue, resource, item)
    least, most = _wanted(wish)
    payload = {
        **about(resource),
        "min_nodes": least,
        "max_nodes": most,
        "idle_seconds": shape["idle_seconds"],
        "monthly_cents": cost.monthly_cents,
    }
    title = f"{resource.name} scales from {least} to {most} nodes"
    return Plan(
        effects=(Effect("scale", "scale", title, resource.name, resource.stage, payload),),
        facts=(
            _quota(wish, resource, item, facts),
            budget_fact(resource, facts, cost),
            *asked_facts(wish, facts),
        ),
        cost=cost,
        lease_days=None,
        items=(item.id,),
        project=resource.project,
        unit=resource.unit,
        stage=resource.stage,
        notes=(f"Now {shape['min_nodes']} to {shape['max_nodes']} × {shape['size']}; the size stays.",),
    )


def _cost(wish: Wish, catalogue: Catalogue, resource: ResourceFact, item: ComputeType) -> Cost:
    """The whole month at the new scale; committed is only what comes on top until the lease ends."""
    shape, prices = resource.payload, catalogue.prices
    row = prices.hourly(item.id, str(shape["location"]), str(shape["priority"]))
    if row is None:
        note = f"the price book has no price for {item.id} in {shape['location']}"
        return Cost(resource.monthly_cents, 0, 0, prices.currency, True, str(prices.date), note)
    least, most = _wanted(wish)
    monthly = monthly_cents(row.cents_per_hour, Running(most, least, wish.number("hours_per_week")))
    more = max(0, monthly - resource.monthly_cents)
    return Cost(
        monthly_cents=monthly,
        committed_cents=committed_cents(more, _days_left(wish, resource)),
        hourly_cents=row.cents_per_hour * max(1, most),
        currency=prices.currency,
        estimate=row.certainty == "estimate",
        priced_on=str(row.date),
        note=f"{most} × {item.size}, {wish.number('hours_per_week')} h a week; it was {resource.monthly_cents} cents",
    )


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
    quota = facts.quota(*place, item.family, priority)
    where = f"{item.family}, {priority}, {place[1]}"
    if quota is None:
        return Fact("quota", "Quota", "not known", None, f"{where} was never observed")
    room, cure = Headroom(quota.used, quota.limit, more), ""
    if room.short and resource.project:
        less = {"priority": "low"} if priority == "low" else {}
        asked = {"project": resource.project, "type": item.id, "stage": resource.stage}
        cure = command("quota", **asked, **less, cores=room.needed_limit)
    return Fact(
        "quota",
        "Quota",
        f"{quota.used} → {room.needed_limit} of {quota.limit} vCPUs",
        not room.short,
        f"{where}: {room.left} left, {more} more wanted",
        quota.observed_at,
        blocks=True,
        cure=cure,
    )


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    resource, item = resource_of(wish, facts), _known_type(wish, catalogue, facts)
    least, most = _wanted(wish)
    return {
        **NO_COMPUTE,
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
