"""Kind `transfer`: a project gets another owner; when its owner has left, the platform team may take it over."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.people.roles import PLATFORM
from portal.kinds.asked_person import has_left, person_field
from portal.kinds.asked_project import chosen, gone, plan_for, project_field, reason_field
from portal.kinds.field import Field
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish, sure
from portal.kinds.projects.effects import right


def may_give(person: Person, project: ProjectFact, catalogue: Catalogue) -> str:
    """Why this person may not give the project to somebody, or "" when they may."""
    organisation = catalogue.organisation
    owner, unit = organisation.person(project.owner), organisation.unit(project.unit)
    if person.id == project.owner or (unit is not None and person.id == unit.lead):
        return ""
    if owner is not None and owner.active:
        return f"it belongs to {project.owner}; they or the lead of {project.unit} give it away"
    return "" if PLATFORM in person.roles else f"{project.owner} has left; the platform team takes it over"


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    known = [facts.projects[name] for name in facts.order]
    offered = [one for one in known if not may_give(person, one, catalogue)]
    first = offered[0].name if offered else None
    project = chosen(given, facts, first)
    owner = catalogue.organisation.person(project.owner) if project else None
    left = project is not None and (owner is None or not owner.active)
    return (
        project_field("The project that changes hands", offered, "there is no project that you may give away", first),
        person_field("to", "New owner", "Who will answer for it", catalogue,
                     person.id if left and PLATFORM in person.roles else None, "Who"),
        reason_field(),
    )  # fmt: skip


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    project = facts.projects[wish.text("project")]
    if why := may_give(wish.requester, project, catalogue):
        return (Complaint("project", f"{wish.requester.id} may not give {project.name} away: {why}", "ask them"),)
    if left := has_left("to", wish, catalogue):
        return left
    if wish.text("to") == project.owner:
        return (Complaint("to", f"{project.owner} owns {project.name} already", "name somebody else"),)
    return ()


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    project = facts.projects[wish.text("project")]
    to = sure(catalogue.organisation.person(wish.text("to")), wish.text("to"))
    effects = [] if to.id in project.members else _rights(project, to)
    effects += _tags(project, to)
    payload = {"project": project.name, "was": {"owner": project.owner}, "becomes": {"owner": to.id}}
    effects.append(Effect("owner", "project_change", f"{project.name} belongs to {to.id}", project.name, "", payload))
    note = f"CODEOWNERS and README of its repository still name {project.owner}: change them there."
    cost = no_cost(catalogue, "changing hands costs nothing")
    return plan_for(project, tuple(effects), _facts(wish, project, to, catalogue), cost, notes=(note,))


def _rights(project: ProjectFact, to: Person) -> list[Effect]:
    """What the owner of a project holds in each stage, for somebody who was no member."""
    return [right(one.stage, one.workspace, project.workspace_in(one.stage), to) for one in project.stages]


def _tags(project: ProjectFact, to: Person) -> list[Effect]:
    """The tag `owner` on workspaces that are the project's own; shared ones belong to their unit."""
    made = []
    for place in project.stages:
        if place.shared:
            continue
        payload = {"scope": project.workspace_in(place.stage), "tags": {"owner": to.id}}
        title = f"Tag owner={to.id} on {place.workspace}"
        made.append(Effect(f"tags-{place.stage}", "tags", title, place.workspace, place.stage, payload))
    return made


def _facts(wish: Wish, project: ProjectFact, to: Person, catalogue: Catalogue) -> tuple[Fact, ...]:
    owner = catalogue.organisation.person(project.owner)
    left = owner is None or not owner.active
    told = f"{project.owner} has left" if left else f"{project.owner} → {to.id}"
    taken = "a takeover by the platform team" if left and PLATFORM in wish.requester.roles else ""
    member = to.id in project.members
    gets = "is a member already" if member else "becomes a member, with the rights of one in every stage"
    return (
        Fact("owner", "Owner", told, True, taken),
        Fact("member", "Membership", f"{to.id} {gets}", True),
    )


def _headline(wish: Wish) -> str:
    return f"{wish.text('project')} goes to {wish.text('to')}"


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], _ends_at: str) -> ReadyCard:
    name, was = str(values["project"]), plan.effects[-1].payload["was"]["owner"]
    return ReadyCard(
        headline=f"{name} belongs to {values['to']}",
        do_now=(f"portal project show {name}", f"put {values['to']} in place of {was} into CODEOWNERS of {name}"),
        ends=("nothing: it stays so until it changes hands again",),
        lost=(f"{was} does not own it any more; their rights in its workspaces stay until they end",),
    )


TRANSFER = Kind(
    id="transfer",
    title="Transfer",
    summary="A project gets another owner; when its owner has left, the platform team takes it over",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    headline=_headline,
    card=_card,
    profits=lambda values: frozenset({str(values.get("to", ""))}),
)
