"""The judge of the races is worth something: each rule that is taken out of the portal, it misses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from portal.contract.problem import Problem
from portal.domain import lifecycle
from portal.domain.lifecycle import Case, Refusal, Voted, Withdrawn
from portal.services.asking.cases import number_of
from portal.services.running import starting
from tests.services.judge import assert_history_holds
from tests.services.office import T1, Office

VOTED = lifecycle._voted


def votes_on_anything(case: Case, happening: Voted, now: datetime) -> Case | Refusal:
    """Takes a vote on what was shown for one on what stands."""
    return VOTED(case, replace(happening, digest=case.digest), now)


def everybody_decides(case: Case, happening: Voted, away_for: str) -> Refusal | None:
    """Lets everybody decide on everything, their own wishes too."""
    return None


def takes_back_whenever(case: Case, happening: Withdrawn, _now: datetime) -> Case | Refusal:
    """Withdraws what runs already."""
    return replace(case, state="withdrawn", approved_at=None)


MUTANTS: dict[str, dict[Any, Any]] = {
    "a vote on what has changed since counts": {Voted: votes_on_anything},
    "everybody decides on their own wish": {"_may_not_vote": everybody_decides},
    "what runs is withdrawn": {Withdrawn: takes_back_whenever},
    "nobody is needed": {"filled": lambda *_: True},
}


def tries(office: Office) -> None:
    """What the rules forbid, each on a request of its own; the first one that goes through is enough."""
    changed = office.ask(T1, name="changed")
    was = office.show(changed).digest
    office.edit(changed, type=T1, days=2, name="changed")
    own, running = office.ask(T1, name="own"), office.approved(T1, name="running")
    undecided = office.ask(T1, name="undecided")
    office.forward(minutes=1)
    starting.start(office.world, number_of(running))
    acts: tuple[Callable[[], object], ...] = (
        lambda: office.vote(changed, "ana", digest=was),
        lambda: office.vote(own, "maya"),
        lambda: starting.start(office.world, number_of(undecided)),
        lambda: office.withdraw(running),
    )
    for act in acts:
        try:
            act()
        except Problem as refused:
            assert refused.body.status in (403, 409)


def violated(office: Office) -> str:
    """What the database or else the judge says of it, or ""."""
    try:
        tries(office)
        assert_history_holds(office)
    except AssertionError as found:
        return str(found) or "violated"
    except IntegrityError as found:
        return str(found.orig)
    return ""


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_rule_that_is_gone_is_missed(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    for what, broken in MUTANTS[rule].items():
        if isinstance(what, str):
            monkeypatch.setattr(lifecycle, what, broken)
        else:
            monkeypatch.setitem(lifecycle._RULES, what, broken)
    assert violated(sqlite_office)


def test_nothing_is_missed_while_every_rule_is_there(office: Office) -> None:
    assert not violated(office)
