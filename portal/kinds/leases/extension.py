"""Kind `extension`: a resource stays longer, at its own cost, counted from where its lease ends."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from catalog.model import Catalogue, Person
from portal.clock import moment, stamp
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.cost import committed_cents
from portal.kinds.facts.resource_fact import ADOPTABLE, ResourceFact
from portal.kinds.field import Field
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.leases.resource_field import (
    about,
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

DAYS = 7
LONGEST_DAYS = 90
HOURS = 2
"""By how much one key puts the end of a lease off."""
LONGEST_HOURS = 12


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    return (
        resource_field("What shall stay longer", person, facts, _is_offered, why_not),
        Field("days", "Days", "How much longer; counted from the end of its lease, or from tomorrow if that is over",
              "integer", assumed=0 if _is_put_off(given) else DAYS, minimum=0, maximum=LONGEST_DAYS, section="Lease"),
        Field("hours", "Hours", "Puts the end off by so many hours; counted from the end of its lease, or from now",
              "integer", assumed=0, minimum=0, maximum=LONGEST_HOURS, section="Lease"),
        reason_field(),
    )  # fmt: skip


def _is_put_off(given: Mapping[str, Any]) -> bool:
    """Whether hours were answered, so that nobody means days as well who does not say so."""
    return str(given.get("hours", "")).strip() not in ("", "0")


def _is_offered(resource: ResourceFact) -> bool:
    return resource.lease_until is not None and not resource.part


def why_not(resource: ResourceFact) -> str:
    """Why it cannot be asked for about a resource, or ""."""
    if resource.part:
        return "it stays as long as its project: extend that, by the name of its repository"
    if resource.lease_until:
        return ""
    told = "it has no lease that could be extended"
    return told if resource.managed or resource.kind not in ADOPTABLE else f"{told}: adopt it, and it gets one"


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if not wish.number("days") and not wish.number("hours"):
        return (Complaint("days", "is nothing", "say how much longer, in days or in hours"),)
    return gone(wish, facts, why_not)


def new_end(wish: Wish, resource: ResourceFact) -> datetime:
    """When the lease would end: so much after its end, or after the next midnight (hours: after now) if that is later.

    Whole days begin at midnight, so that what is asked for twice on one day ends at the same moment.
    """
    days, more = wish.number("days"), timedelta(hours=wish.number("hours"))
    begins = moment(f"{wish.today}T00:00:00+00:00") + timedelta(days=1) if days else moment(wish.at)
    ends = moment(resource.lease_until) if resource.lease_until else begins
    return max(ends, begins) + timedelta(days=days) + more


def _until(end: str, wish: Wish) -> str:
    """The end as people read it: the day, and the minute where hours matter."""
    return f"{end[:10]} {end[11:16]} UTC" if wish.number("hours") else end[:10]


def _span(wish: Wish) -> str:
    parts = [f"{count} {name}" for name in ("days", "hours") if (count := wish.number(name))]
    return " and ".join(parts)


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    resource = resource_of(wish, facts)
    until, cost = stamp(new_end(wish, resource)), _cost(wish, resource, catalogue)
    payload = {**about(resource), "was": resource.lease_until, "until": until}
    title = f"{resource.name} stays until {_until(until, wish)}"
    extended = Effect("lease", "lease", title, resource.name, resource.stage, payload)
    was = _until(str(resource.lease_until), wish)
    times = f"; it was extended {resource.extensions} times before" if resource.extensions else ""
    told = f"of {resource.shown_kind} {resource.name}{times}"
    return resource_plan(
        resource,
        (extended, *_scaled_up(resource)),
        (
            resource_budget(resource, facts, cost),
            Fact("lease", "Lease", f"{was} → {_until(until, wish)}", True, told),
            *asked_facts(wish, facts),
        ),
        cost,
        _notes(resource),
        lease_days=wish.number("days"),
    )


def _scaled_up(resource: ResourceFact) -> tuple[Effect, ...]:
    """A cluster whose standing nodes the end of its lease has taken away gets them back."""
    if resource.state != "stopped" or resource.payload.get("type") != "cluster":
        return ()
    least, most = resource.payload["min_nodes"], resource.payload["max_nodes"]
    title = f"{resource.name} scales from {least} to {most} nodes again"
    return (scale(resource, least, most, resource.monthly_cents, title),)


def _cost(wish: Wish, resource: ResourceFact, catalogue: Catalogue) -> Cost:
    """Its share of a month; what was found counts in the budget for as long as it is there, so it adds nothing."""
    monthly = resource.monthly_cents
    committed = committed_cents(monthly, wish.number("days"), wish.number("hours")) if resource.managed else 0
    note = f"{resource.name}, {_span(wish)} more"
    return Cost(monthly, committed, 0, catalogue.prices.currency, False, str(catalogue.prices.date), note)


def _notes(resource: ResourceFact) -> tuple[str, ...]:
    if resource.state != "stopped":
        return ()
    if resource.payload.get("type") == "cluster":
        return ("It was scaled down when its lease ended; it scales as before again.",)
    return ("It is stopped and stays so until somebody starts it.",)


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    resource = resource_of(wish, facts)
    return {"budget_left_cents": budget_left_cents(resource, facts), "extensions": resource.extensions}


def _headline(wish: Wish) -> str:
    return f"{wish.text('resource')} for {_span(wish)} more"


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    made = plan.effects[0].payload
    name, until = made["name"], str(made["until"])
    seen = f"portal project show {plan.project}" if plan.project else "portal inbox"
    more = f"portal request new extension --set resource={name} --set days={DAYS}"
    return ReadyCard(
        headline=f"{name} stays until {until[:16].replace('T', ' ')} UTC",
        do_now=(seen, *plan.notes),
        ends=(f"the lease ends {until}; then it is stopped, and some days later deleted", f"longer: {more}"),
        lost=("nothing now",),
    )


EXTENSION = Kind(
    id="extension",
    title="Extension",
    summary="Something of yours stays longer than its lease",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=lambda _wish, _catalogue: "T0",
    variables=_variables,
    policy_words={"extensions": 0},
    headline=_headline,
    card=_card,
)
