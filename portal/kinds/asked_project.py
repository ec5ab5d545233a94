"""The field `project` of the kinds that are about one, and what goes with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.model import Person
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.people.roles import PLATFORM
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.kind import Facts, ProjectFact, Wish


def mine(person: Person, facts: Facts) -> list[ProjectFact]:
    """The projects that somebody belongs to, the one last active first; the platform team looks after all."""
    known = (facts.projects[name] for name in facts.order)
    return [one for one in known if person.id in one.members or PLATFORM in person.roles]


def project_field(help_: str, offered: Iterable[ProjectFact], none: str, assumed: str | None = None) -> Field:
    """The choice of a project; `none` is why nothing can be chosen when nothing is offered."""
    choices = some_of((Choice(one.name, one.name, f"{one.unit}, {one.phase}") for one in offered), none)
    return Field("project", "Project", help_, "choice", choices=choices, assumed=assumed, section="What")


def plan_for(
    project: ProjectFact, effects: tuple[Effect, ...], facts: tuple[Fact, ...], cost: Cost, stage: str = "",
    items: tuple[str, ...] = (), lease_days: int | None = None, notes: tuple[str, ...] = (),
) -> Plan:  # fmt: skip
    """The plan of something that a project pays for."""
    return Plan(effects, facts, cost, lease_days, items, project.name, project.unit, stage, notes)


def chosen(given: Mapping[str, Any], facts: Facts, assumed: str | None = None) -> ProjectFact | None:
    """The project that was answered, or the assumed one; None when there is no such project."""
    name = given.get("project", assumed)
    return facts.projects.get(name) if isinstance(name, str) else None


def gone(wish: Wish, facts: Facts) -> tuple[Complaint, ...]:
    """The complaint about a wish whose project is not there any more."""
    name = wish.text("project")
    if name in facts.projects:
        return ()
    return (Complaint("project", f"there is no project {name} any more", "ask for another project"),)


def reason_field() -> Field:
    """Why it is wanted."""
    return Field("reason", "What it is for", "One sentence for whoever decides", "text", required=False, section="Why")
