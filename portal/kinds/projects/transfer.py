"""Kind `transfer`: a project gets another owner; when its owner has left, the platform team may take it over."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.models.observed_workspaces import azure_id
from portal.domain.people.roles import PLATFORM
from portal.kinds.asked_project import chosen, gone, project_field, reason_field
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish
from portal.kinds.projects.effects import ROLES


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
    people = [one for one in catalogue.organisation.people if one.active and one.kind == "human"]
    owner = catalogue.organisation.person(project.owner) if project else None
    left = project is not None and (owner is None or not owner.active)
    return (
        project_field("The project that changes hands", offered, "there is no project that you may give away", first),
        Field("to", "New owner", "Who will answer for it", "choice",
              choices=tuple(Choice(one.id, one.name, one.title) for one in people),
              assumed=person.id if left and PLATFORM in person.roles else None, section="Who"),
        reason_field(),
    )  # fmt: skip


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    project, to = facts.projects[wish.text("project")], catalogue.organisation.person(wish.text("to"))
    if why := may_give(wish.requester, project, catalogue):
        return (Complaint("project", f"{wish.requester.id} may not give {project.name} away: {why}", "ask them"),)
    if to is None or not to.active:
        return (Complaint("to", f"{wish.text('to')} has left the organisation", "name somebody else"),)
    if to.id == project.owner:
        return (Complaint("to", f"{to.id} owns {project.name} already", "name somebody else"),)
    return ()


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    project, to = facts.projects[wish.text("project")], catalogue.organisation.person(wish.text("to"))
    if to is None:
        raise KeyError(wish.text("to"))  # `_complaints` has refused it before
    effects = [] if to.id in project.members else _rights(project, to)
    effects += _tags(project, to)
    payload = {"project": project.name, "was": {"owner": project.owner}, "becomes": {"owner": to.id}}
    effects.append(Effect("owner", "project_change", f"{project.name} belongs to {to.id}", project.name, "", payload))
    return Plan(
        effects=tuple(effects),
        facts=_facts(wish, project, to, catalogue),
        cost=Cost(
            0, 0, 0, catalogue.prices.currency, False, str(catalogue.prices.date), "changing hands costs nothing"
        ),
        lease_days=None,
        items=(),
        project=project.name,
        unit=project.unit,
        stage="",
        notes=(f"CODEOWNERS and README of its repository still name {project.owner}: change them there.",),
    )


def _rights(project: ProjectFact, to: Person) -> list[Effect]:
    """What the owner of a project holds in each stage, for somebody who was no member."""
    made = []
    for place in project.stages:
        role = ROLES.get(place.stage, "Reader")
        payload = {
            "scope": azure_id(project.subscriptions[place.stage], place.resource_group, place.workspace),
            "role": role,
            "principal": to.object_id,
            "principal_type": "User",
            "person": to.id,
        }
        title = f"{role} in {place.workspace} for {to.id}"
        made.append(Effect(f"role-{place.stage}-{to.id}", "role_assignment", title, to.id, place.stage, payload))
    return made


def _tags(project: ProjectFact, to: Person) -> list[Effect]:
    """The tag `owner` on workspaces that are the project's own; shared ones belong to their unit."""
    made = []
    for place in project.stages:
        if place.shared:
            continue
        scope = azure_id(project.subscriptions[place.stage], place.resource_group, place.workspace)
        payload = {"scope": scope, "tags": {"owner": to.id}}
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
    offered_tier=lambda _wish, catalogue: catalogue.policy.default_tier,
    variables=lambda _wish, _catalogue, _facts: {},
    headline=_headline,
    card=_card,
    profits=lambda values: frozenset({str(values.get("to", ""))}),
)
