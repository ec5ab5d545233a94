"""Tables and lists of fields: aligned in cells, cut to a width, never broken by what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cli import words
from portal.cli.output import visible_json
from portal.cli.text import Column, cells, cut, fields, section, table, wrap
from portal.contract.plaintext import is_plain

ANY_TEXT = st.text(st.characters(), max_size=40)


def test_columns_are_aligned_and_numbers_stand_to_the_right() -> None:
    made = table((Column("id"), Column("vcpus", right=True), Column("title")), [("a", 4, "x"), ("long", 128, "y")])
    assert made.splitlines() == ["ID    VCPUS  TITLE", "a         4  x", "long    128  y"]


def test_the_widest_column_that_may_give_is_cut_first() -> None:
    columns = (Column("id"), Column("title", gives=True), Column("more", gives=True))
    made = table(columns, [("R-1", "a title that is long", "short")], 24)
    assert made.splitlines()[1] == "R-1  a title tha…  short"


def test_a_column_that_matters_less_is_left_out_before_the_text_says_nothing() -> None:
    columns = (Column("id"), Column("title", gives=True), Column("tier", drop=1), Column("votes", drop=2))
    row = ("R-1", "cluster d32s-v5 for basket, 5 days", "T1", "0 of 1")
    assert table(columns, [row], 80).splitlines()[0].split() == ["ID", "TITLE", "TIER", "VOTES"]
    assert table(columns, [row], 36).splitlines() == [
        "ID   TITLE                      TIER",
        "R-1  cluster d32s-v5 for bask…  T1",
    ]
    assert table(columns, [row], 30).splitlines()[0].split() == ["ID", "TITLE"]


def test_wide_letters_take_two_cells_and_combining_ones_none() -> None:
    assert (cells("ab"), cells("漢字"), cells("e\u0301")) == (2, 4, 1)
    assert cut("漢字漢字", 5) == "漢字…"
    made = table((Column("a"), Column("b")), [("漢字", "x"), ("abcd", "y")])
    assert {cells(line.partition(end)[0]) for line, end in zip(made.splitlines()[1:], "xy", strict=True)} == {6}


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), max_size=5), st.integers(40, 120))
def test_any_table_is_plain_has_a_line_a_row_and_fits(rows: list[tuple[str, str, str]], limit: int) -> None:
    made = table((Column("a"), Column("b", gives=True), Column("c", gives=True)), rows, limit)
    assert is_plain(made)
    lines = made.split("\n")
    assert len(lines) == len(rows) + 1
    assert max(cells(line) for line in lines) <= limit


@given(st.lists(st.tuples(st.sampled_from(["one", "two"]), ANY_TEXT), max_size=4), st.integers(40, 100))
def test_any_fields_are_plain_and_keep_their_place(pairs: list[tuple[str, str]], limit: int) -> None:
    made = fields(pairs, limit)
    assert is_plain(made)
    assert all(f"{line}  ".startswith(("one  ", "two  ", "     ")) or not line for line in made.split("\n"))


@given(st.text(max_size=60))
def test_visible_json_means_the_same(text: str) -> None:
    import json

    made = visible_json(json.dumps({"key": text}, ensure_ascii=False))
    assert is_plain(made)
    assert json.loads(made) == {"key": text}


def test_a_long_value_goes_on_below_itself() -> None:
    assert fields([("name", "churn"), ("what", "one two three four five six"), ("empty", "")], 27).splitlines() == [
        "name  churn",
        "what  one two three four",
        "      five six",
    ]
    assert wrap("onewordthatisfartoolong", 5) == ["onewordthatisfartoolong"]
    assert section("Title", "") == ""


@pytest.mark.parametrize(
    ("cents", "said"),
    [(0, "0.00 EUR"), (5, "0.05 EUR"), (123456789, "1,234,567.89 EUR"), (-150, "-1.50 EUR"), (None, "")],
)
def test_money_is_said_in_full(cents: int | None, said: str) -> None:
    assert words.money(cents, "EUR") == said


def test_no_more_names_than_one_reads() -> None:
    assert words.people(["a", "b", "c"], 2) == "a, b and 1 more"
    assert words.people([]) == ""
