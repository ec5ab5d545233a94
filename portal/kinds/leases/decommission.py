"""Kind `decommission`: a resource is stopped or deleted, or a whole project ends. It says beforehand what is lost."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.people.roles import PLATFORM
from portal.kinds.asked_project import project_field
from portal.kinds.facts.resource_fact import ResourceFact
from portal.kinds.field import Choice, Field
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish
from portal.kinds.leases.decommission_loss import lost, stays
from portal.kinds.leases.resource_field import about, asked_facts, gone, reason_field, resource_field, resource_of

PROD = "prod"
PROD_TIER = "T2"
"""Two people agree before anything of prod is deleted, whatever the rules of policy say beside that."""
ORDER = ("compute", "environment", "role_assignment", "workspace", "resource_group")
"""What a whole project loses, in this order; its repository stays."""
STOPPABLE = ("compute",)


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    assumed = "project" if given.get("project") and not given.get("resource") else "resource"
    asked = given.get("what")
    what = asked if asked in ("resource", "project") else assumed
    kinds = Choice("resource", "one resource"), Choice("project", "a whole project")
    first = Field("what", "What", "One thing, or all that was made for a project", "choice", choices=kinds,
                  assumed=assumed, origin="derived", section="What")  # fmt: skip
    if what == "project":
        mine = [facts.projects[name] for name in facts.order if _may_end(person, facts.projects[name])]
        told = "What was made for it goes; its repository stays"
        return first, project_field(told, mine, "there is no project of yours"), reason_field()
    ways = Choice("delete", "delete it"), Choice("stop", "only stop it")
    return (
        first,
        resource_field("What shall go", person, facts, lambda one: one.kind != "repository", why_not),
        Field("how", "How", "Deleting is for good; a stopped compute can be used again", "choice", choices=ways,
              assumed="delete", section="What"),
        reason_field(),
    )  # fmt: skip


def _may_end(person: Person, project: ProjectFact) -> bool:
    return person.id == project.owner or PLATFORM in person.roles


def why_not(resource: ResourceFact) -> str:
    """Why it cannot be asked for about a resource, or ""."""
    return "" if resource.id.startswith("/subscriptions/") else f"a {resource.shown_kind} is nothing in Azure"


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if _whole(wish):
        name = wish.text("project")
        if name in facts.projects:
            return ()
        return (Complaint("project", f"there is no project {name} any more", "withdraw the request"),)
    found = gone(wish, facts, why_not)
    if found or wish.text("how") != "stop":
        return found
    kind = resource_of(wish, facts).shown_kind
    if resource_of(wish, facts).kind in (*STOPPABLE, "role_assignment"):
        return ()
    return (Complaint("how", f"a {kind} cannot be stopped", "delete it, or leave it"),)


def _whole(wish: Wish) -> bool:
    return wish.text("what") == "project"


def _things(wish: Wish, facts: Facts) -> list[ResourceFact]:
    """What goes, in the order in which it goes."""
    if not _whole(wish):
        return [resource_of(wish, facts)]
    name = wish.text("project")
    made = [one for one in facts.resources.values() if one.project == name and one.managed and one.kind in ORDER]
    return sorted(made, key=lambda one: (ORDER.index(one.kind), one.stage, one.name, one.id))


def _stops(wish: Wish, resource: ResourceFact) -> bool:
    """A right that is only to be stopped is taken back: there is no other way of stopping it."""
    return wish.text("how") == "stop" and resource.kind in STOPPABLE


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    things = _things(wish, facts)
    over = _is_over(wish, facts)
    effects = [_effect(wish, one, number, over and one.part) for number, one in enumerate(things, 1)]
    if _whole(wish):
        name = wish.text("project")
        effects.append(Effect("project", "retire", f"Project {name} is retired", name, "", {"project": name}))
        unit, project = facts.projects[name].unit, name
    else:
        unit, project = things[0].unit, things[0].project
    return Plan(
        effects=tuple(effects),
        facts=_facts(wish, things, facts),
        cost=no_cost(catalogue, "it frees what it held of the budget"),
        lease_days=None,
        items=(),
        project=project,
        unit=unit,
        stage=_stage(wish, things, facts),
        notes=tuple(dict.fromkeys(said for one in things for said in lost(one, _stops(wish, one)))),
    )


def _is_over(wish: Wish, facts: Facts) -> bool:
    """Whether the portal has said that the lease is over: of the one thing, or of the project as a whole."""
    if not _whole(wish):
        return resource_of(wish, facts).ended
    mine = [one for one in facts.resources.values() if one.project == wish.text("project")]
    return any(one.kind == "repository" and one.ended for one in mine)


def _effect(wish: Wish, resource: ResourceFact, number: int, over: bool) -> Effect:
    """Its payload pins the lease where that is what ends it: an extension meanwhile stops it."""
    stop = _stops(wish, resource)
    payload = {**about(resource), "ended": resource.lease_until if resource.ended or over else None}
    if resource.kind in STOPPABLE:
        payload["type"] = resource.payload.get("type")
    word = "is stopped" if stop else "is deleted"
    title = f"{resource.shown_kind.capitalize()} {resource.name} {word}"
    step = ("stop" if stop else "delete") + ("" if not _whole(wish) else f"-{number}")
    return Effect(step, "stop" if stop else "delete", title, resource.name, resource.stage, payload)


def _stage(wish: Wish, things: list[ResourceFact], facts: Facts) -> str:
    """The strictest stage that anything of it stands in; a project of prod stands there even when nothing is left."""
    stages = [one.stage for one in things]
    if _whole(wish) and any(one.stage == PROD for one in facts.projects[wish.text("project")].stages):
        stages.append(PROD)
    return PROD if PROD in stages else (stages[0] if stages else "")


def _facts(wish: Wish, things: list[ResourceFact], facts: Facts) -> tuple[Fact, ...]:
    told = [Fact("goes", "Goes", ", ".join(one.name for one in things) or "nothing is left", True, f"{len(things)}")]
    freed = sum(one.monthly_cents for one in things)
    told.append(Fact("cost", "Costs now", f"{freed // 100} a month", True, "as it was approved, or found"))
    if _whole(wish):
        name = wish.text("project")
        found = [one.name for one in facts.resources.values() if one.project == name and not one.managed]
        more = f"{', '.join(sorted(found)[:5])}: the portal did not make them; decommission each by its name first"
        told.append(Fact("found", "Was found", f"{len(found)}", not found, more if found else "", blocks=True))
        told.append(Fact("stays", "Stays", stays(name), True))
    return (*told, *asked_facts(wish, facts))


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    things = _things(wish, facts)
    stage, how = _stage(wish, things, facts), "project" if _whole(wish) else wish.text("how")
    budget = facts.budgets.get(facts.projects[wish.text("project")].unit if _whole(wish) else things[0].unit)
    return {
        "tier": PROD_TIER if stage == PROD and how != "stop" else "T0",
        "budget_left_cents": budget.left_cents if budget else 0,
        "how": how,
        "lease_ended": _is_over(wish, facts),
        "made_here": all(one.managed for one in things),
    }


def _headline(wish: Wish) -> str:
    if _whole(wish):
        return f"the end of project {wish.text('project')}"
    return f"{wish.text('resource')} is to be {'stopped' if wish.text('how') == 'stop' else 'deleted'}"


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    stopped = any(effect.kind == "stop" for effect in plan.effects)
    name = plan.effects[0].name if plan.effects else plan.project
    word = "stopped" if stopped else "retired" if values.get("what") == "project" else "deleted"
    shown = plan.project if values.get("what") == "project" else name
    again = f"portal request new extension --set resource={name}" if stopped else ""
    seen = f"portal project show {plan.project}" if plan.project else "portal inbox"
    return ReadyCard(
        headline=f"{shown} is {word}",
        do_now=(again or seen,),
        ends=("it is deleted when its grace has passed, unless its lease is extended",) if stopped else ("all of it",),
        lost=plan.notes,
    )


DECOMMISSION = Kind(
    id="decommission",
    title="Decommission",
    summary="A resource or a whole project goes; it says first what is lost",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=lambda _wish, _catalogue: "T0",
    variables=_variables,
    policy_words={"how": "", "lease_ended": False, "made_here": False},
    headline=_headline,
    card=_card,
)
