"""What the advisor says beside the order: reasons with their source, and what would have to change."""

from dataclasses import replace

import pytest

from catalog.model import Catalogue
from portal.contract.advice import ComputeOption, RejectedCompute
from portal.domain.policy import Excepted
from tests.advice.asking import Answer, ask, place, rules_of


def option(answer: Answer, kind: str, type_: str, priority: str = "dedicated") -> ComputeOption:
    """The ranked option of that description."""
    return next(one for one in answer[0] if (one.kind, one.type, one.priority) == (kind, type_, priority))


def rejected(answer: Answer, kind: str, type_: str = "") -> RejectedCompute:
    """What was rejected of that description."""
    return next(one for one in answer[1] if (one.kind, one.type) == (kind, type_))


def test_checkpoints_would_make_it_low_priority_and_what_that_saves_is_said(starter: Catalogue) -> None:
    best = ask(starter, framework="pytorch", cuda=True)[0][0]
    change = next(one for one in best.could_be if one.word == "checkpoints")
    assert (change.value, change.enough) == (True, True)
    assert change.text == "with checkpoints=yes it could be low priority: 0.20 instead of 0.58 EUR an hour"


def test_each_reason_has_its_rule_and_source(starter: Catalogue) -> None:
    rules = {rule.id: rule.source for rule in rules_of(starter).rules}
    best = ask(starter)[0][0]
    told = {reason.rule: reason for reason in best.reasons}
    assert told["cluster-for-jobs"].effect == "prefer"
    assert all(reason.source == rules[name] for name, reason in told.items() if name in rules)
    assert told["use-when"].source == "catalogue: d4s-v5"


def test_a_shorter_idle_time_would_have_an_instance_granted_at_once(starter: Catalogue) -> None:
    best = ask(starter, workload="interactive")[0][0]
    assert (best.tier, best.idle_minutes) == ("T1", 60)
    assert [(one.word, one.value) for one in best.could_be] == [("idle_minutes", 15)]
    assert best.approvers == ("ana", "li")


def test_what_is_granted_at_once_is_named_beside_what_people_decide_on(starter: Catalogue) -> None:
    larger = option(ask(starter, gb=20), "cluster", "e16ds-v5")
    assert larger.tier == "T1"
    assert "e8ds-v5 as cluster would be granted at once (T0)" in [one.text for one in larger.could_be]


def test_where_nothing_is_granted_at_once_the_rule_is_named(starter: Catalogue) -> None:
    best = ask(starter, workload="online", stage="prod")[0][0]
    assert best.could_be[-1].text == (
        "nothing here is granted at once (T0): It changes prod. "
        "The second of two keys to prod, the product owner of the unit for the business."
    )
    in_dev = ask(starter, workload="online")[0][0]
    assert "it comes by a promotion, on which people decide" in in_dev.could_be[-1].text


def test_a_large_share_of_the_budget_raises_the_tier_and_fewer_hours_lower_it(starter: Catalogue) -> None:
    best = ask(starter, place(starter, budget_cents=1000))[0][0]
    assert (best.type, best.tier, best.committed_cents) == ("d4s-v5", "T3", 214)
    assert ("hours_per_week", 5) in [(one.word, one.value) for one in best.could_be]


def test_an_exhausted_budget_asks_for_fewer_hours_or_for_more_money(starter: Catalogue) -> None:
    where = replace(place(starter, budget_cents=150), own_left_cents=150, own_committed_cents=99_850)
    one = rejected(ask(starter, where, hours_per_week=20), "cluster", "d4s-v5")
    assert one.reasons[0].text == "it commits 4.26 this month, 1.50 are left"
    assert [(change.word, change.value, change.enough) for change in one.would_change] == [
        ("hours_per_week", 5, True),
        ("", None, True),
    ]
    assert one.would_change[1].text == "with 2.76 EUR more this month: a budget request"
    assert one.would_change[1].cure == "portal request new budget --set project=churn --set monthly_budget=1003"
    of_the_unit = rejected(ask(starter, replace(where, own_left_cents=10_000), hours_per_week=20), "cluster", "d4s-v5")
    assert [change.cure for change in of_the_unit.would_change] == ["", ""]


def test_a_full_family_says_how_much_more_quota_it_takes(starter: Catalogue) -> None:
    where = place(starter, {"standardNCADSA100v4Family": 20})
    one = rejected(ask(starter, where, framework="huggingface", cuda=True, gb=26.0), "cluster", "nc24ads-a100-v4")
    assert "24 vCPUs of standardNCADSA100v4Family (dedicated) are needed in westeurope, 20 of 70 are left" in [
        reason.text for reason in one.reasons
    ]
    wanted = "with 4 more vCPUs of standardNCADSA100v4Family (dedicated) in westeurope: a quota request"
    change = next(change for change in one.would_change if change.text == wanted)
    assert change.enough
    command = "portal request new quota --set project=churn --set type=nc24ads-a100-v4 --set stage=dev --set cores=74"
    assert change.cure == command


def test_an_endpoint_takes_a_fifth_more_quota_than_its_instances(starter: Catalogue) -> None:
    single = option(ask(starter, workload="online"), "online-endpoint", "f4s-v2")
    assert (single.nodes, single.room.needed) == (1, 8)
    pair = option(ask(starter, workload="online", stage="prod"), "online-endpoint", "f4s-v2")
    assert (pair.nodes, pair.room.needed) == (2, 12)
    assert pair.min_nodes == pair.nodes


def test_a_retired_size_names_its_successor(starter: Catalogue) -> None:
    one = rejected(ask(starter, framework="pytorch", cuda=True), "cluster", "nc6")
    assert "take nc4as-t4-v3 instead" in [change.text for change in one.would_change]


def test_a_size_of_another_region_says_where_it_is(starter: Catalogue) -> None:
    where = place(starter, region="northeurope")
    one = rejected(ask(starter, where, framework="pytorch", cuda=True), "cluster", "nc96ads-a100-v4")
    assert "in westeurope, where it is offered" in [change.text for change in one.would_change]


def test_too_much_data_says_how_much_would_fit(starter: Catalogue) -> None:
    one = rejected(ask(starter, gb=20), "cluster", "e4ds-v5")
    assert one.reasons[0].text == "about 64 GiB of memory are needed, e4ds-v5 has 32"
    change = one.would_change[0]
    assert (change.word, change.value, change.enough) == ("gb", 9.0, True)


def test_a_model_too_large_for_one_gpu_may_be_divided(starter: Catalogue) -> None:
    one = rejected(
        ask(starter, framework="huggingface", cuda=True, gb=30, checkpoints=True), "cluster", "nc48ads-a100-v4"
    )
    assert "about 90 GiB are needed on each GPU, that of nc48ads-a100-v4 has 80" in [r.text for r in one.reasons]
    assert one.would_change[0].enough


@pytest.mark.parametrize(("framework", "cuda"), [("sklearn", True), ("huggingface", False)])
def test_nobody_is_told_to_answer_what_the_framework_decides(starter: Catalogue, framework: str, cuda: bool) -> None:
    answer = ask(starter, framework=framework, cuda=cuda)
    assert all(change.word != "cuda" for one in answer[1] for change in one.would_change)
    assert {one.type for one in answer[0]}
    assert all((starter.compute(one.type).gpus > 0) is not cuda for one in answer[0])  # type: ignore[union-attr]


def test_kinds_that_no_size_could_save_are_named_once(starter: Catalogue) -> None:
    answer = ask(starter)
    whole = [one.kind for one in answer[1] if not one.type]
    assert sorted(whole) == ["batch-endpoint", "online-endpoint"]
    assert rejected(answer, "online-endpoint").would_change[0].text == "with workload=online it would fit"


def test_what_was_never_observed_is_said_and_not_hidden(starter: Catalogue) -> None:
    seen = place(starter)
    unseen = replace(seen, quotas={}, budget_left_cents=None)
    best = ask(starter, unseen)[0][0]
    assert best.warnings == (
        "the quota of standardDSv5Family (dedicated) in westeurope is not known: it was never observed",
        "the price is an estimate",
        "the budget is not known",
    )
    assert (best.room.used, best.room.limit) == (None, None)


def test_a_size_without_a_price_comes_last_and_says_so(starter: Catalogue) -> None:
    rows = tuple(row for row in starter.prices.rows if row.compute != "d4s-v5")
    prices = type(starter.prices).model_construct(**{**dict(starter.prices), "rows": rows})
    ranked, _ = ask(starter.model_copy(update={"prices": prices}))
    same = [one for one in ranked if one.points == 100]
    assert same[-1].type == "d4s-v5" and same[-1].monthly_cents is None
    assert "the price book has no price for d4s-v5 in westeurope" in same[-1].warnings


@pytest.mark.parametrize(("left", "fits"), [(214, True), (213, False)])
def test_the_budget_holds_to_the_cent(starter: Catalogue, left: int, fits: bool) -> None:
    ranked, _ = ask(starter, place(starter, budget_cents=left))
    dedicated = {one.type for one in ranked if (one.kind, one.priority) == ("cluster", "dedicated")}
    assert ("d4s-v5" in dedicated) is fits


@pytest.mark.parametrize(("cores", "fits"), [(4, True), (3, False)])
def test_the_quota_holds_to_the_core(starter: Catalogue, cores: int, fits: bool) -> None:
    ranked, _ = ask(starter, place(starter, {"standardDSv5Family": cores}))
    assert ("d4s-v5" in {one.type for one in ranked if one.kind == "cluster"}) is fits


def test_a_rule_that_does_not_count_for_the_project_does_not_count_here(starter: Catalogue) -> None:
    excepted = replace(place(starter), exceptions=(Excepted("compute-idle", "R-7", "2026-12-24T00:00:00Z"),))
    assert ask(starter, workload="interactive")[0][0].tier == "T1"
    assert ask(starter, excepted, workload="interactive")[0][0].tier == "T0"
