"""Azure's rules for names, and what things cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.cost import Running, committed_cents, monthly_cents, moved_percent
from portal.domain.names import RULES, why_not


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("project", "churn"),
        ("resource_group", "rg-churn-dev"),
        ("workspace", "mlw-churn-dev"),
        ("key_vault", "kv-churn-dev"),
        ("storage", "stchurndev"),
        ("compute", "churn-d4s-v5"),
    ],
)
def test_ordinary_names_are_fine(kind: str, name: str) -> None:
    assert why_not(kind, name) == ""


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("project", "", "needs a name"),
        ("project", "Churn", "lower-case"),
        ("project", "a--b", "single hyphens"),
        ("project", "x" * 21, "3 to 20"),
        ("resource_group", "rg.", "not ending with '.'"),
        ("workspace", "mlw", ""),
        ("workspace", "w" * 34, "3 to 33"),
        ("key_vault", "kv--x", "single hyphens"),
        ("key_vault", "k" * 25, "3 to 24"),
        ("storage", "st-x", "lower-case letters and digits"),
        ("compute", "9x-", "starting with a letter"),
        ("compute", "x" * 25, "3 to 24"),
    ],
)
def test_a_name_that_azure_refuses_is_refused_with_the_rule(kind: str, name: str, says: str) -> None:
    assert says in why_not(kind, name)
    assert (why_not(kind, name) == "") == (says == "")


@given(st.sampled_from(sorted(RULES)), st.text(max_size=100))
def test_any_text_is_either_a_name_or_refused_in_a_sentence(kind: str, text: str) -> None:
    assert why_not(kind, text) == "" or why_not(kind, text).startswith("a ")


def test_a_month_of_a_cluster_that_runs_forty_hours_a_week() -> None:
    assert monthly_cents(20, Running(nodes=1, always=0)) == -(-20 * 40 * 365 // 84)


def test_a_node_that_always_runs_is_paid_for_every_hour() -> None:
    assert monthly_cents(20, Running(nodes=1, always=1)) == 20 * 730


def test_a_short_lease_commits_its_share_of_a_month() -> None:
    assert committed_cents(3000, 7) == 700
    assert committed_cents(3000, 60) == 3000
    assert committed_cents(3000, None) == 3000


@given(st.integers(0, 10**6), st.integers(0, 50), st.integers(0, 50), st.integers(1, 168))
def test_more_nodes_never_cost_less(price: int, nodes: int, always: int, hours: int) -> None:
    less, more = Running(nodes, min(always, nodes), hours), Running(nodes + 1, min(always, nodes), hours)
    assert monthly_cents(price, less) <= monthly_cents(price, more)


def test_how_far_a_price_moved() -> None:
    assert moved_percent(100, 102) == 2
    assert moved_percent(100, 80) == 20
    assert moved_percent(0, 1) == 100
    assert moved_percent(0, 0) == 0
