"""Every state that `transition` can reach in a small world, found by walking it breadth first."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.contract.states import OUTCOMES
from portal.domain.requests.duties import Seat
from portal.domain.requests.lifecycle import (
    SYSTEM,
    Edited,
    Ended,
    Expired,
    Happening,
    LifecycleCase,
    Refusal,
    Started,
    Submitted,
    Voted,
    Withdrawn,
    transition,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
HOLD = timedelta(seconds=10)
LIFE = timedelta(hours=1)
PEOPLE = ("asker", "first", "second", "cost", "stranger")
PLATFORM = Seat("0:platform", "the platform team", 2, frozenset({"first", "second", "cost", "asker"}))
COST = Seat("1:cost", "the cost owner", 1, frozenset({"cost"}))
SMALLER = Seat("0:platform", "the platform team", 2, frozenset({"first", "cost"}))
DIGESTS = ("one", "two")
MOST_REVISIONS = 2
MOMENTS = (START, START + HOLD, START + 2 * HOLD, START + LIFE)
"""The only moments that matter: as it begins, after one hold and after another, and when everything has expired."""


@dataclass(frozen=True)
class Spot:
    """A case at a moment."""

    case: LifecycleCase
    at: datetime


@dataclass(frozen=True)
class Edge:
    """What happened between two spots; `after` is a refusal when it was not allowed."""

    before: Spot
    happening: Happening
    after: LifecycleCase | Refusal


def born(seats: tuple[Seat, ...]) -> LifecycleCase:
    """A draft of the asker."""
    return LifecycleCase("draft", 1, "one", "asker", frozenset({"asker"}), seats, HOLD, START + LIFE)


def walk(seats: tuple[Seat, ...]) -> Iterator[Edge]:
    """Every edge of the reachable world. Time moves in the steps that matter: before and after hold and expiry."""
    first = Spot(born(seats), START)
    seen, waiting = {first}, deque([first])
    while waiting:
        spot = waiting.popleft()
        for happening in happenings(spot.case, seats):
            after = transition(spot.case, happening, spot.at)
            yield Edge(spot, happening, after)
            if isinstance(after, LifecycleCase):
                _meet(Spot(after, spot.at), seen, waiting)
        for later in MOMENTS:
            if later > spot.at:
                _meet(Spot(spot.case, later), seen, waiting)


def _meet(spot: Spot, seen: set[Spot], waiting: deque[Spot]) -> None:
    if spot not in seen:
        seen.add(spot)
        waiting.append(spot)


def happenings(case: LifecycleCase, seats: tuple[Seat, ...]) -> Iterator[Happening]:
    """All that anybody could try on a case."""
    yield Submitted()
    yield Expired()
    for person in PEOPLE:
        yield Withdrawn(person)
        for digest in DIGESTS:
            for verdict in ("approve", "deny"):
                yield Voted(person, verdict, digest)
        yield Voted(person, "undo", case.digest)
    if case.revision < MOST_REVISIONS:
        for by in ("asker", "first", SYSTEM):
            yield Edited(by, "two" if case.digest == "one" else "one", seats, HOLD, START + LIFE)
    for digest in DIGESTS:
        yield Started(digest, seats)
        if seats:
            yield Started(digest, (SMALLER, *seats[1:]))
    for outcome in (*OUTCOMES, "nonsense"):
        yield Ended(outcome)
