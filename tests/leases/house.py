"""A portal without its doors over the seeded Azure: requests, a starter and a lease loop that are turned by hand."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal.azure import sdk
from portal.azure.cloud import Azure
from portal.contract.home import Home
from portal.emulator.ledger import Call, ledger
from portal.engine.leases import LeaseLoop
from portal.services import home
from portal.services.requests import requests
from portal.store import chain
from portal.store.tables import audit, journal, resources
from portal.store.tables import requests as requests_table
from tests.engine.test_starter import Office


@dataclass
class House(Office):
    """An office with leases."""

    loop: LeaseLoop
    azure: Azure

    @property
    def home_folder(self) -> Path:
        """The folder of all that this portal keeps."""
        return self.state.parent

    def made_compute(self, person: str = "maya", **answers: Any) -> str:
        """Asks for a small compute of four days that nobody has to approve, and returns its name once it is made."""
        given = {"project": "basket", "type": "d4s-v5", "days": 4, **answers}
        request = requests.submit(self.world, self.world.person(person), "compute", given)
        if self.state_of(request) == "in_review":
            self.approve(request)
        assert self.made(request) == "ready"
        (name,) = (row["name"] for row in self.things() if row["request"] == int(request[2:]))
        return str(name)

    def asks(self, kind: str, person: str = "maya", **answers: Any) -> str:
        """Somebody asks for something; returns the request."""
        return requests.submit(self.world, self.world.person(person), kind, answers)

    def goes_on(self) -> None:
        """Lets the loop and the starter look until nothing changes any more; operations are waited for."""
        quiet = 0
        for _ in range(20):
            before = self._mark()
            self.loop.turn()
            self.starter.turn()
            for number in self.running():
                self.until(f"R-{number}", "done", "stuck")
            quiet = quiet + 1 if self._mark() == before else 0
            if quiet == 2:
                return
        raise AssertionError("it never comes to rest")

    def passes(self, **how_far: float) -> None:
        """Time passes, and everything that it brings about happens."""
        self.clock.forward(**how_far)
        self.goes_on()

    def looks(self, person: str = "maya") -> Home:
        """Somebody looks at Home, as the terminal does."""
        return home.show(self.world, self.world.person(person))

    def things(self) -> list[dict[str, Any]]:
        """Every resource of the inventory."""
        with self.world.database.read() as connection:
            return [dict(row) for row in connection.execute(sa.select(resources)).mappings()]

    def thing(self, name: str) -> dict[str, Any]:
        """The newest resource of a name."""
        return [row for row in self.things() if row["name"] == name][-1]

    def requests_of_the_portal(self) -> list[tuple[str, str]]:
        """Title and state of the requests that the portal made itself."""
        own = sa.select(audit.c.subject).where(audit.c.actor == "portal", audit.c.act == "submitted")
        with self.world.database.read() as connection:
            numbers = [int(subject[2:]) for subject in connection.execute(own).scalars()]
            query = sa.select(requests_table.c.title, requests_table.c.state).where(
                requests_table.c.number.in_(numbers)
            )
            return [(title, state) for title, state in connection.execute(query.order_by(requests_table.c.number))]

    def said(self, name: str) -> list[str]:
        """What the journal of the request that made a thing says about its lease."""
        query = sa.select(journal.c.text).where(journal.c.request == self.thing(name)["request"])
        with self.world.database.read() as connection:
            return list(connection.execute(query.where(journal.c.step == "lease").order_by(journal.c.number)).scalars())

    def in_azure(self, name: str) -> sdk.FoundResource | None:
        """A thing as Azure shows it; None when it is not there."""
        found = sdk.read(self.azure, self.thing(name)["id"])
        return found if isinstance(found, sdk.FoundResource) else None

    def writes(self, name: str) -> list[Call]:
        """What was written to a thing in Azure, its making left out."""
        path = self.thing(name)["id"].lower()
        calls = [call for call in ledger(self.state) if call.method != "GET" and path in call.path.lower()]
        return calls[1:]

    def chain_holds(self) -> bool:
        """Whether the audit verifies."""
        with self.world.database.read() as connection:
            return chain.verify(connection).ok

    def _mark(self) -> tuple[int, int]:
        with self.world.database.read() as connection:
            written = connection.execute(sa.select(sa.func.count()).select_from(audit)).scalar_one()
            return written, connection.execute(sa.select(sa.func.count()).select_from(journal)).scalar_one()

    def running(self) -> list[int]:
        """The numbers of the requests that are being carried out."""
        query = sa.select(requests_table.c.number).where(requests_table.c.state == "running")
        with self.world.database.read() as connection:
            return list(connection.execute(query).scalars())
