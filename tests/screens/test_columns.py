"""Columns share a width: the name and the verb stay, the least important one goes first."""

from hypothesis import given
from hypothesis import strategies as st

from screens.tables.columns import GAP, TableColumn, share


def column(title: str, width: int, rank: int = 0, flex: int = 0, most: int = 0) -> TableColumn[str]:
    """A column of text."""
    return TableColumn(title, lambda row: row, width, rank, flex, most)


COLUMNS = st.lists(
    st.builds(
        column, st.text("abc", min_size=1), st.integers(1, 20), st.integers(0, 5), st.integers(0, 3), st.integers(0, 40)
    ),
    min_size=1,
    max_size=8,
)


@given(COLUMNS, st.integers(40, 200))
def test_columns_never_take_more_room_than_there_is(columns: list[TableColumn[str]], room: int) -> None:
    shares = share(columns, room)
    assert sum(width for _, width in shares) + GAP * (len(shares) - 1) <= room


@given(COLUMNS, st.integers(1, 200))
def test_a_column_of_rank_0_is_never_left_out(columns: list[TableColumn[str]], room: int) -> None:
    kept = [column for column, _ in share(columns, room)]
    assert all(column in kept for column in columns if column.rank == 0)


def test_the_highest_rank_goes_first() -> None:
    columns = [column("name", 10), column("who", 10, rank=1), column("note", 10, rank=2)]
    assert [one.title for one, _ in share(columns, 24)] == ["name", "who"]


def test_what_is_left_over_is_shared_up_to_a_limit() -> None:
    shares = share([column("name", 5, flex=1), column("state", 5, flex=1, most=8)], 40)
    assert [width for _, width in shares] == [30, 8]
