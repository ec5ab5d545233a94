"""Warnings about the policy: rules that cannot be evaluated, tiers that nobody can fulfil."""

import re
from collections.abc import Iterator

from catalog.finding import Finding
from catalog.model import Catalogue, Need, Organisation, Policy, Rule
from catalog.model.expression import bound_by_macros

FILE = "policies/default.yaml"
# What a rule may look at; each kind of request fills what it knows.
VARIABLES = frozenset(
    (
        *("kind", "stage", "template", "tier", "priority", "days", "assumed", "estimate", "phase"),
        *("vcpus", "gpus", "nodes", "min_nodes", "idle_minutes", "monthly_cents", "committed_cents"),
        *("budget_left_cents", "extensions", "how", "lease_ended", "made_here", "identity", "break_glass", "verified"),
    )
)


def check_policy(catalogue: Catalogue) -> Iterator[Finding]:
    """Every warning about tiers and rules."""
    yield from _check_tiers(catalogue.policy, catalogue.organisation)
    for rule in catalogue.policy.rules:
        problem = rule_problem(rule.when)
        if problem is not None:
            yield Finding(FILE, "rule", rule.id, problem, "correct the expression; until then a human decides")
        yield from _check_tier_of_item(rule)


def rule_problem(when: str, variables: frozenset[str] = VARIABLES) -> str | None:
    """Why an expression cannot be relied on, or None; it must compile, name known variables, hold one macro at most."""
    # Imported late: it brings a command line of its own and takes longer than loading the catalogue.
    import cel

    try:
        program = cel.compile(when)
    except ValueError as error:
        return f"the expression does not compile: {str(error).splitlines()[0]}"
    bound = bound_by_macros(when)
    if len(bound) > 1:
        return "the expression holds more than one all, exists, map or filter, whose cost multiplies"
    if unknown := set(program.variables()) - variables - set(bound):
        return f"the expression names {', '.join(sorted(unknown))}, which nothing tells it"
    return None


def _check_tier_of_item(rule: Rule) -> Iterator[Finding]:
    if rule.outcome == "tier:T0" and re.fullmatch(r"\s*true\s*", rule.when):
        yield Finding(FILE, "rule", rule.id, "everything it applies to is granted automatically", "give a condition")


def _check_tiers(policy: Policy, organisation: Organisation) -> Iterator[Finding]:
    for tier in policy.tiers:
        for need in tier.needs:
            group = organisation.group(need.group) if need.group is not None else None
            if group is not None and group.app_role:
                continue  # who is in it is known only as they sign in
            able = _able(need, organisation) | _standing_in(policy, organisation)
            # The requester may be one of them, and nobody decides on their own request.
            if len(able) <= need.count and (need.group is not None or len(able) < need.count):
                who = ", ".join(sorted(able)) or "nobody"
                what = f"group {need.group}" if need.group is not None else f"role {need.role}"
                message = f"{need.count} of {what} must agree; there is only {who}"
                yield Finding(FILE, "too-few", tier.tier, message, "add people, or ask for fewer")


def _standing_in(policy: Policy, organisation: Organisation) -> set[str]:
    """Those who stand in where too few are left, by policy."""
    return _able(Need(role=policy.stand_in_role, count=1), organisation) if policy.stand_in_role else set()


def _able(need: Need, organisation: Organisation) -> set[str]:
    """The active humans who could fulfil a need."""
    people = [person for person in organisation.people if person.active and person.kind == "human"]
    if need.role is not None:
        return {person.id for person in people if need.role in person.roles}
    return {person.id for person in people if need.group in person.groups}
