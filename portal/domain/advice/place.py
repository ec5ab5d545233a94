"""Where the advice is for: region, quota that is left, budget that is left, and who would decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from catalog.model import Catalogue
from portal.contract.plan import PolicyOutcome
from portal.domain.policy import Excepted, PolicyVerdict, judge, outcome, seats

_NOTHING = {
    "phase": "", "extensions": 0, "how": "", "lease_ended": False, "made_here": True, "template": "",
    "identity": "manifest", "break_glass": False, "verified": False,
}  # fmt: skip
"""What policy sees of things that a wish for compute does not have."""


@dataclass(frozen=True)
class Observed:
    """vCPUs of a family as last observed."""

    used: int
    limit: int
    observed_at: str
    priority: str = "dedicated"
    """Whose cores these are: where low priority was never seen apart, it is counted with the dedicated ones."""

    @property
    def left(self) -> int:
        """What may still be taken."""
        return self.limit - self.used


@dataclass(frozen=True)
class AdvicePlace:
    """One project's stage, or where it would be; everything here was read by somebody else."""

    region: str
    unit: str
    quotas: Mapping[tuple[str, str], Observed] = field(default_factory=dict)
    """By family (lower case) and priority; what is not here was never observed."""
    budget_left_cents: int | None = None
    """What may still be committed this month; None is not known."""
    project: str = ""
    own_left_cents: int | None = None
    """What is left of the project's own budget; None where there is no project."""
    own_committed_cents: int = 0
    exceptions: tuple[Excepted, ...] = ()
    """Rules of policy that do not count for the project now."""
    barred: frozenset[str] = frozenset()
    """People who may not decide: whoever asks."""

    def room(self, family: str, priority: str) -> Observed | None:
        """The quota that counts for a family and a priority."""
        return self.quotas.get((family.lower(), priority))


@dataclass(frozen=True)
class Judge:
    """Policy of one catalogue for one place; equal questions are answered once."""

    catalogue: Catalogue
    place: AdvicePlace

    @cached_property
    def _verdicts(self) -> dict[tuple[Any, ...], PolicyVerdict]:
        return {}

    @cached_property
    def _outcomes(self) -> dict[tuple[str, tuple[str, ...]], PolicyOutcome]:
        return {}

    def verdict(self, kind: str, tier: str, variables: Mapping[str, Any]) -> PolicyVerdict:
        """What the rules for a kind of request say; the budget is the place's."""
        left = self.place.budget_left_cents
        known = {**variables, "kind": kind, "tier": tier, "budget_left_cents": 10**9 if left is None else left}
        key = tuple(sorted((name, value) for name, value in known.items() if name != "assumed"))
        if key not in self._verdicts:
            everything = {**_NOTHING, **known, "assumed": []}
            self._verdicts[key] = judge(self.catalogue, kind, tier, everything, self.place.exceptions)
        return self._verdicts[key]

    def outcome(self, verdict: PolicyVerdict) -> PolicyOutcome:
        """The verdict's tier with the people who would decide."""
        key = (verdict.tier, verdict.also)
        if key not in self._outcomes:
            unit, barred = self.place.unit, self.place.barred
            model = self.catalogue.organisation.model_for("compute", unit)
            chairs = seats(self.catalogue, verdict.tier, unit, verdict.also, barred=barred, model=model)
            self._outcomes[key] = outcome(self.catalogue, verdict, chairs, barred, model)
        return self._outcomes[key]
