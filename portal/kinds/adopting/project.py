"""Adopting a whole project: its existing repository and workspaces, with a row of the inventory that is managed."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.people.roles import PLATFORM
from portal.kinds.adopting.places import guessed_place, offered_places, workspace_fact
from portal.kinds.adopting.resource import effect as adopt_workspace
from portal.kinds.asked_person import first_there, has_left, person_field
from portal.kinds.field import Choice, Field
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, ProjectFact, Wish
from portal.kinds.projects.fields import CLASSIFICATIONS, DEFAULT_BUDGET_CENTS
from portal.kinds.projects.places import StageWorkspace

ADDRESS = r"(https?|ssh|git|file)://[^\s@]*@?[^\s@]+|[A-Za-z0-9_.-]+@[^\s:@]+:[^\s]+"
"""What `git clone` takes; a password has no place in it, which `_complaints` looks after."""
NO_TEMPLATE = "none"


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """Its name, its repository and a workspace for each stage; what was found of it is filled in."""
    organisation, name = catalogue.organisation, given.get("name")
    known = facts.projects.get(name) if isinstance(name, str) else None
    found = [one.name for one in facts.projects.values() if one.origin == "found" and _may(person, one, catalogue)]
    told = f"; found and not managed: {', '.join(found[:8])}" if found else ""
    made = [
        Field("name", "Project", f"What it is called, as its tags say{told}", pattern=r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
              longest=20, section="What"),
        Field("repository", "Repository", "Where its code lives: what git clone takes", longest=300, pattern=ADDRESS,
              assumed=(known.repository if known else "") or None, origin="derived", section="What"),
        Field("template", "Template", "What it is most like, for its checks; none is fine", "choice",
              choices=(Choice(NO_TEMPLATE, "none"), *(Choice(one.id, one.title) for one in catalogue.templates)),
              assumed=known.template if known and catalogue.template(known.template) else NO_TEMPLATE,
              origin="derived", section="What"),
        Field("unit", "Unit", "Who pays, and whose lead answers for it", "choice",
              choices=tuple(Choice(one.id, one.title) for one in organisation.units),
              assumed=known.unit if known else person.unit or None, origin="derived", section="Who"),
        person_field("owner", "Owner", "Who answers for the project", catalogue,
                     first_there(catalogue, known.owner if known else "", person.id), "Who", "derived"),
        Field("monthly_budget", "Budget a month", "Whole euros that its compute may commit in a month", "integer",
              assumed=(known.budget_cents if known else DEFAULT_BUDGET_CENTS) // 100, minimum=0, maximum=100_000,
              origin="derived" if known else "assumed", section="Who"),
        Field("data_classification", "Data", "The most sensitive data it sees", "choice",
              choices=tuple(Choice(one, one) for one in CLASSIFICATIONS),
              assumed=known.classification if known and known.classification in CLASSIFICATIONS else "internal",
              origin="derived" if known else "assumed", section="Data"),
    ]  # fmt: skip
    for stage in organisation.stages:
        places = offered_places(stage.id, catalogue, facts)
        guess = guessed_place(name, known, stage.id, facts) if isinstance(name, str) else None
        made.append(
            Field(f"workspace_{stage.id}", f"Workspace, {stage.id}", "Which workspace serves it; leave it out for none",
                  "choice", choices=(Choice("none", "none"), *(Choice(one, one, _note(places[one])) for one in places)),
                  assumed=guess if guess in places else "none", origin="derived", section="Where")
        )  # fmt: skip
    return tuple(made)


def _note(place: StageWorkspace) -> str:
    return f"{place.region}, {'shared' if place.shared else 'its own'}"


def _may(person: Person, project: ProjectFact, catalogue: Catalogue) -> bool:
    unit = catalogue.organisation.unit(project.unit)
    return person.id == project.owner or PLATFORM in person.roles or (unit is not None and unit.lead == person.id)


def complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    """What is wrong with a wish whose every field is right by itself."""
    known, person = facts.projects.get(wish.text("name")), wish.requester
    if known is not None and known.origin != "found":
        return (Complaint("name", f"{known.name} is managed already", "see `portal project show`"),)
    if known is not None and not _may(person, known, catalogue):
        who = f"{known.owner}, the lead of {known.unit} or the platform team"
        return (Complaint("name", f"{known.name} is not yours", f"ask {who}"),)
    if taken := facts.taken.get(f"project:/{wish.text('name')}"):
        return (Complaint("name", f"{wish.text('name')} is taken: {taken}", "give it another name"),)
    scheme, _, rest = wish.text("repository").partition("://")
    if "@" in rest and (scheme.startswith("http") or ":" in rest.partition("@")[0]):
        told = "an address with a name or password in it would be shown to everybody"
        return (Complaint("repository", told, "leave out what stands before the @"),)
    if left := has_left("owner", wish, catalogue):
        return left
    if not places_of(wish, catalogue, facts):
        return (Complaint("workspace_dev", "no workspace is named", "name at least one that serves it"),)
    return ()


def places_of(wish: Wish, catalogue: Catalogue, facts: Facts) -> list[StageWorkspace]:
    """The workspaces that were chosen, in the order of the stages."""
    stages = [stage.id for stage in catalogue.organisation.stages]
    found = (offered_places(stage, catalogue, facts).get(wish.text(f"workspace_{stage}")) for stage in stages)
    return [place for place in found if place is not None]


def plan(wish: Wish, catalogue: Catalogue, facts: Facts) -> Plan:
    """Tags on its own workspaces, and the row of the inventory last."""
    name, unit, owner = wish.text("name"), wish.text("unit"), wish.text("owner")
    placed = places_of(wish, catalogue, facts)
    effects = []
    for place in placed:
        fact = None if place.shared else workspace_fact(place, facts)
        if fact is not None and not fact.managed:
            step = f"adopt-{place.stage}"
            effects.append(adopt_workspace(fact, name, unit, owner, place.stage, 0, catalogue, step))
    members = _members(wish, placed, catalogue, facts)
    effects.append(_row(wish, placed, members, catalogue, facts))
    return Plan(
        effects=tuple(effects),
        facts=_facts(wish, placed, members, facts),
        cost=no_cost(catalogue, "nothing is made; what it has counts as before"),
        lease_days=None,
        items=(),
        project=name,
        unit=unit,
        stage="",
        notes=(
            "Its code and what stands in its workspaces stay as they are; only tags are set.",
            "Its computes are adopted one by one, each with a lease: `portal project found`.",
        ),
    )


def _members(wish: Wish, placed: list[StageWorkspace], catalogue: Catalogue, facts: Facts) -> list[str]:
    """The owner, who was a member before, and whoever holds a right in a workspace of its own."""
    known = facts.projects.get(wish.text("name"))
    own = tuple(place.scope.lower() for place in placed if not place.shared)
    rights = sorted({one.person for one in facts.assignments if own and one.scope.lower().startswith(own)})
    people = (catalogue.organisation.person(one) for one in (*(known.members if known else ()), *rights))
    active = [one.id for one in people if one is not None and one.active and one.kind == "human"]
    return list(dict.fromkeys([wish.text("owner"), *sorted(active)]))


def _row(wish: Wish, placed: list[StageWorkspace], members: list[str], catalogue: Catalogue, facts: Facts) -> Effect:
    name, known = wish.text("name"), facts.projects.get(wish.text("name"))
    template = catalogue.template(wish.text("template"))
    same = known is not None and template is not None and known.template == template.id
    unit = catalogue.organisation.unit(wish.text("unit"))
    project = {
        "name": name,
        "title": known.title if known and known.title else name,
        "unit": wish.text("unit"),
        "phase": known.phase if known else ("live" if any(one.stage == "prod" for one in placed) else "building"),
        "owner": wish.text("owner"),
        "template": template.id if template else "",
        "template_version": known.template_version if known and same else "",
        "repository": wish.text("repository"),
        "stages": [one.row() for one in placed],
        "members": members,
        "budget_cents": wish.number("monthly_budget") * 100,
        "cost_centre": (known.cost_centre if known else "") or (unit.cost_centre if unit else "") or wish.text("unit"),
        "data_classification": wish.text("data_classification"),
    }
    title = f"{name} is managed, with {len(placed)} workspace{'' if len(placed) == 1 else 's'}"
    payload = {"project": project, "was_owner": known.owner if known else None}
    return Effect("project", "adopt_project", title, name, "", payload)


def _facts(wish: Wish, placed: list[StageWorkspace], members: list[str], facts: Facts) -> tuple[Fact, ...]:
    known = facts.projects.get(wish.text("name"))
    told = "found, and not managed so far" if known else "new to the inventory"
    own = [one.workspace for one in placed if not one.shared]
    return (
        Fact("project", "Project", wish.text("name"), True, told),
        Fact("workspaces", "Workspaces", ", ".join(one.workspace for one in placed), True,
             f"its own, which get tags: {', '.join(own)}" if own else "all shared, which stay as they are"),
        Fact("members", "Members", ", ".join(members[:12]), True,
             "as before, and who holds a right in a workspace of its own"),
        Fact("repository", "Repository", wish.text("repository"), None, "whether it can be reached is not looked at"),
    )  # fmt: skip
