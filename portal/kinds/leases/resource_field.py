"""The field that names a resource, and what every kind about a resource asks and says alike."""

from collections.abc import Callable
from typing import Any

from catalog.model import Person
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.people.roles import PLATFORM
from portal.kinds.facts.resource_fact import ResourceFact, label, named
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.fits import budget_fact, more_budget
from portal.kinds.kind import Facts, Wish, sure

FIELD = "resource"

Why = Callable[[ResourceFact], str]
"""Why a resource cannot be taken, or ""."""


def resource_field(help_: str, person: Person, facts: Facts, listed: Callable[[ResourceFact], bool], why: Why) -> Field:
    """A choice among the resources that the person may name, those that end first before the others."""
    mine = [one for one in facts.resources.values() if may_name(person, one, facts) and listed(one)]
    mine.sort(key=lambda one: (one.lease_until or "9", one.name, one.id))
    choices = (Choice(label(one, facts.resources), one.name, _note(one), why(one)) for one in mine)
    offered = some_of(choices, "there is nothing of yours that this could be asked for")
    return Field(FIELD, "Resource", help_, "choice", choices=offered, section="What")


def may_name(person: Person, resource: ResourceFact, facts: Facts) -> bool:
    """Its owner, the members of its project, and the platform team may ask for something about a resource."""
    project = facts.projects.get(resource.project)
    members = project.members if project else ()
    return person.id == resource.owner or person.id in members or PLATFORM in person.roles


def reason_field() -> Field:
    """Why it is asked for."""
    return Field("reason", "Why", "One sentence for whoever decides", "text", required=False, section="Why")


def gone(wish: Wish, facts: Facts, why: Why) -> tuple[Complaint, ...]:
    """What a wish from before asks about and cannot any more."""
    found = named(wish.text(FIELD), facts.resources)
    if found is None:
        return (Complaint(FIELD, f"'{wish.text(FIELD)}' is not in the inventory any more", "withdraw the request"),)
    reason = why(found)
    return (Complaint(FIELD, f"'{wish.text(FIELD)}' cannot be taken: {reason}", "name another"),) if reason else ()


def resource_of(wish: Wish, facts: Facts) -> ResourceFact:
    """The resource of a wish that `gone` found nothing wrong with."""
    return sure(named(wish.text(FIELD), facts.resources), wish.text(FIELD))


def budget_left_cents(resource: ResourceFact, facts: Facts) -> int:
    """What the unit, and the project if there is one, may still commit."""
    unit, project = facts.budgets.get(resource.unit), facts.projects.get(resource.project)
    left = [unit.left_cents] if unit else []
    left += [project.left_cents] if project else []
    return min(left, default=0)


def resource_budget(resource: ResourceFact, facts: Facts, cost: Cost) -> Fact:
    """Whether what it commits fits into what is left."""
    if cost.committed_cents == 0:
        return Fact("budget", "Budget", "nothing more is committed", True, f"of {resource.unit}")
    project, cure = facts.projects.get(resource.project), ""
    if project is not None and project.left_cents < cost.committed_cents:
        cure = more_budget(project.name, project.committed_cents + cost.committed_cents)
    return budget_fact(budget_left_cents(resource, facts), cost, resource.project or resource.unit, cure)


def scale(resource: ResourceFact, least: int, most: int, monthly_cents: int, title: str) -> Effect:
    """The step by which a cluster scales between so many nodes, with its idle time as it was."""
    payload = {
        **about(resource),
        "min_nodes": least,
        "max_nodes": most,
        "idle_seconds": resource.payload["idle_seconds"],
        "monthly_cents": monthly_cents,
    }
    return Effect("scale", "scale", title, resource.name, resource.stage, payload)


def resource_plan(
    resource: ResourceFact, effects: tuple[Effect, ...], facts: tuple[Fact, ...], cost: Cost, notes: tuple[str, ...],
    lease_days: int | None = None, items: tuple[str, ...] = (),
) -> Plan:  # fmt: skip
    """The plan of something that happens to a resource, paid for as it is."""
    return Plan(effects, facts, cost, lease_days, items, resource.project, resource.unit, resource.stage, notes)


def asked_facts(wish: Wish, facts: Facts) -> tuple[Fact, ...]:
    """Other open requests about the same resource."""
    same = [
        one.request
        for one in facts.asked
        if one.request != wish.request and wish.text(FIELD) and one.values.get(FIELD) == wish.text(FIELD)
    ]
    if not same:
        return ()
    told = f"{', '.join(same)} is about {wish.text(FIELD)} too"
    return (Fact("duplicate", "Asked for already", told, False, "it is open"),)


def about(resource: ResourceFact) -> dict[str, Any]:
    """The part of a payload that says which resource an effect is about, and how it is recognised."""
    return {
        "id": resource.id,
        "kind": resource.kind,
        "name": resource.name,
        "workspace": resource.workspace,
        "mark": resource.mark or None,
    }


def _note(resource: ResourceFact) -> str:
    ends = f"ends {resource.lease_until[:10]}" if resource.lease_until else "without an end"
    where = " ".join(filter(None, (resource.project, resource.stage)))
    return f"{resource.shown_kind} in {where or resource.workspace}, {ends}"
