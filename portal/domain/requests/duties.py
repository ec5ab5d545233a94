"""Separation of duties: which distinct persons fill which seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """So many distinct persons out of `members` have to approve. `title` says who they are, in words."""

    id: str
    title: str
    count: int
    members: frozenset[str]


def seating(seats: Sequence[Seat], persons: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Puts each person on at most one chair, as many as possible; the result is by seat id.

    A person counts once over all seats, however many groups they are in. The assignment is a maximum matching,
    so that it never claims a vote is missing which a cleverer order would have found.
    """
    chairs = [(seat.id, seat.members) for seat in seats for _ in range(seat.count)]
    taken: dict[int, str] = {}
    for person in dict.fromkeys(persons):
        _seat(person, chairs, taken, set())
    filled: dict[str, list[str]] = {seat.id: [] for seat in seats}
    for chair, person in sorted(taken.items()):
        filled[chairs[chair][0]].append(person)
    return {seat: tuple(people) for seat, people in filled.items()}


def filled(seats: Sequence[Seat], persons: Iterable[str]) -> bool:
    """Whether every chair has somebody on it."""
    placed = seating(seats, persons)
    return all(len(placed[seat.id]) == seat.count for seat in seats)


def eligible(seats: Sequence[Seat], person: str) -> bool:
    """Whether a person may sit anywhere at all."""
    return any(person in seat.members for seat in seats)


def _seat(person: str, chairs: Sequence[tuple[str, frozenset[str]]], taken: dict[int, str], tried: set[int]) -> bool:
    for chair, (_, members) in enumerate(chairs):
        if person not in members or chair in tried:
            continue
        tried.add(chair)
        if chair not in taken or _seat(taken[chair], chairs, taken, tried):
            taken[chair] = person
            return True
    return False
