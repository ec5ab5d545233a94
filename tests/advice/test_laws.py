"""What holds for every question: nothing forbidden is ranked, and everything else says why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.model import Catalogue, Rule
from portal.contract.advice import ComputeOption
from portal.domain.advice.compute import rank
from portal.domain.advice.place import AdvicePlace, Observed
from portal.domain.advice.workload import Workload
from tests.advice.asking import SEEN_AT, rules_of

EXAMPLES = settings(max_examples=25)
SIZES = (
    "d2s-v5", "d4s-v5", "d16s-v5", "d32s-v5", "ds3-v2", "e8ds-v5", "e32ds-v5", "f4s-v2", "nc4as-t4-v3", "nc6",
    "nc64as-t4-v3", "nc24ads-a100-v4", "nd96amsr-a100-v4",
)  # fmt: skip
DENIALS = ("gpus > 0", "vcpus > 8", 'stage == "prod"', 'priority == "low"', "nodes > 1", "monthly_cents > 5000")
EVERYTHING = ("compute", "promotion")
LIFECYCLES = ("draft", "approved", "deprecated", "blocked")

words = st.builds(
    Workload,
    workload=st.sampled_from(["interactive", "training", "distributed", "sweep", "batch", "online"]),
    gb=st.sampled_from([0.0, 0.5, 3.0, 20.0, 75.0, 400.0]),
    framework=st.sampled_from(["sklearn", "lightgbm", "pytorch", "huggingface", "vllm", "other"]),
    cuda=st.booleans(),
    checkpoints=st.booleans(),
    hours_per_week=st.sampled_from([1, 10, 60, 168]),
    stage=st.sampled_from(["dev", "test", "prod"]),
    latency_ms=st.sampled_from([None, 15, 300]),
)
quotas = st.dictionaries(st.sampled_from(SIZES), st.sampled_from([0, 4, 8, 64, 1000]), max_size=6)
budgets = st.sampled_from([None, 0, 200, 600, 1_500, 4_000, 20_000, 10_000_000])
lifecycles = st.dictionaries(st.sampled_from(SIZES), st.sampled_from(LIFECYCLES), max_size=5)
denials = st.lists(st.sampled_from(DENIALS), max_size=1)
changes = st.tuples(lifecycles, denials)
Cores = dict[str, int]
Changed = tuple[dict[str, str], list[str]]


def varied(starter: Catalogue, lifecycle: Mapping[str, str] | None = None, denied: Sequence[str] = ()) -> Catalogue:
    """A few sizes of the starter catalogue, some with another lifecycle, under a policy that denies more."""
    sizes = [item for item in starter.computes if item.id in SIZES]
    changed_to = lifecycle or {}
    changed = [item.model_copy(update={"lifecycle": changed_to.get(item.id, item.lifecycle)}) for item in sizes]
    more = [
        Rule(id=f"no-{number}", title="No", when=when, outcome="deny", message="No.", applies_to=EVERYTHING)
        for number, when in enumerate(denied)
    ]
    policy = starter.policy.model_copy(update={"rules": (*starter.policy.rules, *more)})
    return starter.model_copy(update={"computes": tuple(changed), "policy": policy})


def somewhere(catalogue: Catalogue, left: Mapping[str, int], budget: int | None) -> AdvicePlace:
    """A place in which so much is left of the families of the named sizes, and the others were never observed."""
    family = {item.id: item.family.lower() for item in catalogue.computes}
    seen = {
        (family[size], priority): Observed(7, 7 + cores, SEEN_AT)
        for size, cores in left.items()
        for priority in ("low", "dedicated")
    }
    return AdvicePlace("westeurope", "retail", seen, budget, "churn", barred=frozenset({"maya"}))


def identity(option: ComputeOption) -> tuple[str, str, str]:
    """What an option is, whatever it costs and wherever it stands."""
    return option.kind, option.type, option.priority


@settings(max_examples=50)
@given(said=words, left=quotas, budget=budgets, changed=changes)
def test_nothing_that_may_not_be_is_ranked(
    starter: Catalogue, said: Workload, left: Cores, budget: int | None, changed: Changed
) -> None:
    catalogue, denied = varied(starter, *changed), changed[1]
    where = somewhere(catalogue, left, budget)
    ranked, rejected = rank(catalogue, rules_of(starter), where, said)
    by_id = {item.id: item for item in catalogue.computes}
    for option in ranked:
        item = by_id[option.type]
        assert item.lifecycle == "approved"
        assert option.region in item.regions
        room = where.room(item.family, option.priority)
        if room is None:
            assert any("was never observed" in warning for warning in option.warnings)
        else:
            assert item.vcpus * option.nodes <= option.room.needed <= room.left
        assert budget is None or option.committed_cents is None or option.committed_cents <= budget
        assert not any(breaks(when, option, item.vcpus, item.gpus, said) for when in denied)
    everything = {(kind, item.id) for kind in ("instance", "cluster") for item in catalogue.computes}
    told = {(option.kind, option.type) for option in ranked} | {(one.kind, one.type) for one in rejected}
    assert {(kind, item) for kind, item in everything if (kind, item) not in told and (kind, "") not in told} == set()


def breaks(when: str, option: ComputeOption, vcpus: int, gpus: int, said: Workload) -> bool:
    """Whether an option is what a rule denies, judged without the evaluator of policy."""
    return {
        "gpus > 0": gpus > 0,
        "vcpus > 8": vcpus > 8,
        'stage == "prod"': said.stage == "prod",
        'priority == "low"': option.priority == "low",
        "nodes > 1": option.nodes > 1,
        "monthly_cents > 5000": (option.monthly_cents or 0) > 5000,
    }[when]


@EXAMPLES
@given(said=words, left=quotas, budget=budgets, changed=changes)
def test_everything_else_says_why_and_what_would_have_to_change(
    starter: Catalogue, said: Workload, left: Cores, budget: int | None, changed: Changed
) -> None:
    catalogue = varied(starter, *changed)
    _, rejected = rank(catalogue, rules_of(starter), somewhere(catalogue, left, budget), said)
    assert rejected
    for one in rejected:
        assert one.reasons and all(
            reason.text and reason.source and reason.effect == "reject" for reason in one.reasons
        )
        assert one.would_change and all(change.text for change in one.would_change)


@settings(max_examples=15)
@given(said=words, left=quotas, budget=budgets)
def test_what_would_be_enough_is_enough(starter: Catalogue, said: Workload, left: Cores, budget: int | None) -> None:
    catalogue = varied(starter)
    where, rules = somewhere(catalogue, left, budget), rules_of(starter)
    _, rejected = rank(catalogue, rules, where, said)
    tried = 0
    for one in rejected:
        for change in one.would_change:
            if change.enough and change.word and tried < 4:
                tried += 1
                other, _ = rank(catalogue, rules, where, replace(said, **{change.word: change.value}))
                found = {(option.kind, option.type) for option in other}
                assert (one.kind, one.type) in found or (not one.type and one.kind in {kind for kind, _ in found})


@EXAMPLES
@given(said=words, left=quotas, budget=budgets, turn=st.integers(0, 12))
def test_the_order_is_total_and_does_not_hang_on_the_order_of_files(
    starter: Catalogue, said: Workload, left: Cores, budget: int | None, turn: int
) -> None:
    catalogue = varied(starter)
    turned = catalogue.model_copy(update={"computes": (*catalogue.computes[turn:], *catalogue.computes[:turn])})
    where = somewhere(catalogue, left, budget)
    ranked, rejected = rank(catalogue, rules_of(starter), where, said)
    again, rejected_again = rank(turned, rules_of(starter), where, said)
    assert [identity(option) for option in ranked] == [identity(option) for option in again]
    assert [option.rank for option in ranked] == list(range(1, len(ranked) + 1))
    assert len({identity(option) for option in ranked}) == len(ranked)
    assert {(one.kind, one.type, one.priority) for one in rejected} == {
        (one.kind, one.type, one.priority) for one in rejected_again
    }
    standing = [(-option.points, option.monthly_cents or 0) for option in ranked if option.monthly_cents is not None]
    assert standing == sorted(standing)


@EXAMPLES
@given(said=words, left=quotas, more=st.lists(st.sampled_from([0, 1, 16, 5000]), min_size=13), budget=budgets)
def test_more_quota_never_takes_an_option_away(
    starter: Catalogue, said: Workload, left: Cores, more: list[int], budget: int | None
) -> None:
    catalogue = varied(starter)
    before, _ = rank(catalogue, rules_of(starter), somewhere(catalogue, left, budget), said)
    grown = {size: amount + added for (size, amount), added in zip(left.items(), more, strict=False)}
    after, _ = rank(catalogue, rules_of(starter), somewhere(catalogue, grown, budget), said)
    assert {identity(option) for option in before} <= {identity(option) for option in after}


@pytest.mark.parametrize("lifecycle", ["draft", "deprecated", "blocked"])
def test_only_what_is_approved_is_ranked(starter: Catalogue, lifecycle: str) -> None:
    catalogue = varied(starter, {"d4s-v5": lifecycle})
    said = Workload("training", 1.0, "sklearn", False, False, 10, "dev")
    ranked, rejected = rank(catalogue, rules_of(starter), somewhere(catalogue, {}, None), said)
    assert "d4s-v5" not in {option.type for option in ranked}
    mine: list[Any] = [one for one in rejected if one.type == "d4s-v5" and one.kind == "cluster"]
    assert any(f"d4s-v5 is {lifecycle}" in reason.text for one in mine for reason in one.reasons)
