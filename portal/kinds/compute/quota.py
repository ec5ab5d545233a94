"""Kind `quota`: more cores of a family of machines in a region. Azure asks a human for it, so the portal does too."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, ComputeType, Person
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.domain.people.roles import PLATFORM
from portal.kinds.asked_project import chosen, gone, mine, plan_for, project_field, reason_field
from portal.kinds.closed import why_closed
from portal.kinds.field import Choice, Field
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, QuotaFact, Wish, sure

PATIENCE_DAYS = 14
"""How long the portal waits for somebody to raise it, before the operation is stuck and people decide."""
MOST_CORES = 100_000


def _fields(given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    offered = mine(person, facts)
    first = offered[0].name if offered else None
    project = chosen(given, facts, first)
    stage = str(given.get("stage") or "dev")
    item = catalogue.compute(str(given.get("type", "")))
    place = project.place(stage) if project else None
    region = str(given.get("region") or (place.region if place else catalogue.organisation.default_region))
    known = None
    if project and item:
        priority = str(given.get("priority") or "dedicated")
        known = facts.quota(project.subscriptions.get(stage, ""), region, item.family, priority)
    return (
        project_field("The project that needs it", offered, "you belong to no project yet", first),
        Field("type", "Compute type", "One of the family whose cores are too few", "choice",
              choices=tuple(Choice(one.id, one.size, one.family, why_closed(one)) for one in catalogue.computes),
              section="What"),
        Field("stage", "Stage", "It decides on the subscription", "choice",
              choices=tuple(Choice(one.id, one.title) for one in catalogue.organisation.stages), assumed="dev",
              section="What"),
        Field("region", "Region", "Quotas count by region", "choice",
              choices=tuple(Choice(one, one) for one in catalogue.organisation.regions),
              assumed=region if region in catalogue.organisation.regions else catalogue.organisation.default_region,
              origin="derived", section="What"),
        Field("priority", "Priority", "Low-priority cores are counted apart", "choice",
              choices=(Choice("dedicated", "dedicated"), Choice("low", "low priority")), assumed="dedicated",
              section="What"),
        Field("cores", "Cores in all", "The new limit, counted in vCPUs", "integer",
              assumed=_next_limit(known, item) if item else None, origin="derived", minimum=1, maximum=MOST_CORES,
              section="What"),
        reason_field(),
    )  # fmt: skip


def _next_limit(known: QuotaFact | None, item: ComputeType) -> int:
    """Enough for one more machine than the limit allows now, or than are used when more are used than allowed."""
    return min(MOST_CORES, max(known.limit, known.used) + item.vcpus if known else item.vcpus)


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    if catalogue.compute(wish.text("type")) is None:
        return (Complaint("type", f"there is no compute type {wish.text('type')} any more", "name another one"),)
    project, stage = facts.projects[wish.text("project")], wish.text("stage")
    if stage not in project.subscriptions:
        had = ", ".join(project.subscriptions)
        return (Complaint("stage", f"{project.name} has no stage {stage}", f"choose one of: {had}"),)
    known = _known(wish, catalogue, facts)
    if known is not None and wish.number("cores") <= known.limit:
        told = f"the limit is {known.limit} already, {known.used} of them are used"
        return (Complaint("cores", told, f"ask for more than {known.limit}"),)
    return ()


def _item(wish: Wish, catalogue: Catalogue) -> ComputeType:
    return sure(catalogue.compute(wish.text("type")), wish.text("type"))


def _subscription(wish: Wish, facts: Facts) -> str:
    return facts.projects[wish.text("project")].subscriptions[wish.text("stage")]


def _known(wish: Wish, catalogue: Catalogue, facts: Facts) -> QuotaFact | None:
    item = _item(wish, catalogue)
    return facts.quota(_subscription(wish, facts), wish.text("region"), item.family, wish.text("priority"))


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    item, project = _item(wish, catalogue), facts.projects[wish.text("project")]
    region, cores, subscription = wish.text("region"), wish.number("cores"), _subscription(wish, facts)
    task = f"raise {item.family} in {region} to {cores} vCPUs"
    payload = {
        "task": task,
        "role": PLATFORM,
        "how": [
            f"Azure portal: Quotas, Machine learning, subscription {subscription}, region {region}, {item.family}",
            f"ask for a new limit of {cores}; the portal goes on by itself once it sees it",
        ],
        "days": PATIENCE_DAYS,
        "awaits": {
            "what": "quota",
            "subscription": subscription,
            "region": region,
            "family": item.family,
            "priority": wish.text("priority"),
            "at_least": cores,
        },
    }
    effect = Effect("quota", "handover", f"{task[0].upper()}{task[1:]}", item.family, wish.text("stage"), payload)
    note = f"A human raises it in Azure; the portal waits for {PATIENCE_DAYS} days and goes on when it sees it."
    rests_on, cost = _facts(wish, catalogue, facts), no_cost(catalogue, "quota costs nothing")
    return plan_for(project, (effect,), rests_on, cost, wish.text("stage"), items=(item.id,), notes=(note,))


def _facts(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    item, known, cores = _item(wish, catalogue), _known(wish, catalogue, facts), wish.number("cores")
    where = f"{item.family}, {wish.text('priority')}, {wish.text('region')}"
    if known is None:
        return (Fact("quota", "Quota", "not known", None, f"{where} was never observed"),)
    told = f"{known.limit} → {cores} vCPUs"
    return (Fact("quota", "Quota", told, True, f"{where}: {known.used} are used", known.observed_at),)


def _headline(wish: Wish) -> str:
    return f"{wish.number('cores')} cores for {wish.text('type')} in {wish.text('region')}, {wish.text('project')}"


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], _ends_at: str) -> ReadyCard:
    awaited = plan.effects[0].payload["awaits"]
    return ReadyCard(
        headline=f"{awaited['family']} in {awaited['region']} has {awaited['at_least']} vCPUs",
        do_now=(
            f"portal request new compute --set project={values['project']} --set type={values['type']}"
            f" --set stage={values['stage']}",
        ),
        ends=("nothing: a quota stays until it is changed in Azure",),
        lost=(),
    )


QUOTA = Kind(
    id="quota",
    title="Quota",
    summary="More cores of a family of machines in a region; a human raises them in Azure",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    headline=_headline,
    card=_card,
)
