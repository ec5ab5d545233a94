"""A portal without its doors on the seeded Azure: people ask and approve, time passes, requests are carried out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.azure.cloud import Azure
from portal.contract.operations import Operation
from portal.contract.requests import Request
from portal.emulator.ledger import ledger
from portal.engine.engine import Engine
from portal.engine.observer import SweepResult, observe
from portal.engine.starter import RARE, Starter
from portal.records.operations.progress import operation_of
from portal.services.requests import requests, reviews, views
from portal.services.world import World
from portal.store.tables import projects, resources
from tests.engine.workbench import TestClock, waited_for


@dataclass
class Desk:
    """Everything that a test of daily requests holds in its hands."""

    world: World
    engine: Engine
    starter: Starter
    clock: TestClock
    azure: Azure
    state: Path

    def ask(self, kind: str, by: str = "maya", **answers: Any) -> str:
        """Somebody asks for something."""
        return requests.submit(self.world, self.world.person(by), kind, answers)

    def approve(self, request: str, *people: str) -> None:
        """People approve it, and the time in which they could take it back passes."""
        for person in people:
            reviews.vote(self.world, self.world.person(person), request, "approve", None, "")
        self.clock.forward(minutes=11)

    def show(self, request: str, by: str = "maya") -> Request:
        """A request as somebody sees it."""
        return views.show(self.world, self.world.person(by), request)

    def done(self, request: str, *states: str) -> Request:
        """Starts what is due and waits until the operation of a request is done, or in one of the states."""
        self.turns()
        self.until(request, *(states or ("done", "stuck")))
        return self.show(request)

    def granted(self, kind: str, *people: str, by: str = "maya", **answers: Any) -> Request:
        """Somebody asks, people approve, and it is carried out."""
        request = self.ask(kind, by, **answers)
        self.approve(request, *people)
        return self.done(request)

    def turns(self) -> None:
        """As many turns of the starter as it takes to try everything again."""
        for _ in range(RARE + 1):
            self.starter.turn()

    def until(self, request: str, *states: str) -> Operation:
        """Waits until a request's operation is in one of the states."""

        def read() -> Operation:
            with self.world.database.read() as connection:
                found = operation_of(connection, int(request.removeprefix("R-")), self.clock())
            assert found is not None
            return found

        return waited_for(read, lambda found: found.state in states)

    def observe(self, *parts: str) -> SweepResult:
        """Looks at Azure."""
        organisation = self.world.catalogue().organisation
        return observe(self.azure, self.world.database, organisation, self.clock, parts or None)

    def project(self, name: str) -> dict[str, Any]:
        """A project's row."""
        with self.world.database.read() as connection:
            return dict(connection.execute(sa.select(projects).where(projects.c.name == name)).mappings().one())

    def resources(self, kind: str) -> list[dict[str, Any]]:
        """The resources of a kind."""
        with self.world.database.read() as connection:
            found = connection.execute(sa.select(resources).where(resources.c.kind == kind)).mappings()
            return [dict(row) for row in found]

    def written(self, ending: str) -> list[str]:
        """The paths of the writes to Azure that hold a text."""
        return [one.path for one in ledger(self.state) if one.method != "GET" and ending.lower() in one.path.lower()]
