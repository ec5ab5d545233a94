"""Kind `exception`: from which rules one may be excepted, why, and until when."""

from typing import Any

import pytest

from catalog.model import Catalogue
from portal.kinds.facts.observed import ExceptionFact
from portal.kinds.registry import KINDS
from tests.kinds.made import facts, wished, wrong

EXCEPTION = KINDS["exception"]
ASKED: dict[str, Any] = {"rule": "compute-never-zero", "reason": "a demonstration all day long on Friday"}


def test_it_is_recorded_with_its_reason_for_thirty_days(starter: Catalogue) -> None:
    made = EXCEPTION.plan(wished(starter, "exception", **ASKED), starter, facts(), {})
    (effect,) = made.effects
    assert (effect.kind, effect.name, made.lease_days) == ("exception", "compute-never-zero", 30)
    assert effect.payload["reason"] == ASKED["reason"]
    assert "tier:T3 for compute" in made.facts[0].detail


def test_a_reason_has_to_be_given(starter: Catalogue) -> None:
    assert set(wrong(starter, "exception", rule="compute-never-zero")) == {"reason"}


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("exceptions", "it guards exceptions themselves"),
        ("compute-small", "it makes things easier, not harder"),
        ("compute-offer-t2", "the catalogue's own tier of the offer counts beside it"),
    ],
)
def test_from_some_rules_nobody_is_excepted(starter: Catalogue, rule: str, why: str) -> None:
    told = wrong(starter, "exception", rule=rule, reason="because")["rule"]
    assert why in told.what
    assert "compute-never-zero" in told.todo


def test_a_second_exception_from_the_same_rule_is_pointed_out(starter: Catalogue) -> None:
    live = ExceptionFact("basket", "compute-never-zero", "R-4", "2026-12-01T00:00:00.000Z")
    over = ExceptionFact("basket", "compute-never-zero", "R-2", "2026-11-01T00:00:00.000Z")
    known = facts(exceptions=(live, over))
    made = EXCEPTION.plan(wished(starter, "exception", known, **ASKED), starter, known, {})
    assert [(one.value, one.ok, one.blocks) for one in made.facts[1:]] == [("by R-4 until 2026-12-01", False, False)]


def test_the_longest_is_half_a_year(starter: Catalogue) -> None:
    assert "days" in wrong(starter, "exception", days=181, **ASKED)
