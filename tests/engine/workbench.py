"""A store, an emulated Azure and an engine for one test, and plans to carry out."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portal.clock import stamp
from portal.contract.operations import Operation
from portal.contract.plan import Cost, Effect, Plan
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.injected_faults import InjectedFault, inject
from portal.emulator.ledger import Call, ledger
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import tune
from portal.engine.effects.effect import Effects
from portal.engine.effects.registry import EFFECTS
from portal.engine.engine import Engine
from portal.engine.surroundings import Surroundings
from portal.records.operations.progress import operation_of
from portal.settings import Settings
from portal.store import chain
from portal.store.connections import Database
from portal.store.queue import enqueue
from portal.store.tables import budgets, commitments, requests, revisions
from portal.store.tables import operations as operations_table
from tests.databases import POLL_SECONDS

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WAIT_SECONDS = 120


class TestClock:
    """A clock that a test sets; it moves on by a millisecond each time it is read."""

    __test__ = False

    def __init__(self) -> None:
        self._now = START
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """The present moment."""
        with self._lock:
            self._now += timedelta(milliseconds=1)
            return self._now

    def forward(self, **how_far: float) -> None:
        """Moves the clock."""
        with self._lock:
            self._now += timedelta(**how_far)


@dataclass
class Workbench:
    """Everything that a test of the engine holds in its hands."""

    database: Database
    home: Path
    clock: TestClock = field(default_factory=TestClock)
    effects: Effects = field(default_factory=lambda: EFFECTS)
    settings: dict[str, Any] = field(default_factory=dict)
    catalogue: Callable[[], Any] = field(default_factory=lambda: _no_catalogue)
    engine: Engine | None = None

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        app = create_app(self.state, self.clock, bare_seed(SUBSCRIPTION))
        self.emulator = app.state.emulator
        self.azure = emulated_in_process(app)

    @property
    def state(self) -> Path:
        """The emulator's file."""
        return self.home / "azure.db"

    @property
    def world(self) -> Surroundings:
        """What the engine is given."""
        given = {"home": self.home, "poll_seconds": POLL_SECONDS, "operation_seconds": 0.0, **self.settings}
        return Surroundings(self.database, Settings(**given), self.azure, self.catalogue, self.clock)

    def start(self) -> None:
        """Starts the engine."""
        world = self.world
        self.engine = Engine(self.database, world.settings, self.azure, world.catalogue, self.clock, self.effects)
        self.engine.start()

    def stop(self) -> None:
        """Stops the engine, if it runs."""
        if self.engine is not None:
            assert self.engine.stop()
            self.engine = None

    def close(self) -> None:
        """Lets everything go."""
        self.stop()
        self.emulator.store.close()

    def ask(self, plan: Plan, number: int = 1, requester: str = "maya") -> str:
        """Plants a request whose start has just happened, and returns its operation's id."""
        with self.database.write() as connection:
            operation = plant(connection, plan, number, stamp(self.clock()), requester)
        return operation

    def operation(self, number: int = 1) -> Operation:
        """The operation as people see it."""
        with self.database.read() as connection:
            found = operation_of(connection, number, self.clock())
        assert found is not None
        return found

    def until(self, *states: str, number: int = 1) -> Operation:
        """Waits until the operation is in one of the states."""
        return waited_for(lambda: self.operation(number), lambda found: found.state in states)

    def request(self, number: int = 1) -> dict[str, Any]:
        """A request's row."""
        with self.database.read() as connection:
            query = requests.select().where(requests.c.number == number)
            return dict(connection.execute(query).mappings().one())

    def rows(self, table: Any) -> list[dict[str, Any]]:
        """All rows of a table."""
        with self.database.read() as connection:
            return [dict(row) for row in connection.execute(table.select()).mappings()]

    def calls(self, method: str | None = None, below: str = "") -> list[Call]:
        """What the emulator was asked."""
        return ledger(self.state, method, below)

    def writes(self, ending: str) -> list[Call]:
        """The writes whose path ends so."""
        return [call for call in self.calls() if call.method != "GET" and call.path.lower().endswith(ending.lower())]

    def fault(self, **values: Any) -> None:
        """Makes something go wrong in Azure."""
        inject(self.state, InjectedFault(**values))

    def tune(self, **changes: float) -> None:
        """Changes the emulator's settings."""
        tune(self.state, **changes)

    def chain_holds(self) -> bool:
        """Whether the audit chain verifies."""
        with self.database.read() as connection:
            return chain.verify(connection).ok


def waited_for(read: Callable[[], Operation], good: Callable[[Operation], bool]) -> Operation:
    """Reads until it is good; what it was last is in the failure."""
    ends = time.monotonic() + WAIT_SECONDS
    while True:
        found = read()
        if good(found):
            return found
        assert time.monotonic() < ends, f"still {found.state}: {found.reason}\n" + journal_text(found)
        time.sleep(POLL_SECONDS)


def journal_text(operation: Operation) -> str:
    """The journal as lines."""
    return "\n".join(row.text for row in operation.journal)


def plant(connection: Any, plan: Plan, number: int, now: str, requester: str = "maya") -> str:
    """Writes a request that was just started, as the start transaction does."""
    operation, digest = f"O-{number}-1", "d" * 64
    connection.execute(
        requests.insert().values(
            number=number, kind="project", title="churn", requester=requester, unit=plan.unit, project=plan.project,
            stage="", state="running", revision=1, digest=digest, tier="T1", monthly_cents=plan.cost.monthly_cents,
            committed_cents=plan.cost.committed_cents, days=plan.lease_days, submitted_at=now, updated_at=now,
            waiting_since=now, approved_at=now, flags=[], mode="demo", reason="",
        )
    )  # fmt: skip
    connection.execute(
        revisions.insert().values(
            request=number, number=1, digest=digest, spec={}, origins={}, plan=asdict(plan), policy={}, items={},
            made_by=requester, at=now,
        )
    )  # fmt: skip
    if connection.execute(budgets.select().where(budgets.c.unit == plan.unit)).first() is None:
        connection.execute(budgets.insert().values(unit=plan.unit, limit_cents=1_000_000, committed_cents=0))
    cents = plan.cost.committed_cents
    changed = budgets.update().where(budgets.c.unit == plan.unit)
    connection.execute(changed.values(committed_cents=budgets.c.committed_cents + cents))
    connection.execute(
        commitments.insert().values(request=number, unit=plan.unit, project=plan.project, cents=cents, at=now)
    )
    connection.execute(
        operations_table.insert().values(
            id=operation, request=number, revision=1, state="queued", fence=1, attempt=1, started_at=now, reason=""
        )
    )
    enqueue(connection, operation)
    act = chain.Act("portal", "started", "request", f"R-{number}", plan.project, digest)
    chain.record(connection, now, "demo", act)
    return operation


def plan_of(*effects: Effect, **changes: Any) -> Plan:
    """A plan with these effects."""
    cost = Cost(4200, 4200, 0, "EUR", True, "2026-11-01")
    made = Plan(effects, (), cost, 90, (), "churn", "retail", "dev")
    return replace(made, **changes)


def _no_catalogue() -> Any:
    raise AssertionError("this test gave no catalogue")
