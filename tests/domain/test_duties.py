"""Seating people: a person counts once, and no vote is called missing that a cleverer order would have placed."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.requests.duties import Seat, filled, seating

PEOPLE = ("a", "b", "c", "d")
groups = st.sets(st.sampled_from(PEOPLE)).map(frozenset)
seats = st.lists(st.tuples(st.integers(1, 2), groups), max_size=3).map(
    lambda rows: tuple(Seat(str(number), "x", count, members) for number, (count, members) in enumerate(rows))
)


def could_fill(chairs: tuple[Seat, ...], voters: tuple[str, ...]) -> bool:
    """Tries every order of every choice: slow and obviously right."""
    wanted = [seat.members for seat in chairs for _ in range(seat.count)]
    return any(
        all(person in members for person, members in zip(order, wanted, strict=True))
        for order in permutations(voters, len(wanted))
    )


@given(seats, st.sets(st.sampled_from(PEOPLE)))
def test_seating_finds_a_place_for_everybody_whenever_there_is_one(chairs: tuple[Seat, ...], voters: set[str]) -> None:
    assert filled(chairs, sorted(voters)) == could_fill(chairs, tuple(sorted(voters)))


@given(seats, st.lists(st.sampled_from(PEOPLE)))
def test_a_person_sits_once_and_only_where_they_may(chairs: tuple[Seat, ...], voters: list[str]) -> None:
    placed = seating(chairs, voters)
    seated = [person for people in placed.values() for person in people]
    assert len(seated) == len(set(seated))
    for seat in chairs:
        assert len(placed[seat.id]) <= seat.count
        assert set(placed[seat.id]) <= seat.members


def test_somebody_in_both_groups_takes_one_chair_only() -> None:
    both = frozenset({"a"})
    chairs = (Seat("platform", "x", 1, both), Seat("cost", "x", 1, both))
    assert not filled(chairs, ["a"])
    assert all(len(people) <= 1 for people in seating(chairs, ["a"]).values())
