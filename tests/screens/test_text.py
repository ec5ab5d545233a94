"""Text that is built from data is safe, short enough, and lined up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from portal.clock import stamp
from portal.contract.plaintext import is_plain
from screens import text
from tests.screens.made import NOW

HOSTILE = (
    "[/]",
    "[red]x[/red]",
    "\x1b]52;c;aGk=\x07",
    "a\u202eb",
    "z\u200bw",
    "\x9b31m",
    "é\u0301",
    "漢字かな",
    "a\nb\tc",
)


@pytest.mark.parametrize(
    ("cents", "said"),
    [(31_000, "310 €"), (412_000, "4 120 €"), (21, "0.21 €"), (0, "0 €"), (None, "–"), (123_456_789, "1 234 568 €")],
)
def test_money_is_whole_unless_it_is_small(cents: int | None, said: str) -> None:
    assert text.money(cents) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59, "59 s"), (60, "1 m"), (3_599, "59 m"), (7_200, "2 h"), (172_800, "2 d")]
)
def test_a_length_of_time_has_one_unit(seconds: int, said: str) -> None:
    assert text.span(seconds) == said


def test_an_age_is_counted_from_the_clock_that_is_given() -> None:
    then = stamp(NOW - timedelta(days=3))
    assert text.ago(then, NOW) == "3 d ago"
    assert text.until(stamp(NOW + timedelta(hours=3)), NOW) == "in 3 h"
    assert text.ago("no stamp", NOW) == "?"
    assert text.ago(None, NOW) == "–"


@given(st.text(max_size=40) | st.sampled_from(HOSTILE), st.integers(0, 30))
def test_fit_takes_exactly_the_cells_it_is_given(given_text: str, cells: int) -> None:
    assert cell_len(text.fit(text.line(given_text), cells)) == cells


@given(st.text(max_size=60) | st.sampled_from(HOSTILE))
def test_content_holds_no_character_that_speaks_to_the_terminal(given_text: str) -> None:
    made = text.content(given_text, (given_text, "b")).plain
    assert is_plain(made)
    assert "\t" not in made


def test_brackets_stay_brackets() -> None:
    assert text.content("[/] [red]x[/red]", ("[b]", "b")).plain == "[/] [red]x[/red][b]"


def test_columns_are_as_wide_as_their_widest_part() -> None:
    drawn = text.columns([["a", "bb"], ["漢字", "c"]]).plain
    assert drawn.splitlines() == ["a     bb", "漢字  c"]


def test_a_list_of_names_is_cut_after_a_few() -> None:
    assert text.listed(["Ana", "Li", "Omar", "Ines"], 2) == "Ana, Li and 2 more"
