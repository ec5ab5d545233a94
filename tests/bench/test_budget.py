"""The arithmetic of the speed budget."""

import pytest

from tests.bench.budget import BUDGET, Row, Runs, judge
from tests.bench.ratio import ratio_of_medians

ROW = Row("a start, to the floor's", "portal", "floor", goal=1.5, limit=2.0)


def runs(portal: float, floor: float = 100.0) -> Runs:
    """Three equal runs of each program."""
    return {"portal": [{"ready_ms": portal}] * 3, "floor": [{"ready_ms": floor}] * 3}


@pytest.mark.parametrize(
    ("portal", "word"),
    [(120.0, "meets the goal"), (150.0, "meets the goal"), (199.0, "misses the goal"), (201.0, "failed")],
)
def test_the_ratio_of_medians_is_held_against_goal_and_limit(portal: float, word: str) -> None:
    verdict = judge(ROW, runs(portal), {})
    assert verdict.word == word
    assert verdict.ratio is not None
    assert verdict.ratio.value == pytest.approx(portal / 100)


def test_a_program_that_is_not_there_is_said_with_its_reason() -> None:
    verdict = judge(ROW, runs(120), {"floor": "not installed"})
    assert (verdict.word, verdict.why_not) == ("not measured here", "floor: not installed")


def test_a_program_that_broke_is_a_failure_and_not_a_gap() -> None:
    verdict = judge(ROW, {"portal": [{"error": "program ended"}], "floor": [{"ready_ms": 100}]}, {})
    assert (verdict.word, verdict.why_not) == ("failed", "portal: program ended")


def test_a_broken_run_does_not_count() -> None:
    broken: Runs = {"portal": [{"ready_ms": 120}, {"ready_ms": 1, "error": "not ready"}], "floor": [{"ready_ms": 100}]}
    verdict = judge(ROW, broken, {})
    assert verdict.ratio is not None
    assert verdict.ratio.ours == 120


def test_two_metrics_of_two_programs_may_be_compared() -> None:
    row = Row("a filter key, to down", "filter", "list", 3, 5, metric="settle_p95_ms", base_metric="key_p95_ms")
    verdict = judge(row, {"filter": [{"settle_p95_ms": 8}], "list": [{"key_p95_ms": 4, "settle_p95_ms": 9}]}, {})
    assert verdict.ratio is not None
    assert verdict.ratio.value == 2


def test_the_interval_holds_the_ratio_and_is_the_same_each_time() -> None:
    ours, base = [110.0, 120, 130, 140, 150], [95.0, 100, 100, 105, 110]
    first, again = ratio_of_medians(ours, base), ratio_of_medians(ours, base)
    assert first == again
    assert first is not None
    assert first.low < first.value < first.high


def test_nothing_measured_gives_no_ratio() -> None:
    assert ratio_of_medians([], [1.0]) is None
    assert ratio_of_medians([1.0], [0.0]) is None


def test_every_goal_lies_below_its_limit() -> None:
    assert [row.what for row in BUDGET if row.goal is not None and (row.limit is None or row.goal >= row.limit)] == []


def test_a_figure_without_a_goal_is_shown_and_never_fails() -> None:
    row = Row("a figure", "portal", "floor", None, None)
    assert judge(row, runs(9000), {}).word == "shown only"
