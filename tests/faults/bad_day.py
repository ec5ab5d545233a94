"""A bad day: people ask and decide through the real use cases, and three calls to Azure in ten go wrong.

Operations walk without the durable engine, one after another, and pauses move the clock: nothing sleeps.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.azure.arm import Arm
from portal.contract.problem import Problem
from portal.demo.inventory import load_inventory
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.fault_plan import FaultPlan
from portal.emulator.fault_rules import plan_in_force, put_plan
from portal.emulator.resources.grant import grant_everywhere
from portal.emulator.seed.document import load_seed
from portal.emulator.tuning import tune
from portal.engine.effects.registry import EFFECTS, brings_name
from portal.engine.files import Renderings
from portal.engine.operations.operate import operate
from portal.engine.surroundings import Surroundings
from portal.records.requests.cases import load
from portal.services.catalogue.catalogue_source import CatalogueSource
from portal.services.operations import operations
from portal.services.requests import requests, reviews, starting
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database
from portal.store.tables import budgets, projects, resources
from portal.store.tables import operations as operations_table
from portal.store.tables import requests as requests_table
from tests.engine.plain import PlainSteps
from tests.engine.workbench import TestClock

OPERATION_SECONDS = 4.0
PEOPLE = ("tom", "priya", "theo", "rosa", "sam", "lena")
PROJECT_EVERY = 25

THREE_IN_TEN: tuple[dict[str, Any], ...] = (
    {"probability": 0.09, "answer": "refusal", "status": 429, "code": "TooManyRequests", "retry_after_seconds": 3},
    {"probability": 0.07, "answer": "refusal", "status": 500},
    {"probability": 0.02, "answer": "refusal", "status": 500, "applied": True},
    {"probability": 0.06, "answer": "timeout", "applied": True},
    {"probability": 0.05, "answer": "timeout"},
    {"probability": 0.03, "answer": "drop"},
    {"probability": 0.30, "answer": "failing_operation", "methods": ("PUT", "DELETE"), "code": "InternalError"},
)
"""What goes wrong with every call; the last rule is about long-running operations alone."""


class Walking(PlainSteps):
    """Steps whose pauses move the clock."""

    def __init__(self, clock: TestClock) -> None:
        super().__init__()
        self._clock = clock

    def pause(self, name: str, seconds: float) -> None:
        """Takes no time of ours."""
        self._clock.forward(seconds=seconds)


@dataclass
class BadDay:
    """The portal, its Azure, and chance."""

    world: World
    around: Surroundings
    clock: TestClock
    state: Path
    chance: random.Random
    asked: list[str] = field(default_factory=list)

    def goes_by(self, wishes: int) -> None:
        """So many requests are asked for, decided on, started and carried out to their end."""
        while len(self.asked) < wishes:
            request = self._ask()
            self.asked.append(request)
            self._approve(request)
            outcome = starting.start(self.world, int(request[2:]))
            assert outcome.word == "started", f"{request}: {outcome}"
            self._carry_out(int(request[2:]))

    def struck(self) -> tuple[int, int]:
        """How many calls were looked at by the plan, and how many of them it struck."""
        rules = plan_in_force(self.state)
        return rules[0].seen, sum(one.struck for one in rules)

    def _ask(self) -> str:
        """A wish by chance; one that the portal refuses at its door is another wish."""
        for _ in range(50):
            kind, person, answers = self._wish()
            try:
                return requests.submit(self.world, self.world.person(person), kind, answers)
            except Problem:
                continue
        raise AssertionError("fifty wishes were refused")

    def _wish(self) -> tuple[str, str, dict[str, Any]]:
        number, chance = len(self.asked), self.chance
        if number % PROJECT_EVERY == PROJECT_EVERY - 1:  # the slowest wish of all
            topology = chance.choice(["existing", "own"])
            more = {"topology": topology, "topology_reason": "a bill of its own"}
            return "project", "maya", {"name": f"churn{number}", "template": "tabular-classic", **more}
        made, drawn = self._computes(), chance.random()
        if drawn < 0.12:
            person, role = chance.choice(PEOPLE), chance.choice(["data-scientist", "reader", "labeler"])
            return "access", person, {"project": "basket", "role": role, "days": 7}
        if drawn < 0.40 and made:
            return "decommission", "maya", {"resource": chance.choice(made)}
        if drawn < 0.50 and made:
            return "resize", "maya", {"resource": chance.choice(made), "nodes": chance.randint(1, 6)}
        given = {"project": "basket", "type": "d4s-v5", "name": f"cpu{number}", "days": 4}
        if drawn < 0.70:
            return "compute", "maya", {**given, "form": "instance"}
        return "compute", "maya", {**given, "nodes": chance.randint(1, 3), "stage": chance.choice(["dev", "test"])}

    def _computes(self) -> list[str]:
        there = sa.select(resources.c.name).where(
            resources.c.kind == "compute", resources.c.state == "live", resources.c.request.is_not(None)
        )
        with self.world.database.read() as connection:
            return sorted(connection.execute(there).scalars())

    def _approve(self, request: str) -> None:
        with self.world.database.read() as connection:
            found = load(connection, int(request[2:]), self.world.catalogue())
        chosen: list[str] = []
        for need in found.revision["policy"]["needs"] if found.case.state == "in_review" else ():
            chosen += [person for person in need["can_give"] if person not in chosen][: need["count"]]
        for person in chosen:
            reviews.vote(self.world, self.world.person(person), request, "approve", None, "")
        self.clock.forward(minutes=11)

    def _carry_out(self, number: int) -> None:
        """Runs until it is done; somebody retries, gives up, or nobody decides until the deadline."""
        for _ in range(8):
            row = self._operation(number)
            operate(self.around, EFFECTS, Walking(self.clock), row.id, row.fence)
            state = self._operation(number).state
            if state == "done":
                return
            assert state == "stuck", f"R-{number} stopped although it is {state}"
            self._decide(number)
        while self._operation(number).state != "done":
            row = self._operation(number)
            if row.state == "stuck":
                operations.give_up(self.world.database, number, "ana", self.clock(), "demo")
                row = self._operation(number)
            operate(self.around, EFFECTS, Walking(self.clock), row.id, row.fence)

    def _decide(self, number: int) -> None:
        drawn, database = self.chance.random(), self.world.database
        if drawn < 0.6:
            operations.retry(database, number, "ana", self.clock(), "demo")
        elif drawn < 0.85:
            operations.give_up(database, number, "ana", self.clock(), "demo")
        else:
            self.clock.forward(hours=self.around.settings.stuck_hours + 1)
            assert operations.overdue(database, self.clock(), "demo") == [number]

    def _operation(self, number: int) -> Any:
        with self.world.database.read() as connection:
            query = sa.select(operations_table).where(operations_table.c.request == number)
            return connection.execute(query).one()

    def states(self) -> dict[str, int]:
        """How many requests ended in which state."""
        query = sa.select(requests_table.c.state, sa.func.count()).group_by(requests_table.c.state)
        with self.world.database.read() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}


@contextmanager
def bad_day(database: Database, folder: Path, seed: int, patch: pytest.MonkeyPatch) -> Iterator[BadDay]:
    """A day in the seeded organisation, with money and cores for everybody; nothing else is as it should be."""
    clock, state = TestClock(), folder / "azure.db"
    app = create_app(state, clock, load_seed())
    tune(state, operation_seconds=OPERATION_SECONDS)
    grant_everywhere(state, "standardDSv5Family", 100_000)
    put_plan(state, FaultPlan.model_validate({"seed": seed, "rules": THREE_IN_TEN}))
    catalogue = CatalogueSource(None)
    world = World(database, clock, catalogue, "demo", Renderings(catalogue).hashes, brings_name)
    settings = Settings(home=folder, operation_seconds=OPERATION_SECONDS)
    with database.write() as connection:
        load_inventory(connection, clock(), catalogue().organisation)
        connection.execute(projects.update().values(budget_cents=10**9))
        for unit in catalogue().organisation.units:
            connection.execute(budgets.insert().values(unit=unit.id, limit_cents=10**10, committed_cents=0))
    azure = emulated_in_process(app)

    async def waits(seconds: float) -> None:
        clock.forward(seconds=seconds)

    patch.setattr("portal.engine.looking.Arm", partial(Arm, sleep=waits))
    yield BadDay(world, Surroundings(database, settings, azure, catalogue, clock), clock, state, random.Random(seed))
    app.state.emulator.store.close()
