"""Kind `exception`: a rule of policy that does not count for a project, for a reason, until a day."""

import re
from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person, Rule
from portal.contract.operations import ReadyCard
from portal.contract.plan import Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.kinds.asked_project import gone, mine, plan_for, project_field
from portal.kinds.field import Choice, Field, some_of
from portal.kinds.fits import no_cost
from portal.kinds.kind import Facts, Kind, Wish, sure

DEFAULT_DAYS = 30
LONGEST_DAYS = 180
_OF_THE_OFFER = re.compile(r'\s*tier\s*==\s*"T[0-3]"\s*')


def why_kept(rule: Rule) -> str:
    """Why nobody may be excepted from a rule, or would gain by it; "" when they may."""
    if "exception" in rule.applies_to:
        return "it guards exceptions themselves"
    if rule.outcome == "tier:T0":
        return "it makes things easier, not harder"
    if _OF_THE_OFFER.fullmatch(rule.when):
        return "the catalogue's own tier of the offer counts beside it"
    return ""


def _fields(_given: Mapping[str, Any], person: Person, catalogue: Catalogue, facts: Facts) -> tuple[Field, ...]:
    offered = mine(person, facts)
    first = offered[0].name if offered else None
    return (
        project_field("The project for which the rule shall not count", offered, "you belong to no project yet", first),
        Field("rule", "Rule", "The rule of policy that stands in the way", "choice",
              choices=some_of((Choice(one.id, one.title, one.message, why_kept(one)) for one in catalogue.policy.rules),
                              "the policy has no rules"), section="What"),
        Field("reason", "Reason", "Why it has to be, and what keeps the risk small meanwhile", "text", section="Why"),
        Field("days", "For how many days", "When the rule counts again", "integer", assumed=DEFAULT_DAYS, minimum=1,
              maximum=LONGEST_DAYS, section="Lease"),
    )  # fmt: skip


def _rule(wish: Wish, catalogue: Catalogue) -> Rule | None:
    return next((one for one in catalogue.policy.rules if one.id == wish.text("rule")), None)


def _complaints(wish: Wish, catalogue: Catalogue, facts: Facts) -> tuple[Complaint, ...]:
    if found := gone(wish, facts):
        return found
    rule = _rule(wish, catalogue)
    if rule is None:
        return (Complaint("rule", f"policy has no rule {wish.text('rule')} any more", "no exception is needed"),)
    if why := why_kept(rule):
        return (Complaint("rule", f"'{rule.id}' cannot be taken: {why}", "name another rule"),)
    return ()


def _plan(wish: Wish, catalogue: Catalogue, facts: Facts, _files: Mapping[str, str]) -> Plan:
    project, rule = facts.projects[wish.text("project")], sure(_rule(wish, catalogue), wish.text("rule"))
    payload = {
        "project": project.name,
        "rule": rule.id,
        "outcome": rule.outcome,
        "reason": wish.text("reason"),
        "days": wish.number("days"),
    }
    title = f"{project.name} is excepted from: {rule.title}"
    effect = Effect("exception", "exception", title, rule.id, "", payload)
    cost, notes = no_cost(catalogue, "an exception costs nothing"), (f"{rule.title}: {rule.message}",)
    days = wish.number("days")
    return plan_for(project, (effect,), _facts(wish, rule, facts), cost, lease_days=days, notes=notes)


def _facts(wish: Wish, rule: Rule, facts: Facts) -> tuple[Fact, ...]:
    kinds = ", ".join(rule.applies_to)
    told, second = f"{rule.outcome} for {kinds}: {rule.message}", "this one would be a second"
    live = (
        Fact("live", "Excepted already", f"by {one.request} until {one.until[:10]}", False, second)
        for one in facts.exceptions
        if (one.project, one.rule) == (wish.text("project"), rule.id) and one.until[:10] >= wish.today
    )
    return (Fact("rule", "Rule", rule.title, True, told), *live)


def _headline(wish: Wish) -> str:
    return f"{wish.text('project')} excepted from {wish.text('rule')}, {wish.number('days')} days"


def _card(values: Mapping[str, Any], plan: Plan, _outcomes: Mapping[str, Any], ends_at: str) -> ReadyCard:
    return ReadyCard(
        headline=f"{values['rule']} does not count for {values['project']}",
        do_now=("ask again for what the rule stood in the way of: portal request kinds",),
        ends=(
            f"the rule counts again {ends_at}" if ends_at else f"the rule counts again after {plan.lease_days} days",
        ),
        lost=(),
    )


EXCEPTION = Kind(
    id="exception",
    title="Exception",
    summary=f"A rule of policy does not count for a project, for {DEFAULT_DAYS} days unless you say otherwise",
    fields=_fields,
    complaints=_complaints,
    plan=_plan,
    headline=_headline,
    card=_card,
)
