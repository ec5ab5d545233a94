"""What a compute request rests on: quota and who holds it, money, a free name, what stands idle, what is asked for."""

from dataclasses import replace

from catalog.model import Catalogue, ComputeType
from portal.contract.plan import Cost, Fact
from portal.contract.projects import ProjectStage
from portal.domain.feasibility import Machine, StandingCluster, alike, that_would_do
from portal.kinds.facts.observed import HolderFact
from portal.kinds.fits import budget_fact, more_budget, quota_fact
from portal.kinds.kind import Facts, ProjectFact, Wish, sure
from portal.kinds.naming import PlannedName

HOLDERS_NAMED = 3
SAME = ("type", "stage", "form")
"""The values by which two requests of one project ask for the same."""


def compute_facts(
    wish: Wish, item: ComputeType, project: ProjectFact, catalogue: Catalogue, facts: Facts, cost: Cost, region: str,
    name: PlannedName,
) -> tuple[Fact, ...]:  # fmt: skip
    """Every fact; those that block stop the request before it is submitted, and again at its start."""
    return (
        _quota(wish, item, project, facts, region),
        _budget(project, facts, cost),
        Fact("name", "Name", name.name, not name.why, name.why, blocks=True),
        *_shared(wish, item, catalogue, facts, sure(project.place(wish.text("stage")), wish.text("stage"))),
        *_asked(wish, project, facts),
    )


def _quota(wish: Wish, item: ComputeType, project: ProjectFact, facts: Facts, region: str) -> Fact:
    subscription, stage = project.subscriptions[wish.text("stage")], wish.text("stage")
    priority = "low" if wish.text("priority") == "low" else "dedicated"
    counted = priority if (subscription, region, item.family.lower(), priority) in facts.quotas else "dedicated"
    wanted = item.vcpus * wish.number("nodes")
    made = quota_fact(facts, subscription, region, item, priority, wanted, project.name, stage, low=counted == "low")
    place = (subscription.lower(), region, item.family.lower(), counted)
    held = [one for one in facts.holders if (one.subscription, one.region, one.family, one.priority) == place]
    if made.ok is not False or not held:
        return made
    return replace(made, detail=f"{made.detail}; held by {'; '.join(map(_held, held[:HOLDERS_NAMED]))}")


def _held(holder: HolderFact) -> str:
    """ "gpu-fraud (tom, fraud) 48 until 2026-12-01"."""
    who = ", ".join(filter(None, (holder.owner, holder.project)))
    return f"{holder.name} ({who or 'nobody'}) {holder.vcpus} {_until(holder.until)}"


def _until(stamp: str | None) -> str:
    return f"until {stamp[:10]}" if stamp else "without an end"


def _budget(project: ProjectFact, facts: Facts, cost: Cost) -> Fact:
    budget, cure = facts.budgets.get(project.unit), ""
    if project.left_cents < cost.committed_cents:
        cure = more_budget(project.name, project.committed_cents + cost.committed_cents)
    made = budget_fact(facts.left_cents(project), cost, f"{project.name} and {project.unit}", cure)
    if budget is None or budget.left_cents >= cost.committed_cents:
        return made
    short = f"; {project.unit} has only {budget.left_cents / 100:.2f} left of all its projects"
    return replace(made, detail=made.detail + short)


def _machine(item: ComputeType) -> Machine:
    return Machine(item.vcpus, item.memory_gib, item.gpus, item.gpu_memory_gib or 0)


def _shared(wish: Wish, item: ComputeType, catalogue: Catalogue, facts: Facts, place: ProjectStage) -> tuple[Fact, ...]:
    """A cluster in the same workspace that stands idle, is this project's or nobody's alone, and is large enough."""
    if wish.text("form") != "cluster":
        return ()
    sizes = {one.size.lower(): one for one in catalogue.computes}
    there = [
        (
            one,
            StandingCluster(one.name, _machine(sizes[one.size]), one.nodes, one.max_nodes, one.priority == "dedicated"),
        )
        for one in facts.clusters
        if one.workspace == place.workspace
        and one.size in sizes
        and one.name != wish.text("name")
        and (one.project == wish.text("project") or one.project not in facts.projects)
    ]
    dedicated = wish.text("priority") != "low"
    found = that_would_do(_machine(item), wish.number("nodes"), dedicated, [standing for _, standing in there])
    if not found:
        return ()
    first = found[0]
    seen = next(one for one, standing in there if standing is first)
    told = f"{first.name} stands idle and would do"
    detail = f"{sizes[seen.size].size}, {first.nodes} of {first.max_nodes} nodes are up; compute: azureml:{first.name}"
    return (Fact("shared", "Shared cluster", told, True, detail, seen.observed_at),)


def _asked(wish: Wish, project: ProjectFact, facts: Facts) -> tuple[Fact, ...]:
    """An open request of the same project for the same."""
    others = {
        one.request: one.values
        for one in facts.asked
        if one.kind == "compute" and one.project == project.name and one.request != wish.request
    }
    same = alike(wish.values, others, SAME)
    if not same:
        return ()
    return (
        Fact("duplicate", "Asked for already", f"{', '.join(same)} asks for the same", False, "of the same project"),
    )
