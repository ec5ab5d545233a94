"""Kind `project`: everything a project needs from its first commit, in existing workspaces or in its own."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Template
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.names import why_not
from portal.kinds.asked_person import has_left
from portal.kinds.closed import why_closed
from portal.kinds.kind import Facts, Kind, RenderOrder, Wish, sure
from portal.kinds.models.executors import pipeline_fact
from portal.kinds.naming import checked, faults
from portal.kinds.projects.answers import answers
from portal.kinds.projects.effects import effects, planned_names
from portal.kinds.projects.fields import fields
from portal.kinds.projects.places import MissingWorkspace, places
from portal.kinds.projects.topology import topology_fact, wrong_needs


def _template(wish: Wish, catalogue: Catalogue) -> Template:
    return sure(catalogue.template(wish.text("template")), wish.text("template"))


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    return _gone(wish, catalogue) or _misfits(wish, catalogue, facts)


def _gone(wish: Wish, catalogue: Catalogue) -> tuple[Complaint, ...]:
    """What a wish from before asks for and may not any more; of a new wish the choices have refused it already."""
    found, offered = [], catalogue.template(wish.text("template"))
    if why := why_closed(offered) if offered else "it is not in the catalogue any more":
        found.append(
            Complaint("template", f"'{wish.text('template')}' cannot be taken: {why}", "take another template")
        )
    if catalogue.organisation.unit(wish.text("unit")) is None:
        found.append(Complaint("unit", f"there is no unit {wish.text('unit')} any more", "name another unit"))
    return (*found, *has_left("owner", wish, catalogue, "name another owner"))


def _misfits(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    template = _template(wish, catalogue)
    asked = {question.name: wish.values.get(question.name) for question in template.questions}
    found = [Complaint(name, why, "choose what goes together") for name, why in template.problems(asked).items()]
    found += wrong_needs(wish.text("needs"))
    name = wish.text("name")
    if why := why_not("project", name) or _taken(name, facts):
        found.append(Complaint("name", why, "give another name"))
    try:
        placed = places(wish, template, catalogue)
    except MissingWorkspace as missing:
        other = "own" if wish.text("topology") == "existing" else "existing"
        todo = f"choose topology={other}, or ask the platform team for a workspace"
        return (*found, Complaint("topology", str(missing), todo))
    if any(not place.shared for place in placed) and "workspace" not in catalogue.infrastructure:
        found.append(Complaint("topology", "the catalogue has no infrastructure/workspace.json", "use existing ones"))
    if not found:
        wrong = faults(planned_names(wish, placed, catalogue, facts))
        found += [Complaint("name", f"{what}: {why}", "give a shorter or another name") for what, why in wrong.items()]
    return tuple(found)


def _taken(name: str, facts: Facts) -> str:
    return "there is a project of that name" if name in facts.projects else checked("project", name, "", facts).why


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, files: Mapping[str, str]) -> Plan:
    template = _template(wish, catalogue)
    placed = places(wish, template, catalogue)
    own = wish.text("topology") == "own"
    cost_cents = template.cost_band.low_cents if own else 0
    note = "own workspaces: storage, key vault and registry; compute comes on top" if own else "compute comes on top"
    cost = Cost(cost_cents, cost_cents, 0, catalogue.prices.currency, own, str(catalogue.prices.date), note)
    made: tuple[Effect, ...] = effects(wish, template, placed, catalogue, files)
    return Plan(
        effects=made,
        facts=(
            *_facts(wish, facts, cost),
            *topology_fact(wish, template, catalogue),
            *pipeline_fact(wish.text("executor"), files),
        ),
        cost=cost,
        lease_days=template.expires_days,
        items=(template.id, template.default_environment),
        project=wish.text("name"),
        unit=wish.text("unit"),
        stage="",
        notes=tuple(f"{stage.title}: {stage.branch} → {stage.workspace}" for stage in placed),
    )


def _facts(wish: Wish, facts: Facts, cost: Cost) -> tuple[Fact, ...]:
    name = wish.text("name")
    taken = _taken(name, facts)
    free = Fact("name", "Name", name, not taken, taken, blocks=True)
    budget = facts.budgets.get(wish.text("unit"))
    if budget is None:
        return (free, Fact("budget", "Budget", "not known", None, f"no budget is set for {wish.text('unit')}"))
    left = budget.left_cents - cost.committed_cents
    told = f"{budget.left_cents // 100} → {left // 100} {cost.currency} left this month"
    return (free, Fact("budget", "Budget", told, left >= 0, f"of {wish.text('unit')}", blocks=True))


def _variables(wish: Wish, catalogue: Catalogue, facts: Facts) -> dict[str, Any]:
    budget = facts.budgets.get(wish.text("unit"))
    unit = catalogue.organisation.unit(wish.text("unit"))
    left = budget.left_cents if budget else unit.monthly_budget_cents if unit else 0
    return {"template": wish.text("template"), "budget_left_cents": left}


def _offered_tier(wish: Wish, catalogue: Catalogue) -> str:
    return _template(wish, catalogue).tier


def _headline(wish: Wish) -> str:
    return f"project {wish.text('name')} from {wish.text('template')}"


def _rendering(wish: Wish, catalogue: Catalogue) -> RenderOrder:
    template = _template(wish, catalogue)
    return RenderOrder(template.id, answers(wish, template, places(wish, template, catalogue), catalogue))


def _card(values: Mapping[str, Any], plan: Plan, outcomes: Mapping[str, Mapping[str, Any]], ends_at: str) -> ReadyCard:
    name = str(values["name"])
    repository = str(outcomes.get("repository", {}).get("url", ""))
    links = tuple(
        (f"Azure ML studio, {effect.stage}", str(outcomes[effect.step]["url"]))
        for effect in plan.effects
        if effect.kind == "workspace" and outcomes.get(effect.step, {}).get("url")
    )
    return ReadyCard(
        headline=f"{name} is ready",
        do_now=(
            f"git clone {repository} {name}",
            f"cd {name} && cat README.md",
            f"portal request new compute --set project={name} --set type=d4s-v5",
        ),
        ends=(f"the project ends {ends_at}",) if ends_at else ("nothing: the project stays until it is retired",),
        lost=("what is only in the workspace; what is committed stays in the repository",) if ends_at else (),
        links=links,
    )


PROJECT = Kind(
    id="project",
    title="Project",
    summary="A repository, places in dev, test and prod, rights for the team, from an approved template",
    fields=fields,
    complaints=_complaints,
    plan=_plan,
    offered_tier=_offered_tier,
    variables=_variables,
    policy_words={"template": "", "budget_left_cents": 0},
    headline=_headline,
    card=_card,
    rendering=_rendering,
)
