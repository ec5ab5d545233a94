"""Kind `budget`: more money a month for a project, also the step from exploring to funded."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.kinds.asked_person import first_there, has_left, person_field
from portal.kinds.asked_project import chosen, gone, mine, plan_for, project_field, reason_field
from portal.kinds.field import Choice, Field
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, ProjectFact, Wish

EXPLORE, FUNDED, SAME = "explore", "funded", "same"
MOST = 1_000_000
"""Whole euros a month."""


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    offered = mine(person, facts)
    first = offered[0].name if offered else None
    project = chosen(given, facts, first)
    step = str(given.get("step") or SAME)
    return (
        project_field("Whose budget", offered, "you belong to no project yet", first),
        Field("monthly_budget", "Budget a month", "Whole euros that its compute may commit in a month", "integer",
              minimum=1, maximum=MOST, section="What"),
        Field("step", "Step", "Whether the exploration becomes a funded project by this", "choice",
              choices=(Choice(SAME, "the phase stays"), Choice(FUNDED, "from explore to funded")), assumed=SAME,
              section="What"),
        *(_funding(project, catalogue) if step == FUNDED else ()),
        reason_field(),
    )  # fmt: skip


def _funding(project: ProjectFact | None, catalogue: Catalogue) -> tuple[Field, ...]:
    """What a funded project has to have."""
    owner = first_there(catalogue, project.owner if project else "")
    return (
        person_field("owner", "Owner", "Who answers for the project", catalogue, owner, "Who", "derived"),
        Field("cost_centre", "Cost centre", "Where the cost is booked", longest=40,
              pattern=r"[A-Za-z0-9][A-Za-z0-9 ._-]*", assumed=project.cost_centre or None if project else None,
              origin="derived", section="Who"),
        Field("success_metric", "Success metric", "By which number, and from when on, it counts as a success", "text",
              longest=300, section="Why"),
    )  # fmt: skip


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    project, wanted = facts.projects[wish.text("project")], wish.number("monthly_budget") * 100
    funding = wish.text("step") == FUNDED
    complaints = []
    if funding and project.phase != EXPLORE:
        complaints.append(Complaint("step", f"{project.name} is {project.phase} already", f"leave step at {SAME}"))
    if wanted < project.budget_cents or (wanted == project.budget_cents and not funding):
        told = f"{project.name} has {project.budget_cents // 100} a month already"
        complaints.append(Complaint("monthly_budget", told, f"ask for more than {project.budget_cents // 100}"))
    if funding:
        complaints += has_left("owner", wish, catalogue, "name another owner")
    return tuple(complaints)


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    project, wanted = facts.projects[wish.text("project")], wish.number("monthly_budget") * 100
    was: dict[str, Any] = {"budget_cents": project.budget_cents}
    becomes: dict[str, Any] = {"budget_cents": wanted}
    title = f"Budget of {project.name}: {project.budget_cents // 100} → {wanted // 100} a month"
    if wish.text("step") == FUNDED:
        was |= {"phase": project.phase, "owner": project.owner, "cost_centre": project.cost_centre}
        becomes |= {"phase": FUNDED, "owner": wish.text("owner"), "cost_centre": wish.text("cost_centre")}
        becomes["success_metric"] = wish.text("success_metric")
        title += ", and it is funded"
    payload = {"project": project.name, "was": was, "becomes": becomes}
    effect = Effect("budget", "project_change", title, project.name, "", payload)
    cost = no_cost(catalogue, "a budget is not spent yet")
    return plan_for(project, (effect,), _facts(project, wanted, catalogue, facts), cost)


def _facts(project: ProjectFact, wanted: int, catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    currency, budget = catalogue.prices.currency, facts.budgets.get(project.unit)
    committed = Fact(
        "committed", "Committed", f"{project.committed_cents // 100} {currency} of it this month", True,
        f"{project.budget_cents // 100} → {wanted // 100} {currency} a month",
    )  # fmt: skip
    if budget is None:
        return (committed, Fact("unit", "Budget of the unit", "not known", None, f"none is set for {project.unit}"))
    others = sum(one.budget_cents for one in facts.projects.values() if one.unit == project.unit) - project.budget_cents
    fits = others + wanted <= budget.limit_cents
    told = f"its projects may commit {(others + wanted) // 100} of {budget.limit_cents // 100} {currency} a month"
    return (
        committed,
        Fact("unit", f"Budget of {project.unit}", told, fits, "" if fits else "that is more than it has"),
    )


def _variables(wish: Wish, _catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    project = facts.projects[wish.text("project")]
    more = max(0, wish.number("monthly_budget") * 100 - project.budget_cents)
    return {"phase": FUNDED if wish.text("step") == FUNDED else "", "monthly_cents": more}


def _headline(wish: Wish) -> str:
    funded = ", from explore to funded" if wish.text("step") == FUNDED else ""
    return f"{wish.number('monthly_budget')} a month for {wish.text('project')}{funded}"


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], _ends_at: str) -> ReadyCard:
    name, becomes = str(values["project"]), plan.effects[0].payload["becomes"]
    funded = ", and it is funded" if becomes.get("phase") == FUNDED else ""
    return ReadyCard(
        headline=f"{name} may commit {int(becomes['budget_cents']) // 100} {plan.cost.currency} a month{funded}",
        do_now=(f"portal project show {name}", f"portal request new compute --set project={name}"),
        ends=("nothing: the budget stays until it is changed",),
        lost=(),
    )


BUDGET = Kind(
    id="budget",
    title="Budget",
    summary="More money a month for a project; also the step from exploring to funded",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    variables=_variables,
    policy_words={"phase": ""},
    headline=_headline,
    card=_card,
)
