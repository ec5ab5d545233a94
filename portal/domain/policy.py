"""Policy: CEL rules over a plan's variables decide the tier; tier and operating model decide who approves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import cel

from catalog.model import Catalogue, Organisation, Rule
from portal.contract.plan import Need, PolicyOutcome, RuleResult
from portal.domain.duties import Seat

TIERS = ("T0", "T1", "T2", "T3")
UNDECIDABLE = "T2"
"""The tier of a plan on which a rule could not be evaluated: humans decide."""


@dataclass(frozen=True)
class Verdict:
    """What the rules say before anybody is named."""

    tier: str
    denied: bool
    hold_seconds: int
    results: tuple[RuleResult, ...]


@lru_cache(maxsize=512)
def _program(expression: str) -> Callable[[dict[str, Any]], Any]:
    return cel.compile(expression).execute


def judge(catalogue: Catalogue, kind: str, offered_tier: str, variables: Mapping[str, Any]) -> Verdict:
    """Applies every rule for `kind`. The highest tier counts; a rule that cannot be evaluated asks for humans."""
    policy = catalogue.policy
    tier, denied, hold = offered_tier or policy.default_tier, False, 0
    results = []
    for rule in policy.rules:
        if kind not in rule.applies_to:
            continue
        holds, fault = _holds(rule, variables)
        if fault:
            tier = max(tier, UNDECIDABLE)
            results.append(RuleResult(rule.id, rule.title, "raise", f"could not be evaluated ({fault}); people decide"))
            continue
        if not holds:
            results.append(RuleResult(rule.id, rule.title, "pass", ""))
            continue
        word, _, value = rule.outcome.partition(":")
        if word == "tier":
            outcome = "raise" if value > tier else "pass"
            tier = max(tier, value)
            results.append(RuleResult(rule.id, rule.title, outcome, rule.message if outcome == "raise" else ""))
        elif word == "hold":
            hold = max(hold, int(value))
            results.append(RuleResult(rule.id, rule.title, "pass", rule.message))
        else:
            denied = denied or word == "deny"
            results.append(RuleResult(rule.id, rule.title, "fail" if word == "deny" else "warn", rule.message))
    return Verdict(tier, denied, max(hold, policy.tier(tier).hold_seconds), tuple(results))  # type: ignore[arg-type]


def _holds(rule: Rule, variables: Mapping[str, Any]) -> tuple[bool, str]:
    try:
        answer = _program(rule.when)(dict(variables))
    except Exception as fault:  # the evaluator raises many types; whatever it is, people decide
        return False, type(fault).__name__
    return (answer, "") if isinstance(answer, bool) else (False, "it does not answer yes or no")


def seats(catalogue: Catalogue, tier: str, unit: str) -> tuple[Seat, ...]:
    """Who has to approve a plan of `tier` for `unit`, under the operating model of the organisation."""
    organisation = catalogue.organisation
    local = {"hub-and-spoke": ("T1",), "federated": ("T1", "T2")}.get(organisation.operating_model, ())
    if tier in local and (lead := _lead_seat(organisation, unit)):
        return (lead,)
    chairs = []
    for number, need in enumerate(catalogue.policy.tier(tier).needs):  # type: ignore[arg-type]
        if need.group is not None:
            group = organisation.group(need.group)
            members = frozenset(group.members if group else ())
            title = group.title if group else need.group
        else:
            members = frozenset(person.id for person in organisation.people if need.role in person.roles)
            title = str(need.role).replace("_", " ")
        chairs.append(Seat(f"{number}:{need.group or need.role}", title, need.count, _humans(organisation, members)))
    return tuple(chairs)


def _lead_seat(organisation: Organisation, unit: str) -> Seat | None:
    known = organisation.unit(unit)
    if known is None:
        return None
    return Seat(f"lead:{unit}", f"the lead of {known.title}", 1, _humans(organisation, frozenset({known.lead})))


def _humans(organisation: Organisation, ids: frozenset[str]) -> frozenset[str]:
    people = {person.id for person in organisation.people if person.active and person.kind == "human"}
    return ids & people


def outcome(catalogue: Catalogue, verdict: Verdict, chairs: tuple[Seat, ...], barred: frozenset[str]) -> PolicyOutcome:
    """The verdict with the people in it; `barred` are those who may not decide on this one."""
    rule = catalogue.policy.tier(verdict.tier)  # type: ignore[arg-type]
    needs = tuple(Need(seat.id, seat.title, seat.count, (), tuple(sorted(seat.members - barred))) for seat in chairs)
    return PolicyOutcome(
        tier=verdict.tier,
        denied=verdict.denied,
        rules=verdict.results,
        needs=needs,
        hold_seconds=verdict.hold_seconds,
        expires_hours=rule.expires_hours,
        usual_wait_hours=float(rule.typical_wait_hours),
        sentence=sentence(catalogue.organisation, verdict.tier, needs, rule.typical_wait_hours),
        digest=catalogue.digest_of_policy,
    )


def sentence(organisation: Organisation, tier: str, needs: tuple[Need, ...], usual_hours: int) -> str:
    """Who decides, in words: "one of the platform team: Ana, Li; usually 3 h"."""
    if not needs:
        return "approved at once, by policy"
    numbers = {1: "one", 2: "two", 3: "three"}
    told = []
    for need in needs:
        people = [person.name.split()[0] for person in organisation.people if person.id in need.can_give]
        who = f"{numbers.get(need.count, str(need.count))} of {need.title}: {', '.join(people) or 'nobody is left'}"
        told.append(who)
    return " and ".join(told) + f"; usually {usual_hours} h"


def hold(seconds: int) -> timedelta:
    """A hold as a duration."""
    return timedelta(seconds=seconds)
