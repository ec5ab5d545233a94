"""Divisions of traffic always add up, shrink in proportion, and end as approved."""

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.models.rollout import divisions, serving, told, too_bad

SHARES = st.integers(1, 4).flatmap(
    lambda count: st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1).map(
        lambda cuts: [after - before for before, after in zip([0, *sorted(cuts)], [*sorted(cuts), 100], strict=True)]
    )
)


@given(SHARES, st.lists(st.integers(1, 100), min_size=1, max_size=5, unique=True).map(sorted))
def test_every_division_adds_up_and_gives_the_new_one_its_share(shares: list[int], steps: list[int]) -> None:
    before = {f"v{number}": share for number, share in enumerate(shares)}
    for step, weights in zip(steps, divisions(before, "new", steps), strict=True):
        assert sum(weights.values()) == 100
        assert weights["new"] == step
        assert all(0 <= weights[name] <= share for name, share in before.items() if share)


def test_proportions_are_kept_and_what_the_new_one_had_counts_for_nothing() -> None:
    assert divisions({"a": 60, "b": 30, "new": 10}, "new", [10, 40]) == (
        {"a": 60, "b": 30, "new": 10},
        {"a": 40, "b": 20, "new": 40},
    )
    assert divisions({"a": 0}, "new", [10, 100]) == ({"new": 100},), "where nobody serves there is nothing to share"


def test_divisions_are_compared_without_case_and_without_those_that_get_nothing() -> None:
    assert serving({"Blue": 100, "green": 0}) == serving({"blue": 100})
    assert told({"green": 10, "blue": 90, "red": 0}) == "blue 90 %, green 10 %"
    assert told({}) == "nobody"


def test_what_is_bad_is_said_with_its_limit() -> None:
    assert too_bad(100, 5, 500.0, 5, 500) is None
    assert too_bad(100, 6, None, 5, 500) == "6 of 100 requests failed, which is more than 5 %"
    assert "501 ms" in (too_bad(100, 0, 501.0, 5, 500) or "")
    assert too_bad(100, 100, 9999.0, None, None) is None
    assert too_bad(0, 0, None, 0, 0) is None
