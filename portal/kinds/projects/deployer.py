"""Kind `deployer`: from now on somebody else brings a project's models on: the portal, or its repository's pipeline."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.contract.projects import DEPLOYERS
from portal.kinds.asked_project import chosen, gone, mine, plan_for, project_field, reason_field
from portal.kinds.field import Field
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish
from portal.kinds.models.executors import CI, DEPLOYS, PORTAL, executor_field


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    offered = mine(person, facts)
    first = offered[0].name if offered else None
    project = chosen(given, facts, first)
    other = PORTAL if project is not None and project.executor == CI else CI
    return (
        project_field("Whose models", offered, "you belong to no project yet", first),
        executor_field("Who brings its models on, unless a promotion says otherwise", "Who", other, "derived"),
        reason_field(),
    )


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    project, wanted = facts.projects[wish.text("project")], wish.text("executor")
    if wanted == project.executor:
        told = f"{DEPLOYERS[wanted]} deploys what {project.name} promotes already"
        return (Complaint("executor", told, "choose the other, or withdraw it"),)
    if wanted == CI and not project.repository:
        return (Complaint("executor", f"the portal knows no repository of {project.name}", "leave it to the portal"),)
    return ()


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    project, wanted = facts.projects[wish.text("project")], wish.text("executor")
    payload = {"project": project.name, "was": {"executor": project.executor}, "becomes": {"executor": wanted}}
    title = f"What {project.name} promotes is deployed by {DEPLOYERS[wanted]}"
    effect = Effect("executor", "project_change", title, project.name, "", payload)
    changes = Fact("executor", "Who deploys", f"{DEPLOYERS[project.executor]} → {DEPLOYERS[wanted]}", True)
    rests_on = (changes, *((_workflow(project, catalogue),) if wanted == CI else ()))
    cost, note = (
        no_cost(catalogue, "who deploys costs nothing"),
        "Promotions that were asked for before keep who they said deploys.",
    )
    return plan_for(project, (effect,), rests_on, cost, notes=(note,))


def _workflow(project: ProjectFact, catalogue: Catalogue) -> Fact:
    """Whether the repository has the workflow; only what its template brings is known."""
    files = {path.removesuffix(".jinja") for path in catalogue.template_files.get(project.template, {})}
    if not files:
        return Fact("workflow", "Its workflow", DEPLOYS, None, "the repository is not of a template that is known")
    ok = any(path.endswith(f".github/workflows/{DEPLOYS}") for path in files)
    told = f"{project.template} brings it" if ok else f"{project.template} brings no such workflow: add one first"
    return Fact("workflow", "Its workflow", DEPLOYS, ok or None, told)


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], _ends_at: str) -> ReadyCard:
    name = str(values["project"])
    return ReadyCard(
        headline=f"What {name} promotes is deployed by {DEPLOYERS[str(values['executor'])]}",
        do_now=(f"portal project show {name}",),
        ends=("nothing: it stays so until it is changed",),
        lost=(),
    )


DEPLOYER = Kind(
    id="deployer",
    title="Who deploys",
    summary="From now on the portal, or the repository's own pipeline, brings a project's models on",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    headline=lambda wish: f"{DEPLOYERS.get(wish.text('executor'), '')} deploys what {wish.text('project')} promotes",
    card=_card,
)
