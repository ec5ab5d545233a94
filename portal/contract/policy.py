"""Policy as it is in force: who decides on what, for which unit, and the rules that change it."""

from dataclasses import dataclass

from portal.contract.plan import Need


@dataclass(frozen=True)
class DecidingRow:
    """Who decides on a tier for a unit; `kinds` are the kinds of request that this holds for, none for all others."""

    unit: str
    title: str
    kinds: tuple[str, ...]
    model: str
    """centralised, hub-and-spoke or federated."""
    tier: str
    needs: tuple[Need, ...]
    sentence: str
    hold_seconds: int
    expire: str
    """After how long an undecided request is over: 24h, or 5bd for business days."""
    timing: str = ""
    """When people are reminded, when more may decide, and when it is over, in words."""


@dataclass(frozen=True)
class RuleRow:
    """One rule, and what comes of it where its expression holds."""

    id: str
    title: str
    when: str
    outcome: str
    message: str
    applies_to: tuple[str, ...]


@dataclass(frozen=True)
class PolicyShown:
    """The policy in force for new requests; those that are under way keep the one they were asked under."""

    version: str
    digest: str
    operating_model: str
    stand_in: str
    """The role that stands in where too few are left, or ""."""
    rows: tuple[DecidingRow, ...]
    rules: tuple[RuleRow, ...]
