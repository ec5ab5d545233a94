"""Filters, orders, groups: and totals that tie out, whatever the rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.model import Person
from portal.contract.projects import ProjectRow
from portal.domain.projects.inventory import (
    GROUPS,
    SORTS,
    ProjectFilter,
    chosen,
    flags,
    grouped,
    next_lease,
    orphan,
    total,
    versions_behind,
)
from tests.inventory.made import line

TODAY, SOON = "2026-11-23T23:59:59.999Z", "2026-11-30T09:00:00.000Z"
WORDS = st.sampled_from(["", "risk", "retail", "live", "tom", "maya", "a"])
ROWS = st.lists(
    st.builds(
        line,
        st.text("abc", min_size=1, max_size=4),
        unit=st.sampled_from(["risk", "retail", ""]),
        phase=st.sampled_from(["explore", "live", "retired"]),
        owner=st.sampled_from(["tom", "maya", ""]),
        committed_cents=st.integers(0, 10**9),
        budget_cents=st.integers(0, 10**9),
        models_in_prod=st.integers(0, 9),
        next_lease=st.sampled_from([None, TODAY, SOON]),
        flags=st.sampled_from([(), ("over budget",)]),
    ),
    max_size=12,
    unique_by=lambda row: row.name,
)


@given(ROWS, st.sampled_from(sorted(GROUPS)))
def test_groups_tie_out_with_the_total(rows: list[ProjectRow], by: str) -> None:
    heaps, whole = grouped(rows, by), total(rows)
    for name in ("projects", "committed_cents", "budget_cents", "models_in_prod"):
        assert sum(getattr(heap, name) for heap in heaps) == getattr(whole, name)
    assert [heap.value for heap in heaps] == sorted({GROUPS[by](row) for row in rows})


@given(ROWS, WORDS, WORDS, st.sampled_from(sorted(SORTS)), st.booleans())
def test_choosing_neither_invents_nor_loses_nor_changes_a_row(
    rows: list[ProjectRow], text: str, unit: str, sort: str, descending: bool
) -> None:
    found = chosen(rows, ProjectFilter(text=text, unit=unit, sort=sort, descending=descending))
    assert set(found) <= set(rows) and len(set(found)) == len(found)
    assert all(not unit or row.unit == unit for row in found)
    if not text and not unit:
        assert set(found) == set(rows)
    measures = [SORTS[sort](row) for row in found]
    assert measures == sorted(measures, reverse=descending)


@given(ROWS, st.sampled_from(sorted(SORTS)))
def test_the_order_does_not_depend_on_how_rows_came(rows: list[ProjectRow], sort: str) -> None:
    assert chosen(rows, ProjectFilter(sort=sort)) == chosen(list(reversed(rows)), ProjectFilter(sort=sort))


def test_every_word_of_a_text_has_to_be_found_in_whatever_place() -> None:
    rows = [line("fraud"), line("claims", owner="maya"), line("stress", flags=("over budget",))]
    assert [row.name for row in chosen(rows, ProjectFilter(text="MAYA risk"))] == ["claims"]
    assert [row.name for row in chosen(rows, ProjectFilter(text="over budget"))] == ["stress"]


def test_equal_rows_stay_in_the_order_of_their_names() -> None:
    rows = [line("c"), line("a"), line("b", committed_cents=500)]
    assert [row.name for row in chosen(rows, ProjectFilter(sort="cost", descending=True))] == ["b", "a", "c"]


def test_a_project_without_a_lease_comes_after_those_with_one() -> None:
    rows = [line("a"), line("b", next_lease=SOON)]
    assert [row.name for row in chosen(rows, ProjectFilter(sort="lease"))] == ["b", "a"]


@pytest.mark.parametrize(
    ("used", "current", "behind"),
    [
        ("1.0.0", "1.0.0", 0),
        ("1.0.0", "1.2.0", 2),
        ("1.2.3", "1.2.7", 4),
        ("0.7.0", "2.0.0", 2),
        ("2.0.0", "1.9.0", 0),
        ("", "1.0.0", 0),
        ("1.0.0", None, 0),
        ("main", "1.0.0", 0),
    ],
)
def test_how_many_releases_a_template_is_behind(used: str, current: str | None, behind: int) -> None:
    assert versions_behind(used, current) == behind


def person(**more: object) -> Person:
    """A person of the directory."""
    told: dict[str, object] = {"id": "erik", "name": "Erik", "title": "Engineer", **more}
    return Person.model_validate({**told, "object_id": "0ae1c9d3-5ea6-5fb1-9f58-be724dc5d1ba"})


@pytest.mark.parametrize(
    ("owner", "who", "why"),
    [
        ("erik", person(), ""),
        ("erik", person(active=False), "erik has left"),
        ("erik", None, "erik is not in the directory"),
        ("", None, "has no owner"),
        ("erik", person(kind="guest"), "erik is a guest"),
        ("erik", person(kind="ci"), "erik is a CI identity"),
    ],
)
def test_why_nobody_answers_for_a_project(owner: str, who: Person | None, why: str) -> None:
    assert orphan(owner, who) == why


def test_the_next_lease_is_the_one_that_ends_first() -> None:
    assert next_lease([SOON, None, TODAY]) == TODAY
    assert next_lease([None]) is None


def test_risks_are_said_in_words() -> None:
    risky = line(orphan="erik has left", committed_cents=1001, next_lease=TODAY, template_behind=2)
    assert flags(risky, TODAY, SOON) == (
        "nobody answers for it",
        "over budget",
        "a lease ends today",
        "template behind by 2",
    )
    assert flags(line(next_lease=SOON), TODAY, SOON) == ("a lease ends soon",)
    assert flags(line(next_lease="2026-11-23T08:00:00.000Z"), TODAY, SOON, "2026-11-23T09:00:00.000Z") == (
        "a lease has ended",
    )
    assert flags(line(), TODAY, SOON) == ()
    assert flags(line(phase="retired", template_behind=2, orphan="erik has left"), TODAY, SOON) == ()
