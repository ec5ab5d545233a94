"""An expression is evaluated within a bound: what could take long is refused before it begins."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.model import Rule
from portal.domain.expressions import MANY, MOST, TooMuch, evaluate
from tests.domain.test_policy import judged


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("a.all(x, b.exists(y, y == x))", {"a": [1], "b": [1]}),
        ("a == " + " + ".join(["1"] * 200), {"a": 200}),
        ("a.all(x, x > 0)", {"a": [1] * (MOST + 1)}),
        ("a == b", {"a": 1, "b": [1] * (MANY + 1)}),
        ("a == 'x'", {"a": "x" * 5_001}),
        ("has(a.b)", {"a": {"b": {"c": {"d": {"e": {"f": {"g": {}}}}}}}}),
    ],
)
def test_what_could_take_long_is_not_begun(expression: str, values: dict[str, Any]) -> None:
    with pytest.raises(TooMuch):
        evaluate(expression, values)


@given(st.lists(st.integers(-5, 5), max_size=MOST))
def test_what_is_within_the_bound_is_evaluated(listed: list[int]) -> None:
    assert evaluate("a.all(x, x > 0)", {"a": listed}) is all(one > 0 for one in listed)
    assert evaluate("size(a) >= 0 && b == 'a.all(x, .all('", {"a": listed, "b": "a.all(x, .all("}) is True


def test_a_rule_that_could_take_long_is_for_people() -> None:
    when = "assumed.all(a, assumed.exists(b, a == b))"
    rule = Rule(id="slow", title="Slow", when=when, outcome="tier:T0", message="Slow.", applies_to=("compute",))
    verdict = judged(rule)
    assert verdict.tier == "T2"
    assert "people decide" in verdict.results[0].message
