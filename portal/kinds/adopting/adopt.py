"""Kind `adopt`: what is in Azure and was not made here becomes managed, with tags, an owner, a project and a lease."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Plan
from portal.contract.problem import Complaint
from portal.domain.models.evidence import whole_of
from portal.kinds.adopting import project as adopt_project
from portal.kinds.adopting import resource as adopt_resource
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Facts, Kind, Wish
from portal.kinds.leases.resource_field import FIELD, reason_field, resource_of
from portal.kinds.leases.seen_cost import offered


def _whole(given: Mapping[str, Any]) -> bool:
    """Whether it is about a whole project: as answered, else when a project is named and no resource."""
    assumed = "project" if given.get("name") and not given.get(FIELD) else "resource"
    return str(given.get("what") or assumed) == "project"


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    whole = _whole(given)
    kinds = Choice("resource", "one resource"), Choice("project", "a whole project")
    first = Field("what", "What", "One thing, or a project with its repository and workspaces", "choice", choices=kinds,
                  assumed="project" if whole else "resource", origin="derived", section="What")  # fmt: skip
    more = adopt_project.fields if whole else adopt_resource.fields
    return first, *more(given, person, catalogue, facts), reason_field()


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    complaints = adopt_project.complaints if _whole(wish.values) else adopt_resource.complaints
    return complaints(wish, catalogue, facts)


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    if _whole(wish.values):
        return adopt_project.plan(wish, catalogue, facts)
    return adopt_resource.plan(wish, catalogue, facts)


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    if _whole(wish.values):
        budget = facts.budgets.get(wish.text("unit"))
        return {"budget_left_cents": budget.left_cents if budget else 0}
    resource, project = resource_of(wish, facts), facts.projects[wish.text("project")]
    item, value = offered(resource, catalogue), resource.seen.value if resource.seen else {}
    return {
        "vcpus": item.vcpus if item else 0,
        "gpus": item.gpus if item else 0,
        "nodes": whole_of(value, "max_nodes") or 0,
        "min_nodes": whole_of(value, "min_nodes") or 0,
        "idle_minutes": (whole_of(value, "idle_seconds") or 0) // 60,
        "priority": str(value.get("priority") or ""),
        "budget_left_cents": facts.left_cents(project),
    }


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], ends_at: str) -> ReadyCard:
    if _whole(values):
        return ReadyCard(
            headline=f"{plan.project} is managed",
            do_now=(f"git clone {values['repository']}", f"portal project show {plan.project}"),
            ends=("nothing: it stays until somebody asks for its end",),
            lost=("nothing",),
        )
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


def _headline(wish: Wish) -> str:
    if _whole(wish.values):
        return f"project {wish.text('name')} is to be managed"
    return f"{wish.text(FIELD)} is to be managed, for {wish.text('project')}"


ADOPT = Kind(
    id="adopt",
    title="Adopt",
    summary="What is in Azure and was not made here becomes managed: a compute, a workspace, a whole project",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    variables=_variables,
    headline=_headline,
    card=_card,
)
