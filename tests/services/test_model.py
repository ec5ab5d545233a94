"""One life told twice: by the pure `transition` alone, and by the use cases on a database. They never part."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from catalog.model import Catalogue
from portal.clock import moment
from portal.contract.problem import Problem
from portal.contract.states import OUTCOMES, TERMINAL_STATES
from portal.domain.policy import seats
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
from portal.records.requests.cases import load
from portal.store.connections import Database
from portal.store.tables import budgets, projects, revisions
from tests.races.judge import assert_history_holds
from tests.services.office import T0, T1, T2, T3, Office, opened
from tests.services.test_sending_back import dearer

PEOPLE = ("ana", "li", "omar", "ana", "li", "maya", "tom")
VERDICTS = ("approve", "approve", "approve", "undo", "deny")
LAPSES = (timedelta(seconds=1), timedelta(seconds=10), timedelta(hours=1), timedelta(days=3), timedelta(days=11))


@dataclass(frozen=True)
class Life:
    """A request as the model knows it."""

    case: LifecycleCase
    dear: bool
    """Which price book its current revision was made under."""


class Lives(RuleBasedStateMachine):
    """Requests of maya, decided by anybody, started when they are due."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.usual = office.catalogue
        self.dearer = dearer(dearer(dearer(self.usual, T1, 30), T2, 30), T3, 30)
        self.dear = False
        self.stopped = False
        self.lives: dict[str, Life] = {}

    def teardown(self) -> None:
        """Judges the record, and lets go of everything for the next example on the same store."""
        self.office.switch("stop-starting", "")
        self.office.catalogue = self.usual
        for request, life in self.lives.items():
            if life.case.state == "running":
                self.office.finish(request, "failed_clean", "over")
            elif life.case.state in ("in_review", "approved"):
                self.office.withdraw(request)
        assert_history_holds(self.office)

    @initialize(type_=st.sampled_from((T1, T2)))
    def first(self, type_: str) -> None:
        """Maya asks for something that people decide on."""
        self.ask(type_)

    @rule(type_=st.sampled_from((T1, T2, T3, T1, T0)))
    @precondition(lambda self: len(self._open()) < 2)
    def another(self, type_: str) -> None:
        """Maya asks for something else."""
        self.ask(type_)

    def ask(self, type_: str) -> None:
        """Maya asks."""
        request = self.office.ask(type_, days=1, name=f"life-{len(self.office.requests())}")
        number = int(request.removeprefix("R-"))
        with self.office.database.read() as connection:
            kept = load(connection, number, self.office.catalogue)
        policy = kept.revision["policy"]
        born = LifecycleCase(
            "draft", 1, kept.revision["digest"], "maya", frozenset({"maya"}),
            seats(self.office.catalogue, policy["tier"], "retail"), timedelta(seconds=policy["hold_seconds"]),
            self.office.ends(policy),
        )  # fmt: skip
        case = transition(born, Submitted(), self.office.now)
        assert isinstance(case, LifecycleCase)
        self.lives[request] = Life(case, self.dear)

    @rule(data=st.data(), by=st.sampled_from(PEOPLE), verdict=st.sampled_from(VERDICTS))
    @precondition(lambda self: self.lives)
    def vote(self, data: st.DataObject, by: str, verdict: str) -> None:
        """Somebody votes on what is there."""
        request, life = self._some(data)
        self._both(
            request,
            Voted(by, verdict, life.case.digest),
            lambda: self.office.vote(request, by, verdict, "because"),
        )

    @rule(data=st.data())
    @precondition(lambda self: self.lives)
    def all_approve(self, data: st.DataObject) -> None:
        """Everybody who may approves, one after the other."""
        request, life = self._some(data)
        for by in ("ana", "li", "omar"):
            happening = Voted(by, "approve", life.case.digest)
            self._both(request, happening, lambda by=by: self.office.vote(request, by))  # type: ignore[misc]

    @rule(data=st.data(), by=st.sampled_from(("ana", "omar")))
    @precondition(lambda self: self.lives)
    def vote_and_take_it_back(self, data: st.DataObject, by: str) -> None:
        """A slip: somebody approves and takes it back."""
        request, life = self._some(data)
        digest = life.case.digest
        self._both(request, Voted(by, "approve", digest), lambda: self.office.vote(request, by))
        self._both(request, Voted(by, "undo", digest), lambda: self.office.vote(request, by, "undo"))

    @rule(data=st.data())
    @precondition(lambda self: self.lives)
    def time_passes_to_the_very_end(self, data: st.DataObject) -> None:
        """It is the very moment at which a request expires."""
        self.office.now = max(self.office.now, self._some(data)[1].case.expires_at)
        self.portal_looks(timedelta())

    @rule(data=st.data())
    @precondition(lambda self: self.lives)
    def approved_and_looked_at(self, data: st.DataObject) -> None:
        """Everybody approves, and the portal looks when the hold has passed; now and then other prices come between."""
        self.all_approve(data)
        if data.draw(st.integers(0, 2)) == 2:
            self.world_changes("prices")
        self.portal_looks(timedelta(seconds=10))

    @rule(data=st.data(), by=st.sampled_from(PEOPLE))
    @precondition(lambda self: self.lives)
    def vote_on_what_is_not_current(self, data: st.DataObject, by: str) -> None:
        """Somebody votes on something else."""
        request, _ = self._some(data)
        self._both(request, Voted(by, "approve", "f" * 64), lambda: self.office.vote(request, by, digest="f" * 64))

    @rule(data=st.data(), by=st.sampled_from(("maya", "ana")), type_=st.sampled_from((T0, T1, T2, T3)),
          days=st.integers(1, 3))  # fmt: skip
    @precondition(lambda self: self.lives)
    def edit(self, data: st.DataObject, by: str, type_: str, days: int) -> None:
        """Somebody edits."""
        request, life = self._some(data)
        name = str(self.office.show(request).spec["name"])
        answer = self._does(lambda: self.office.edit(request, by, type=type_, days=days, name=name))
        self._told(
            request, self._edited(request, by) if answer == "" else Edited(by, "", (), timedelta(), _NEVER), answer
        )
        if answer == "":
            self.lives[request] = replace(self.lives[request], dear=self.dear)
        assert life.case.requester == "maya"

    @rule(data=st.data(), by=st.sampled_from(("maya", "ana")))
    @precondition(lambda self: self.lives)
    def withdraw(self, data: st.DataObject, by: str) -> None:
        """Somebody takes it back."""
        request, _ = self._some(data)
        self._both(request, Withdrawn(by), lambda: self.office.withdraw(request, by))

    @rule(lapse=st.sampled_from(LAPSES))
    def time_passes(self, lapse: timedelta) -> None:
        """Time passes."""
        self.office.now += lapse

    @rule(what=st.sampled_from(("switch", "prices")))
    def world_changes(self, what: str) -> None:
        """Somebody throws or releases the kill switch; a new price book comes, or the old one comes back."""
        if what == "switch":
            self.stopped = not self.stopped
            self.office.switch("stop-starting", "because" if self.stopped else "")
        else:
            self.dear = not self.dear
            self.office.catalogue = self.dearer if self.dear else self.usual

    @rule(data=st.data(), outcome=st.sampled_from(OUTCOMES))
    @precondition(lambda self: any(life.case.state == "running" for life in self.lives.values()))
    def finish(self, data: st.DataObject, outcome: str) -> None:
        """An operation ends."""
        running = [request for request, life in self.lives.items() if life.case.state == "running"]
        request = data.draw(st.sampled_from(running))
        self._both(request, Ended(outcome), lambda: self.office.finish(request, outcome, "because"))

    @rule(lapse=st.sampled_from((timedelta(seconds=10), timedelta(minutes=1), timedelta())))
    def portal_looks(self, lapse: timedelta) -> None:
        """The portal expires what is late and starts what is due."""
        self.office.now += lapse
        for request in self.lives:
            self._told(request, Expired(), None)
        due = [request for request in self.lives if self._is_due(request)]
        outcomes = self.office.turn()
        assert set(outcomes) == set(due)
        for request, outcome in outcomes.items():
            life = self.lives[request]
            if life.dear != self.dear and life.case.seats:  # nothing of tier T0 became dearer
                assert outcome.word == "sent-back"
                self._told(request, self._edited(request, SYSTEM), "")
                self.lives[request] = replace(self.lives[request], dear=self.dear)
            elif self.stopped:
                assert outcome.word == "waits"
            else:
                assert outcome.word == "started"
                self._told(request, Started(life.case.digest, life.case.seats), "")

    @invariant()
    def stores_are_where_the_model_is(self) -> None:
        """Every case that is loaded is the one that the model holds."""
        with self.office.database.read() as connection:
            for request, life in self.lives.items():
                kept = load(connection, int(request.removeprefix("R-")), self.office.catalogue)
                assert kept.case == life.case

    def _is_due(self, request: str) -> bool:
        case = self.lives[request].case
        return case.state == "approved" and case.hold_until is not None and case.hold_until <= self.office.now

    def _open(self) -> list[str]:
        return [request for request, life in self.lives.items() if life.case.state not in TERMINAL_STATES]

    def _some(self, data: st.DataObject) -> tuple[str, Life]:
        """A request, mostly one that is not over: the last one that ended stands for all of those."""
        over = [request for request in self.lives if request not in self._open()]
        request = data.draw(st.sampled_from([*self._open(), *self._open(), *over[-1:]]))
        return request, self.lives[request]

    def _edited(self, request: str, by: str) -> Edited:
        """The edit that was just made, with what only the use case can work out."""
        mine = [row for row in self.office.rows(revisions) if f"R-{row['request']}" == request]
        policy = mine[-1]["policy"]
        ends = self.office.ends(policy)
        chairs = seats(self.office.catalogue, policy["tier"], "retail")
        return Edited(by, mine[-1]["digest"], chairs, timedelta(seconds=policy["hold_seconds"]), ends)

    def _both(self, request: str, happening: Happening, act: Callable[[], object]) -> None:
        self._told(request, happening, self._does(act))

    def _does(self, act: Callable[[], object]) -> str:
        """Acts on the store; the code of the refusal, or ""."""
        try:
            act()
        except Problem as refusal:
            return refusal.body.code
        return ""

    def _told(self, request: str, happening: Happening, answer: str | None) -> None:
        """Tells the model; asserts that it answers as the store did (None: the store was not asked this)."""
        life = self.lives[request]
        after = transition(life.case, happening, self.office.now)
        if answer is not None:
            assert (after.code if isinstance(after, Refusal) else "") == answer
        if isinstance(after, LifecycleCase):
            self.lives[request] = replace(life, case=after)


_NEVER = moment("9999-01-01T00:00:00+00:00")


def told_twice(database: Database, catalogue: Catalogue, **amount: Any) -> None:
    """Runs the machine on one store; each example brings new requests."""
    office = opened(database, catalogue)
    with database.write() as connection:  # money never runs out here
        connection.execute(projects.update().values(budget_cents=10**12))
        connection.execute(budgets.insert().values(unit="retail", limit_cents=10**12, committed_cents=0))
    run_machine(
        lambda: Lives(office),  # type: ignore[arg-type]
        settings=settings(suppress_health_check=list(HealthCheck), **amount),
    )


def test_the_model_and_sqlite_never_part(sqlite_database: Database, starter: Catalogue) -> None:
    told_twice(sqlite_database, starter, max_examples=25, stateful_step_count=35)


def test_the_model_and_postgresql_never_part(postgresql_database: Database, starter: Catalogue) -> None:
    told_twice(postgresql_database, starter, max_examples=8, stateful_step_count=35)


@pytest.mark.prove
def test_the_model_and_the_store_never_part_for_long(database: Database, starter: Catalogue) -> None:
    told_twice(database, starter, max_examples=400, stateful_step_count=50)
