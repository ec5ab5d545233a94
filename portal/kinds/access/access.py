"""Kind `access`: join a project, a workspace or a registry with a role, until a day."""

import re
from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.rights.rights import only_reads
from portal.kinds.access.fields import DEFAULT_DAYS, EVERY_STAGE, TARGETS, fields, target_of
from portal.kinds.access.places import AccessScope, role_of, spots
from portal.kinds.access.rights import rights_facts
from portal.kinds.asked_person import assignment, has_left
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, Wish, sure


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    return _gone(wish, catalogue, facts) or _misfits(wish, catalogue, facts)


def _gone(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    """What is not there, or not any more."""
    named = [target for target in TARGETS if wish.text(target)]
    if len(named) != 1:
        what = "name what to join" if not named else f"{' and '.join(named)} are named"
        return (Complaint("project", what, "name one: project, workspace or registry"),)
    target, organisation = named[0], catalogue.organisation
    there = {
        "project": wish.text("project") in facts.projects,
        "workspace": organisation.workspace(wish.text("workspace")) is not None,
        "registry": any(one.name == wish.text("registry") for one in organisation.registries),
    }
    found = []
    if not there[target]:
        found.append(Complaint(target, f"there is no {target} {wish.text(target)} any more", f"name another {target}"))
    if catalogue.roles.role(wish.text("role")) is None:
        found.append(Complaint("role", f"there is no role {wish.text('role')} any more", "name another role"))
    return (*found, *has_left("person", wish, catalogue))


def _misfits(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    role, places = role_of(wish, catalogue), spots(wish, catalogue, facts)
    if not places:
        where = ", ".join(role.stages) or "no stage"
        return (Complaint("role", f"{role.id} gives no rights there", f"it gives rights in {where}; take another"),)
    person = wish.text("person")
    lasting = {(one.scope.lower(), one.role) for one in facts.assignments if one.person == person and not one.until}
    if all((spot.scope.lower(), name) in lasting for spot in places for name in spot.roles):
        return (Complaint("person", f"{person} has these rights already, without an end", "ask for another role"),)
    return ()


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    places = spots(wish, catalogue, facts)
    effects = [effect for spot in places for effect in _assignments(wish, spot, catalogue)]
    if wish.text("project"):
        effects.append(_membership(wish))
    return Plan(
        effects=tuple(effects),
        facts=(*rights_facts(wish.text("person"), places, catalogue, facts), _duration(wish)),
        cost=no_cost(catalogue, "rights cost nothing"),
        lease_days=wish.number("days"),
        items=(),
        project=wish.text("project"),
        unit=_unit(wish, catalogue, facts),
        stage=_stage(wish, places, catalogue),
        notes=catalogue.roles.caveats,
    )


def _unit(wish: Wish, catalogue: Catalogue, facts: Facts) -> str:
    if wish.text("project"):
        return facts.projects[wish.text("project")].unit
    workspace = catalogue.organisation.workspace(wish.text("workspace"))
    return workspace.unit if workspace else wish.requester.unit or ""


def _stage(wish: Wish, places: tuple[AccessScope, ...], catalogue: Catalogue) -> str:
    """The stage that policy looks at: the one asked for, or prod when the role changes things there."""
    if wish.text("stage") not in ("", EVERY_STAGE):
        return wish.text("stage")
    if wish.text("workspace"):
        return places[0].stage
    roles = (catalogue.roles.azure(name) for spot in places if spot.stage == "prod" for name in spot.roles)
    return "prod" if any(role is not None and not only_reads(role) for role in roles) else ""


def _assignments(wish: Wish, spot: AccessScope, catalogue: Catalogue) -> list[Effect]:
    person = sure(catalogue.organisation.person(wish.text("person")), wish.text("person"))
    step, place = f"role-{spot.stage or 'registry'}", (spot.name, spot.scope, spot.stage)
    return [assignment(f"{step}-{re.sub(r'[^a-z0-9]+', '-', one.lower())}", one, *place, person) for one in spot.roles]


def _membership(wish: Wish) -> Effect:
    person, project = wish.text("person"), wish.text("project")
    payload = {"project": project, "person": person, "role": wish.text("role")}
    return Effect("membership", "membership", f"{person} among the members of {project}", person, "", payload)


def _duration(wish: Wish) -> Fact:
    days = wish.number("days")
    return Fact("ends", "Ends", f"after {days} days", True, "then the rights are taken away, and the membership")


def _headline(wish: Wish) -> str:
    target = target_of(wish.values)
    who = "" if wish.text("person") == wish.requester.id else f"{wish.text('person')}: "
    return f"{who}join {target} {wish.text(target)} as {wish.text('role')}, {wish.number('days')} days"


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], ends_at: str) -> ReadyCard:
    target = target_of(values)
    given = [effect for effect in plan.effects if effect.kind == "role_assignment"]
    look = []
    for effect in given[:1]:
        parts = str(effect.payload["scope"]).split("/")
        what = "workspace" if "workspaces" in parts else "registry"
        look.append(f"az ml {what} show --name {parts[-1]} --resource-group {parts[4]}")
    return ReadyCard(
        headline=f"{values['person']} may work in {target} {values[target]} as {values['role']}",
        do_now=("wait for up to an hour, then sign in again: az login", *look),
        ends=(f"the rights end {ends_at}" if ends_at else f"the rights end after {plan.lease_days} days",),
        lost=("the rights and the membership; what was made with them stays",),
    )


ACCESS = Kind(
    id="access",
    title="Access",
    summary=f"Join a project, a workspace or a registry with a role, for {DEFAULT_DAYS} days unless you say otherwise",
    fields=fields,
    complaints=_complaints,
    plan=_plan,
    headline=_headline,
    card=_card,
    profits=lambda values: frozenset({str(values.get("person", ""))}),
)
