"""Kind `adopt`: what is in Azure and was not made here becomes managed, with tags, an owner, a project and a lease."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue
from portal.contract.operations import ReadyCard
from portal.contract.plan import Plan
from portal.kinds.adopt_resource import ADOPTABLE, complaints, cost, effect, facts_of, fields, may_adopt, why_not
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.resource_field import FIELD, asked_facts, reason_field, resource_of
from portal.kinds.seen_cost import offered

__all__ = ["ADOPT", "ADOPTABLE", "may_adopt", "why_not"]


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    resource, project = resource_of(wish, facts), facts.projects[wish.text("project")]
    days = wish.number("days") if resource.kind == "compute" else 0
    cost_ = cost(resource, days, catalogue)
    made = effect(resource, project.name, project.unit, wish.text("owner"), wish.text("stage"), days, catalogue)
    return Plan(
        effects=(made,),
        facts=(*facts_of(wish, resource, cost_, catalogue, facts), *asked_facts(wish, facts)),
        cost=cost_,
        lease_days=days or None,
        items=(),
        project=project.name,
        unit=project.unit,
        stage=wish.text("stage"),
        notes=_notes(wish, resource.kind),
    )


def _notes(wish: Wish, kind: str) -> tuple[str, ...]:
    told = "Nothing of it changes but its tags; jobs that run on it go on."
    if kind == "workspace":
        return (told, "What stands in the workspace is adopted one by one.")
    return (told, "When its lease ends it is stopped, and later deleted, unless it is extended.")


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    resource, project = resource_of(wish, facts), facts.projects[wish.text("project")]
    item, budget = offered(resource, catalogue), facts.budgets.get(project.unit)
    value = resource.seen.value if resource.seen else {}
    left = project.budget_cents - project.committed_cents
    return {
        "vcpus": item.vcpus if item else 0,
        "gpus": item.gpus if item else 0,
        "nodes": int(value.get("max_nodes") or 0),
        "min_nodes": int(value.get("min_nodes") or 0),
        "idle_minutes": int(value.get("idle_seconds") or 0) // 60,
        "priority": str(value.get("priority") or ""),
        "template": "",
        "budget_left_cents": min(left, budget.left_cents) if budget else left,
    }


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], ends_at: str) -> ReadyCard:
    name, project = str(values[FIELD]), str(values["project"])
    longer = f"longer: portal request new extension --set resource={name}"
    return ReadyCard(
        headline=f"{name} is managed, for {project}",
        do_now=(f"portal project show {project}",),
        ends=(f"the lease ends {ends_at}; then it is stopped, and some days later deleted", longer)
        if ends_at
        else ("nothing: it stays as long as its project",),
        lost=("nothing",),
    )


ADOPT = Kind(
    id="adopt",
    title="Adopt",
    summary="Something that is in Azure and was not made here becomes managed: tags, an owner, a project, a lease",
    fields=lambda given, person, catalogue, facts: (*fields(given, person, catalogue, facts), reason_field()),
    complaints=complaints,
    plan=_plan,
    offered_tier=lambda _wish, catalogue: catalogue.policy.default_tier,
    variables=_variables,
    headline=lambda wish: f"{wish.text(FIELD)} is to be managed, for {wish.text('project')}",
    card=_card,
)
