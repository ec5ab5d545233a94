"""Kind `exception`: a rule of policy that does not count for a project, for a reason, until a day."""

import re
from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue, Person, Rule
from portal.contract.operations import ReadyCard
from portal.contract.plan import Cost, Effect, Fact, Plan
from portal.contract.problem import Complaint
from portal.kinds.asked_project import gone, mine, project_field
from portal.kinds.field import Choice, Field
from portal.kinds.kind import Facts, Kind, Wish

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
              choices=tuple(Choice(one.id, one.title, one.message, why_kept(one)) for one in catalogue.policy.rules)
              or (Choice("", "none", disabled="the policy has no rules"),), section="What"),
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
    project, rule = facts.projects[wish.text("project")], _rule(wish, catalogue)
    if rule is None:
        raise KeyError(wish.text("rule"))  # `_complaints` has refused it before
    payload = {
        "project": project.name,
        "rule": rule.id,
        "outcome": rule.outcome,
        "reason": wish.text("reason"),
        "days": wish.number("days"),
    }
    title = f"{project.name} is excepted from: {rule.title}"
    return Plan(
        effects=(Effect("exception", "exception", title, rule.id, "", payload),),
        facts=_facts(wish, rule, facts),
        cost=Cost(0, 0, 0, catalogue.prices.currency, False, str(catalogue.prices.date), "an exception costs nothing"),
        lease_days=wish.number("days"),
        items=(),
        project=project.name,
        unit=project.unit,
        stage="",
        notes=(f"{rule.title}: {rule.message}",),
    )


def _facts(wish: Wish, rule: Rule, facts: Facts) -> tuple[Fact, ...]:
    kinds = ", ".join(rule.applies_to)
    made = [Fact("rule", "Rule", rule.title, True, f"{rule.outcome} for {kinds}: {rule.message}")]
    live = [
        one
        for one in facts.exceptions
        if (one.project, one.rule) == (wish.text("project"), rule.id) and one.until[:10] >= wish.today
    ]
    made += [
        Fact(
            "live", "Excepted already", f"by {one.request} until {one.until[:10]}", False, "this one would be a second"
        )
        for one in live
    ]
    return tuple(made)


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
    offered_tier=lambda _wish, catalogue: catalogue.policy.default_tier,
    variables=lambda _wish, _catalogue, _facts: {},
    headline=_headline,
    card=_card,
)
