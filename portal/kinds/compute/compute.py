"""Kind `compute`: a cluster or an instance for a project, with tier from policy, a lease, tags and idle shutdown."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, ComputeType
from portal.contract.plaintext import a_or_an
from portal.contract.plan import Effect, Plan
from portal.contract.problem import Complaint
from portal.contract.projects import ProjectStage
from portal.domain.cost import Running
from portal.kinds.closed import why_closed
from portal.kinds.compute.card import card
from portal.kinds.compute.facts import compute_facts
from portal.kinds.compute.fields import DEFAULT_LEASE_DAYS, SERVERLESS_IDLE_MINUTES, fields
from portal.kinds.compute.lease import lease_days, lease_in_words, wrong_times
from portal.kinds.compute.serverless import FORM, NOTE, allowance_effects, is_offered
from portal.kinds.fits import machines_cost
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish, sure
from portal.kinds.naming import PlannedName, checked
from portal.kinds.tags import required_tags


def _item(wish: Wish, catalogue: Catalogue) -> ComputeType:
    return sure(catalogue.compute(wish.text("type")), wish.text("type"))


def _project(wish: Wish, facts: Facts) -> ProjectFact:
    return facts.projects[wish.text("project")]


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    return _gone(wish, catalogue, facts) or _misfits(wish, catalogue, facts)


def _gone(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    """What a wish from before asks for and may not any more; of a new wish the choices have refused it already."""
    found, offered, name = [], catalogue.compute(wish.text("type")), wish.text("project")
    if why := why_closed(offered) if offered else "it is not in the catalogue any more":
        found.append(Complaint("type", f"'{wish.text('type')}' cannot be taken: {why}", "take another compute type"))
    if name not in facts.projects:
        found.append(Complaint("project", f"there is no project {name} any more", "ask for one of another project"))
    return tuple(found)


def _misfits(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    item, project, form = _item(wish, catalogue), _project(wish, facts), wish.text("form")
    found = []
    if wish.text("stage") not in project.subscriptions:
        had = ", ".join(project.subscriptions)
        found.append(Complaint("stage", f"{project.name} has no stage {wish.text('stage')}", f"choose one of: {had}"))
    if form not in item.kinds and not (form == FORM and is_offered(item.kinds)):
        found.append(
            Complaint("form", f"{item.id} is not offered as {a_or_an(form)}", f"use {' or '.join(item.kinds)}")
        )
    if wish.number("min_nodes") > wish.number("nodes"):
        found.append(Complaint("min_nodes", "is more than nodes", "ask for at least as many nodes"))
    if form == "instance" and wish.number("nodes") != 1:
        found.append(Complaint("nodes", "an instance is one machine", "leave nodes at 1, or ask for a cluster"))
    found += wrong_times(wish)
    if not found and (region := _place(wish, facts).region) not in item.regions:
        todo = f"it is offered in {', '.join(item.regions) or 'no region'}"
        found.append(Complaint("type", f"{item.id} is not offered in {region}", todo))
    if not found and (why := _name(wish, facts).why):
        found.append(Complaint("name", why, "give another name"))
    return tuple(found)


def _place(wish: Wish, facts: Facts) -> ProjectStage:
    return sure(_project(wish, facts).place(wish.text("stage")), wish.text("stage"))


def _name(wish: Wish, facts: Facts) -> PlannedName:
    return checked("compute", wish.text("name"), _place(wish, facts).workspace, facts)


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    item, project, place = _item(wish, catalogue), _project(wish, facts), _place(wish, facts)
    days, nodes = lease_days(wish), wish.number("nodes")
    running = Running(nodes, wish.number("min_nodes"), wish.number("hours_per_week"))
    note = f"{nodes} × {item.size}, {running.hours_per_week} h a week"
    cost = machines_cost(catalogue.prices, item, place.region, wish.text("priority"), running, days, note)
    payload = {
        "subscription": project.subscriptions[place.stage],
        "resource_group": place.resource_group,
        "workspace": place.workspace,
        "name": wish.text("name"),
        "type": wish.text("form"),
        "size": item.size,
        "min_nodes": wish.number("min_nodes"),
        "max_nodes": nodes,
        "idle_seconds": wish.number("idle_minutes") * 60,
        "priority": wish.text("priority"),
        "location": place.region,
        "owner": wish.requester.object_id if wish.text("form") == "instance" else None,
        "tags": required_tags(catalogue, project.name, wish.requester.id, project.unit, place.stage)
        | {"lease_days": str(days)},
    }
    return Plan(
        effects=_effects(wish, payload, project, place, facts),
        facts=compute_facts(wish, item, project, catalogue, facts, cost, place.region, _name(wish, facts)),
        cost=cost,
        lease_days=days,
        items=(item.id,),
        project=project.name,
        unit=project.unit,
        stage=place.stage,
        notes=_notes(wish, item),
        starts_at=wish.text("from") or None,
        lease_until=wish.text("until") or None,
    )


def _effects(
    wish: Wish, payload: dict[str, Any], project: ProjectFact, place: ProjectStage, facts: Facts
) -> tuple[Effect, ...]:
    if wish.text("form") == FORM:
        return allowance_effects(wish, payload, project, place, facts)
    title = f"{wish.text('form').capitalize()} {wish.text('name')} in {place.workspace}"
    return (Effect("compute", "compute", title, wish.text("name"), place.stage, payload),)


def _notes(wish: Wish, item: ComputeType) -> tuple[str, ...]:
    made = []
    if item.lifecycle == "deprecated":
        made.append(f"{item.id} is deprecated: {item.reason}" + (f"; use {item.successor}" if item.successor else ""))
    if wish.text("form") == "instance":
        made.append("A stopped instance still costs its disk and load balancer.")
    if wish.text("form") == FORM:
        made.append(NOTE)
    if wish.text("priority") == "low":
        made.append("Low priority nodes may be taken away at any moment: write checkpoints.")
    return tuple(made)


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    item, project = _item(wish, catalogue), _project(wish, facts)
    return {
        "vcpus": item.vcpus,
        "gpus": item.gpus,
        "nodes": wish.number("nodes"),
        "min_nodes": wish.number("min_nodes"),
        "idle_minutes": SERVERLESS_IDLE_MINUTES if wish.text("form") == FORM else wish.number("idle_minutes"),
        "priority": wish.text("priority"),
        "budget_left_cents": facts.left_cents(project),
    }


def _offered_tier(wish: Wish, catalogue: Catalogue) -> str:
    return _item(wish, catalogue).tier


def _headline(wish: Wish) -> str:
    nodes = wish.number("nodes")
    size = wish.text("type")
    count = f"{nodes} × {size}" if nodes > 1 else size
    return f"{wish.text('form')} {count} for {wish.text('project')}, {lease_in_words(wish)}"


COMPUTE = Kind(
    id="compute",
    title="Compute",
    summary=f"A cluster, an instance or serverless jobs, for {DEFAULT_LEASE_DAYS} days unless you say otherwise",
    fields=fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=_offered_tier,
    variables=_variables,
    policy_words={"vcpus": 0, "gpus": 0, "nodes": 0, "min_nodes": 0, "idle_minutes": 0, "priority": ""},
    headline=_headline,
    card=card,
)
