"""Asking the advisor without a store: words as somebody says them, and a place with so much quota."""

from collections.abc import Mapping
from typing import Any

from catalog.model import Catalogue
from catalog.model.advice import ComputeRules
from portal.contract.advice import ComputeOption, RejectedCompute
from portal.domain.advice.compute import rank
from portal.domain.advice.place import AdvicePlace, Observed
from portal.domain.advice.workload import Workload

PLENTY = 10_000
SEEN_AT = "2026-11-23T09:00:00Z"

Answer = tuple[tuple[ComputeOption, ...], tuple[RejectedCompute, ...]]


def rules_of(catalogue: Catalogue) -> ComputeRules:
    """The rules of a catalogue that has some."""
    assert catalogue.compute_rules is not None
    return catalogue.compute_rules


def workload(catalogue: Catalogue, **said: Any) -> Workload:
    """The words with what is assumed for the rest."""
    rules = rules_of(catalogue)
    need = rules.workload(said.get("workload", "training"))
    framework = rules.framework(said.get("framework", "sklearn"))
    assumed = {
        "workload": need.id,
        "gb": need.gb,
        "framework": framework.id,
        "cuda": framework.cuda_assumed,
        "checkpoints": False,
        "hours_per_week": need.hours_per_week,
        "stage": "dev",
    }
    return Workload(**{**assumed, **said})


def place(
    catalogue: Catalogue,
    left: Mapping[str, int] | None = None,
    budget_cents: int | None = 100_000_000,
    region: str = "westeurope",
) -> AdvicePlace:
    """A place in which every family but the named ones has plenty of quota left."""
    named = {family.lower(): cores for family, cores in (left or {}).items()}
    quotas = {
        (family, priority): Observed(50, 50 + named.get(family, PLENTY), SEEN_AT)
        for family in {item.family.lower() for item in catalogue.computes}
        for priority in ("low", "dedicated")
    }
    return AdvicePlace(region, "retail", quotas, budget_cents, "churn", barred=frozenset({"maya"}))


def ask(catalogue: Catalogue, where: AdvicePlace | None = None, **said: Any) -> Answer:
    """What the advisor says."""
    return rank(catalogue, rules_of(catalogue), where or place(catalogue), workload(catalogue, **said))
