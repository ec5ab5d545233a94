"""The finder finds what looking at every row would find."""

from hypothesis import given
from hypothesis import strategies as st

from screens.tables.finder import TextIndex
from screens.tables.rows import Heading, ListSource

TEXTS = st.lists(st.text("abC ß\nñ", max_size=12), max_size=30)


def naive(texts: list[str], query: str) -> list[int]:
    """Every row that holds every word."""
    words = query.lower().split()
    return [at for at, text in enumerate(texts) if all(word in " ".join(text.lower().split()) for word in words)]


@given(TEXTS, st.text("abcß ñ", max_size=5))
def test_it_finds_what_looking_at_every_row_finds(texts: list[str], query: str) -> None:
    assert TextIndex(texts).find(query) == naive(texts, query)


@given(TEXTS, st.text("abc", min_size=1, max_size=2), st.integers(1, 5))
def test_a_limit_gives_the_first_ones(texts: list[str], query: str, limit: int) -> None:
    assert TextIndex(texts).find(query, limit) == naive(texts, query)[:limit]


def test_a_heading_stays_while_a_row_below_it_does() -> None:
    rows: list[str | Heading] = [Heading("One"), "apple", "pear", Heading("Two"), "plum"]
    found = ListSource(rows, key=str).filtered("pear")
    assert found.rows(0, found.length()) == [Heading("One"), "pear"]


def test_rows_are_sorted_below_their_heading() -> None:
    rows: list[str | Heading] = ["z", Heading("One"), "b", "a", Heading("Two"), "d", "c"]
    assert ListSource(rows, key=str).ordered(str).items == ["z", Heading("One"), "a", "b", Heading("Two"), "c", "d"]
