"""Adopting one thing that was found: its fields, what may be wrong with it, its effect, and what it rests on."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.cost import committed_cents
from portal.domain.models.evidence import whole_of
from portal.domain.people.roles import PLATFORM
from portal.domain.projects.belonging import OWNER_TAGS, GuessedProject, tag_of
from portal.kinds.adopting.guess import guess_of
from portal.kinds.asked_person import first_there, has_left, person_field
from portal.kinds.asked_project import mine, plan_for
from portal.kinds.closed import why_closed
from portal.kinds.facts.resource_fact import ADOPTABLE, ResourceFact, label, named
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.fits import budget_fact, more_budget
from portal.kinds.kind import Facts, Wish, sure
from portal.kinds.leases.resource_field import FIELD, asked_facts, gone, may_name, resource_of
from portal.kinds.leases.seen_cost import offered, seen_cost
from portal.kinds.tags import required_tags

MARK = "portal-intent"
"""The tag by which something in Azure is recognised as a portal's; its value is put there with the others."""
DAYS = 30
LONGEST_DAYS = 90


def why_not(resource: ResourceFact) -> str:
    """Why a resource cannot be adopted, or ""."""
    if resource.managed:
        return f"it is managed already, by R-{resource.request}"
    if resource.kind not in ADOPTABLE:
        return f"a {resource.shown_kind} goes with its project: adopt that"
    return "" if resource.seen else "it was not seen in Azure yet, or cannot be seen now"


def may_adopt(person: Person, resource: ResourceFact, facts: Facts) -> bool:
    """Whose it is, the members of the project that it seems to belong to, and the platform team may adopt it."""
    project = facts.projects.get(guess_of(resource, facts).project)
    return may_name(person, resource, facts) or (project is not None and person.id in project.members)


def fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    """Which one; then whose, with what its tags say filled in."""
    asked = given.get(FIELD)
    resource = named(asked, facts.resources) if isinstance(asked, str) else None
    guess = guess_of(resource, facts) if resource else GuessedProject()
    offered_ = mine(person, facts)
    known = guess.project if guess.project in [one.name for one in offered_] else None
    owner = _owner(resource, guess, person, catalogue, facts)
    stages = [stage.id for stage in catalogue.organisation.stages]
    made = (
        _which(person, facts),
        Field("project", "Project", "Who pays for it; what its tags, its workspace or its name say is filled in",
              "choice", choices=some_of((Choice(one.name, one.name, f"{one.unit}, {one.phase}") for one in offered_),
                                        "there is no project of yours"),
              assumed=known, origin="derived", section="Whose"),
        Field("stage", "Stage", "Which stage it serves", "choice", choices=tuple(Choice(one, one) for one in stages),
              assumed=resource.stage if resource and resource.stage in stages else None, origin="derived",
              section="Whose"),
        person_field("owner", "Owner", "Who answers for it and is reminded of its lease", catalogue, owner, "Whose",
                     "derived"),
    )  # fmt: skip
    if resource is not None and resource.kind != "compute":
        return made
    lease = Field("days", "Lease in days", "From now; when it ends it is stopped, and some days later deleted",
                  "integer", assumed=DAYS, minimum=1, maximum=LONGEST_DAYS, section="Lease")  # fmt: skip
    return (*made, lease)


def _which(person: Person, facts: Facts) -> Field:
    found = [one for one in facts.resources.values() if one.kind in ADOPTABLE and may_adopt(person, one, facts)]
    found.sort(key=lambda one: (one.managed, one.workspace, one.name))
    choices = (Choice(label(one, facts.resources), one.name, _note(one), why_not(one)) for one in found)
    return Field(FIELD, "Resource", "What was found and shall be managed", "choice", section="What",
                 choices=some_of(choices, "nothing was found that you could answer for"))  # fmt: skip


def _note(resource: ResourceFact) -> str:
    size = str(resource.seen.value.get("size", "")) if resource.seen else ""
    return " ".join(filter(None, (resource.shown_kind, size, f"in {resource.workspace}")))


def _owner(
    resource: ResourceFact | None, guess: GuessedProject, person: Person, catalogue: Catalogue, facts: Facts
) -> str | None:
    """The first that is known and has not left: its owner, its tag's, its project's, who asks."""
    if resource is None:
        return None
    told = tag_of(resource.seen.tags, *OWNER_TAGS) if resource.seen else ""
    project = facts.projects.get(guess.project)
    return first_there(catalogue, resource.owner, told, project.owner if project else "", person.id)


def complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    """What is wrong with a wish whose every field is right by itself."""
    found = gone(wish, facts, why_not)
    if found:
        return found
    if wish.text("project") not in facts.projects:
        return (Complaint("project", f"there is no project {wish.text('project')} any more", "name another"),)
    if not may_adopt(wish.requester, resource_of(wish, facts), facts):
        return (Complaint(FIELD, f"{wish.text(FIELD)} is not yours", f"ask its owner, or one of {PLATFORM}"),)
    return has_left("owner", wish, catalogue)


def plan(wish: Wish, catalogue: Catalogue, facts: Facts) -> Plan:
    """One effect; what it costs is committed for as long as its lease."""
    resource, project = resource_of(wish, facts), facts.projects[wish.text("project")]
    days = wish.number("days") if resource.kind == "compute" else 0
    cost_ = cost(resource, days, catalogue)
    made = effect(resource, project.name, project.unit, wish.text("owner"), wish.text("stage"), days, catalogue)
    rests_on = (*facts_of(wish, resource, cost_, catalogue, facts), *asked_facts(wish, facts))
    notes = _notes(resource.kind)
    return plan_for(project, (made,), rests_on, cost_, wish.text("stage"), lease_days=days or None, notes=notes)


def _notes(kind: str) -> tuple[str, ...]:
    told = "Nothing of it changes but its tags; jobs that run on it go on."
    if kind == "workspace":
        return (told, "What stands in the workspace is adopted one by one.")
    return (told, "When its lease ends it is stopped, and later deleted, unless it is extended.")


def cost(resource: ResourceFact, days: int, catalogue: Catalogue) -> Cost:
    """What it costs as it was seen, for as long as its lease; unknown counts as an estimate of nothing."""
    seen, prices = seen_cost(resource, catalogue), catalogue.prices
    monthly = seen.monthly_cents or 0
    committed = committed_cents(monthly, days or None)
    return Cost(monthly, committed, seen.hourly_cents, prices.currency, not seen.sure, str(prices.date), seen.note)


def effect(
    resource: ResourceFact, project: str, unit: str, owner: str, stage: str, days: int, catalogue: Catalogue,
    step: str = "adopt",
) -> Effect:  # fmt: skip
    """Tags in Azure and the row of the inventory; the payload says what both were, so that it can be undone."""
    seen = sure(resource.seen, resource.id)
    tags = required_tags(catalogue, project, owner, unit, stage)
    replaced = {name.lower() for name in (*tags, MARK)}
    payload: dict[str, Any] = {
        "id": resource.id,
        "kind": resource.kind,
        "name": resource.name,
        "project": project,
        "owner": owner,
        "stage": stage,
        "days": days or None,
        "monthly_cents": seen_cost(resource, catalogue).monthly_cents or 0,
        "tags": tags,
        "was_tags": {name: text for name, text in seen.tags.items() if name.lower() in replaced},
        "was": {
            "project": resource.project,
            "owner": resource.listed_owner,
            "stage": resource.stage,
            "state": resource.state,
            "lease_until": resource.lease_until,
            "monthly_cents": resource.monthly_cents,
        },
        **(_shape(resource) if resource.kind == "compute" else {}),
    }
    title = f"{resource.shown_kind.capitalize()} {resource.name} is managed, for {project}"
    return Effect(step, "adopt", title, resource.name, stage, payload)


def _shape(resource: ResourceFact) -> dict[str, Any]:
    """What a compute is, as far as later requests about it have to know."""
    seen = resource.seen
    value, parts = (seen.value if seen else {}), resource.id.split("/")
    return {
        "subscription": parts[2] if len(parts) > 4 else "",
        "resource_group": parts[4] if len(parts) > 4 else "",
        "workspace": resource.workspace,
        "location": seen.region if seen else "",
        **{name: value.get(name) for name in ("type", "size", "priority")},
        **{name: whole_of(value, name) or 0 for name in ("min_nodes", "max_nodes", "idle_seconds")},
    }


def facts_of(wish: Wish, resource: ResourceFact, cost_: Cost, catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    """What was seen, whose it seems to be, whether the money is there, and whether the catalogue offers its like."""
    seen, guess = resource.seen, guess_of(resource, facts)
    at = seen.observed_at if seen else None
    chosen = wish.text("project")
    told = f"{guess.project}: {guess.why}" if guess.project else "nothing says to which project it belongs"
    made = [
        Fact("found", "Found", _note(resource), True, f"last in use {seen.used_at[:10]}" if seen and seen.used_at
             else "when it was last in use is not known", at),
        Fact("belongs", "Belongs to", chosen, None if not guess.project else guess.project == chosen, told, at),
        budget(resource, cost_, chosen, facts),
    ]  # fmt: skip
    item = offered(resource, catalogue)
    if resource.kind == "compute":
        why = why_closed(item) if item else "the catalogue has no such size"
        size = item.id if item else str(seen.value.get("size", "") if seen else "")
        made.append(Fact("offer", "Offer", size, not why, why))
    return tuple(made)


def budget(resource: ResourceFact, cost_: Cost, chosen: str, facts: Facts) -> Fact:
    """Whether it fits; what was found for a project counts in its spending already, and not twice."""
    project = facts.projects[chosen]
    counted = resource.monthly_cents if resource.project == chosen else 0
    unit, own = facts.budgets.get(project.unit), project.left_cents + counted
    left = min(own, unit.left_cents) if unit else own
    paid = unit is None or unit.left_cents >= cost_.committed_cents
    no_more = cost_.committed_cents <= counted  # a project over its budget gets no dearer by what it pays for already
    fits, cure = paid and (no_more or own >= cost_.committed_cents), ""
    if not fits and own < cost_.committed_cents:
        cure = more_budget(chosen, project.committed_cents - counted + cost_.committed_cents)
    return budget_fact(left, cost_, f"{chosen} and {project.unit}", cure, fits)
