"""Rules taken out of the portal, one at a time, for the judge to miss."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from catalog.model import Catalogue
from portal.domain.requests import lifecycle
from portal.domain.requests.duties import Seat, eligible
from portal.domain.requests.lifecycle import (
    Edited,
    Expired,
    LifecycleCase,
    Refusal,
    Started,
    Submitted,
    Voted,
    Withdrawn,
)
from portal.records.requests.cases import load
from portal.records.requests.loaded import Loaded
from portal.services.requests import acts, requests, reviews, revisions, starting
from portal.store.queue import enqueue

Patch = Callable[[pytest.MonkeyPatch], None]


def _rule(happening: type, broken: Callable[..., LifecycleCase | Refusal]) -> Patch:
    return lambda patch: patch.setitem(lifecycle._RULES, happening, broken)


VOTED, EDITED, STARTED = (lifecycle._RULES[one] for one in (Voted, Edited, Started))


def votes_on_anything(case: LifecycleCase, happening: Voted, now: datetime) -> LifecycleCase | Refusal:
    """Takes a vote on what was shown for one on what stands."""
    return VOTED(case, replace(happening, digest=case.digest), now)


def denies_nothing(case: LifecycleCase, happening: Voted, now: datetime) -> LifecycleCase | Refusal:
    """Writes a denial down and goes on."""
    voted = VOTED(case, happening, now)
    return (
        replace(voted, state=case.state) if isinstance(voted, LifecycleCase) and happening.verdict == "deny" else voted
    )


def keeps_votes(case: LifecycleCase, happening: Edited, now: datetime) -> LifecycleCase | Refusal:
    """Lets an approval stand for what was edited."""
    edited = EDITED(case, happening, now)
    return edited if isinstance(edited, Refusal) else replace(edited, state=case.state, approved_at=case.approved_at)


def approved_at_once(case: LifecycleCase, _happening: Submitted, now: datetime) -> LifecycleCase | Refusal:
    """Takes every wish for granted."""
    return replace(case, state="approved", approved_at=now)


def takes_back_whenever(case: LifecycleCase, _happening: Withdrawn, _now: datetime) -> LifecycleCase | Refusal:
    """Withdraws what runs already."""
    return replace(case, state="withdrawn", approved_at=None)


def expires_whatever(case: LifecycleCase, _happening: Expired, _now: datetime) -> LifecycleCase | Refusal:
    """Expires what is running, too."""
    return replace(case, state="expired", approved_at=None)


def holds_nothing(case: LifecycleCase, happening: Started, now: datetime) -> LifecycleCase | Refusal:
    """Starts before a slip could be undone."""
    return STARTED(replace(case, hold=timedelta()), happening, now)


def _everybody_decides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lifecycle, "_may_not_vote", lambda *_: None)


def _one_is_enough(patch: pytest.MonkeyPatch) -> None:
    def filled(seats: tuple[Seat, ...], persons: Any) -> bool:
        return not seats or any(eligible(seats, person) for person in persons)

    patch.setattr(lifecycle, "filled", filled)


def _deputy_beside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lifecycle, "filled", lambda seats, persons: len(list(persons)) >= sum(one.count for one in seats))
    patch.setattr(LifecycleCase, "places", property(lambda case: tuple(one.person for one in case.approvals)))


def _old_reading(module: Any, patch: pytest.MonkeyPatch) -> None:
    """Decides on what the same actor read before the lock."""
    seen = threading.local()

    def loads(connection: sa.Connection, number: int, catalogue: Catalogue, lock: bool = False) -> Loaded:
        if not lock or getattr(seen, "number", 0) != number:
            seen.number, seen.found = number, load(connection, number, catalogue, lock)
        found: Loaded = seen.found
        return found

    patch.setattr(module, "load", loads)


def _no_lock(patch: pytest.MonkeyPatch) -> None:
    for module in (reviews, requests, revisions, starting):
        patch.setattr(
            module, "load", lambda connection, number, catalogue, lock=False: load(connection, number, catalogue)
        )


def _old_roles(patch: pytest.MonkeyPatch) -> None:
    """Asks at the start who held the role when the portal was opened."""
    first: list[Catalogue] = []

    def loads(connection: sa.Connection, number: int, catalogue: Catalogue, lock: bool = False) -> Loaded:
        first.append(catalogue)
        return load(connection, number, first[0], lock)

    patch.setattr(starting, "load", loads)


def _runs_twice(patch: pytest.MonkeyPatch) -> None:
    def twice(connection: sa.Connection, operation: str) -> None:
        for fence in (1, 2):
            enqueue(connection, operation, fence)

    patch.setattr(starting, "enqueue", twice)


def _writes(times: int, which: str, module: Any) -> Patch:
    record = module.record

    def written(connection: sa.Connection, now: str, mode: str, act: Any) -> None:
        for _ in range(times if act.act == which else 1):
            record(connection, now, mode, act)

    return lambda patch: patch.setattr(module, "record", written)


MUTANTS: dict[str, Patch] = {
    "what was submitted is approved": _rule(Submitted, approved_at_once),
    "a vote on what has changed since counts": _rule(Voted, votes_on_anything),
    "a denial stops nothing": _rule(Voted, denies_nothing),
    "an edit keeps the approval": _rule(Edited, keeps_votes),
    "what runs is withdrawn": _rule(Withdrawn, takes_back_whenever),
    "what is over expires": _rule(Expired, expires_whatever),
    "nothing is held before its start": _rule(Started, holds_nothing),
    "everybody decides on their own wish": _everybody_decides,
    "one approval fills every chair": _one_is_enough,
    "a deputy counts beside who is away": _deputy_beside,
    "the start trusts what it read before the lock": lambda patch: _old_reading(starting, patch),
    "the start asks for the roles of yesterday": _old_roles,
    "a start is queued twice": _runs_twice,
    "a withdrawal is not in the audit": _writes(0, "withdrawn", acts),
    "a start is in the audit twice": _writes(2, "started", acts),
    "a key is claimed by nobody": lambda patch: patch.setattr(reviews, "claim", lambda *_: None),
}
ON_POSTGRESQL: dict[str, Patch] = {"nobody locks the request's row": _no_lock}
"""What SQLite cannot miss, as there every writer is alone."""
