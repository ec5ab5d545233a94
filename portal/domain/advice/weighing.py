"""Looks at one kind of compute in one size for one workload: what speaks for it, against it, and what rules it out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from catalog.model import Catalogue, ComputeType
from catalog.model.advice import ComputeRule, ComputeRules, KindOfCompute
from catalog.model.prices import PriceRow
from portal.contract.advice import Reason
from portal.contract.plaintext import a_or_an
from portal.domain.advice.condition import parts_hold, points_of, reason_of
from portal.domain.advice.place import AdvicePlace, Judge, Observed
from portal.domain.advice.workload import Demand, Workload, demand
from portal.domain.cost import Running, committed_cents, monthly_cents
from portal.domain.feasibility import reserved_cores
from portal.domain.policy import PolicyVerdict


@dataclass(frozen=True)
class Candidate:
    """A kind of compute in one size at one priority."""

    kind: KindOfCompute
    item: ComputeType
    priority: str
    size_class: str

    def known(self) -> dict[str, Any]:
        """What conditions may ask of it."""
        return {
            "kind": self.kind.id,
            "priority": self.priority,
            "size_class": self.size_class,
            "gpus": self.item.gpus,
            "vcpus": self.item.vcpus,
        }


@dataclass(frozen=True)
class Standard:
    """How it would be asked for; changing one of these is what a counterfactual does."""

    nodes: int
    idle_minutes: int
    hours_per_week: int
    stage: str


@dataclass(frozen=True)
class Bill:
    """What it costs at that use; all None where the price book has no price."""

    row: PriceRow | None
    hourly: int | None = None
    monthly: int | None = None
    committed: int | None = None


@dataclass(frozen=True)
class Cause:
    """One thing that rules a candidate out."""

    name: str
    """`rule`, `lifecycle`, `form`, `region`, `memory`, `gpu-memory`, `quota`, `budget` or `policy`."""
    reason: Reason
    rule: ComputeRule | None = None


@dataclass(frozen=True)
class WeighedCandidate:
    """A candidate with everything that was found about it."""

    candidate: Candidate
    standard: Standard
    demand: Demand
    bill: Bill
    room: Observed | None
    needed: int
    """vCPUs of quota that it takes."""
    causes: tuple[Cause, ...]
    reasons: tuple[Reason, ...]
    points: int
    verdict: PolicyVerdict | None
    """None where something else rules it out already."""

    @property
    def fits(self) -> bool:
        """Whether nothing rules it out."""
        return not self.causes


@dataclass(frozen=True)
class Scales:
    """Everything that a weighing looks at beside workload and candidate."""

    catalogue: Catalogue
    rules: ComputeRules
    place: AdvicePlace

    @cached_property
    def judge(self) -> Judge:
        """Policy for this place."""
        return Judge(self.catalogue, self.place)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Every kind in every size at every priority."""
        return tuple(
            Candidate(kind, item, priority, self.rules.size_class(item.family))
            for kind in self.rules.kinds
            for item in self.catalogue.computes
            for priority in kind.priorities
        )

    def weigh(self, words: Workload, candidate: Candidate, changed: Standard | None = None) -> WeighedCandidate:
        """Everything about a candidate; `changed` asks for it in another way than usual."""
        kind, item = candidate.kind, candidate.item
        needs = demand(self.rules, words, item, candidate.known())
        usual = Standard(needs.nodes, kind.idle_minutes, words.hours_per_week, words.stage)
        standard = changed or usual
        bill = self._bill(candidate, standard)
        needed = reserved_cores(item.vcpus, standard.nodes, kind.quota_percent)
        room = self.place.room(item.family, candidate.priority)
        known = candidate.known()
        held = [rule for rule in self._rules_for(words) if parts_hold(rule.when.option, known)]
        causes = [Cause("rule", reason_of(rule), rule) for rule in held if rule.effect == "reject"]
        causes += self._misfits(words, candidate, needs)
        causes += _shortages(self.place, candidate, bill, room, needed)
        verdict = None
        if not causes:
            verdict = self.judge.verdict(kind.decided_as, self._tier(candidate), _variables(candidate, standard, bill))
            causes += _denials(verdict)
        return WeighedCandidate(
            candidate, standard, needs, bill, room, needed, tuple(causes),
            tuple(reason_of(rule) for rule in held if rule.effect != "reject"),
            points_of(held), verdict,
        )  # fmt: skip

    @cached_property
    def _rules_by_words(self) -> dict[Workload, tuple[ComputeRule, ...]]:
        return {}

    def _rules_for(self, words: Workload) -> tuple[ComputeRule, ...]:
        """The rules that may hold for a workload, whatever the option is; found once for each workload."""
        if words not in self._rules_by_words:
            known = words.known()
            found = (rule for rule in self.rules.rules if parts_hold(rule.when.words, known))
            self._rules_by_words[words] = tuple(found)
        return self._rules_by_words[words]

    def _tier(self, candidate: Candidate) -> str:
        """The tier to begin with: the size's own; a request that names no offer has that of policy at least."""
        own = candidate.item.tier
        return own if candidate.kind.decided_as == "compute" else max(own, self.catalogue.policy.default_tier)

    def _bill(self, candidate: Candidate, standard: Standard) -> Bill:
        row = self.catalogue.prices.hourly(candidate.item.id, self.place.region, candidate.priority)
        if row is None:
            return Bill(None)
        always = standard.nodes if candidate.kind.always_on else 0
        monthly = monthly_cents(row.cents_per_hour, Running(standard.nodes, always, standard.hours_per_week))
        committed = committed_cents(monthly, candidate.kind.lease_days)
        return Bill(row, row.cents_per_hour * standard.nodes, monthly, committed)

    def _misfits(self, words: Workload, candidate: Candidate, needs: Demand) -> Iterator[Cause]:
        item, form = candidate.item, candidate.kind.offered_as
        if item.lifecycle != "approved":
            why = f"{item.id} is {item.lifecycle}" + (f": {item.reason}" if item.reason else "")
            yield _cause("lifecycle", why, f"catalogue: {item.id}")
        if form not in item.kinds:
            yield _cause("form", f"{item.id} is not offered as {a_or_an(form)}", f"catalogue: {item.id}")
        if self.place.region not in item.regions:
            yield _cause("region", f"{item.id} is not offered in {self.place.region}", f"catalogue: {item.id}")
        memory, gpu_memory = needs.memory(words.gb), needs.gpu_memory(words.gb)
        framework, workload = self.rules.framework(words.framework), self.rules.workload(words.workload)
        if memory > item.memory_gib:
            each = " on each node" if needs.nodes > 1 else ""
            why = f"about {memory:.0f} GiB of memory are needed{each}, {item.id} has {item.memory_gib}"
            yield _cause("memory", why, f"{framework.source}; {workload.source}")
        if item.gpus and item.gpu_memory_gib is not None and gpu_memory > item.gpu_memory_gib:
            why = f"about {gpu_memory:.0f} GiB are needed on each GPU, that of {item.id} has {item.gpu_memory_gib}"
            yield _cause("gpu-memory", why, framework.source)


def _variables(candidate: Candidate, standard: Standard, bill: Bill) -> dict[str, Any]:
    """What policy rules look at, as a request for it would fill it."""
    kind, item = candidate.kind, candidate.item
    return {
        "stage": standard.stage,
        "vcpus": item.vcpus,
        "gpus": item.gpus,
        "nodes": standard.nodes,
        "min_nodes": standard.nodes if kind.always_on else 0,
        "idle_minutes": standard.idle_minutes,
        "priority": candidate.priority,
        "template": "",
        "monthly_cents": bill.monthly or 0,
        "committed_cents": bill.committed or 0,
        "days": kind.lease_days or 0,
        "estimate": bill.row is None or bill.row.certainty == "estimate",
    }


def asked(weighed: WeighedCandidate, **changes: Any) -> Standard:
    """How it is asked for, with something changed."""
    return replace(weighed.standard, **changes)


def _shortages(
    place: AdvicePlace, candidate: Candidate, bill: Bill, room: Observed | None, needed: int
) -> Iterator[Cause]:
    if room is not None and room.left < needed:
        why = (
            f"{needed} vCPUs of {candidate.item.family} ({candidate.priority}) are needed in {place.region}, "
            f"{max(0, room.left)} of {room.limit} are left"
        )
        yield _cause("quota", why, f"quota as observed at {room.observed_at}")
    left = place.budget_left_cents
    if left is not None and bill.committed is not None and bill.committed > left:
        why = f"it commits {bill.committed / 100:.2f} this month, {left / 100:.2f} are left"
        yield _cause("budget", why, f"budget of {place.project or place.unit}")


def _denials(verdict: PolicyVerdict) -> Iterator[Cause]:
    if verdict.denied:
        for result in verdict.results:
            if result.outcome == "fail":
                yield _cause("policy", f"policy denies it: {result.message}", f"policy: {result.id}")


def _cause(name: str, text: str, source: str) -> Cause:
    return Cause(name, Reason(name, "reject", text, source))


def known_words(rules: ComputeRules) -> Mapping[str, tuple[Any, ...]]:
    """The answers that words with a choice may have."""
    return {
        "workload": tuple(entry.id for entry in rules.workloads),
        "framework": tuple(entry.id for entry in rules.frameworks),
        "stage": ("dev", "test", "prod"),
    }
