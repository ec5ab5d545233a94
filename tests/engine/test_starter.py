"""The starter starts what is due, expires what is late, and takes up what lies still."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.contract.operations import Operation
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.ledger import ledger
from portal.emulator.seed.document import load_seed
from portal.engine.effects.registry import brings_name
from portal.engine.engine import Engine
from portal.engine.files import Renderings
from portal.engine.starter import RARE, Starter
from portal.records.operations.progress import operation_of
from portal.records.operations.switches import throw
from portal.records.requests.cases import load
from portal.services.catalogue.catalogue_source import CatalogueSource
from portal.services.requests import requests, reviews, starting
from portal.services.requests.starting import KILL_SWITCH
from portal.services.world import World
from portal.settings import Settings
from portal.store.connections import Database
from portal.store.tables import audit
from portal.store.tables import requests as table
from tests.databases import POLL_SECONDS
from tests.engine.workbench import WAIT_SECONDS, TestClock, waited_for


@dataclass
class Office:
    """A portal without its doors: requests, approvals, a starter that is turned by hand, an engine."""

    world: World
    engine: Engine
    starter: Starter
    clock: TestClock
    state: Path

    def ask(self, kind: str = "project", **answers: object) -> str:
        """Maya asks for something, by default for a project."""
        given = answers or {"name": "leavers", "template": "tabular-classic"}
        return requests.submit(self.world, self.world.person("maya"), kind, given)

    def approve(self, request: str, *people: str) -> None:
        """People approve it, and the time in which they could take it back passes."""
        for person in people or self.approvers(request):
            reviews.vote(self.world, self.world.person(person), request, "approve", None, "")
        self.clock.forward(minutes=11)

    def approvers(self, request: str) -> list[str]:
        """Who has to approve it, as far as policy needs; nobody for what is granted automatically."""
        with self.world.database.read() as connection:
            found = load(connection, int(request.removeprefix("R-")), self.world.catalogue())
        needs = found.revision["policy"]["needs"]
        chosen: list[str] = []
        for need in needs:
            chosen += [person for person in need["can_give"] if person not in chosen][: need["count"]]
        return chosen

    def made(self, request: str) -> str:
        """Starts an approved request and waits for its end; returns the state that it ends in."""
        self.turns()
        done = self.until(request, "done", "stuck")
        assert done.state == "done", done.reason
        return self.state_of(request)

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

    def state_of(self, request: str) -> str:
        """A request's state."""
        with self.world.database.read() as connection:
            number = int(request.removeprefix("R-"))
            return str(connection.execute(sa.select(table.c.state).where(table.c.number == number)).scalar_one())


@pytest.fixture
def office(sqlite_database: Database, tmp_path: Path) -> Iterator[Office]:
    """An office on the starter catalogue and the seeded Azure."""
    clock, state = TestClock(), tmp_path / "azure.db"
    app = create_app(state, clock, load_seed())
    settings = Settings(home=tmp_path, poll_seconds=POLL_SECONDS, operation_seconds=0.0)
    catalogue = CatalogueSource(None)
    world = World(sqlite_database, clock, catalogue, "demo", Renderings(catalogue).hashes, brings_name)
    engine = Engine(sqlite_database, settings, emulated_in_process(app), catalogue, clock)
    engine.start()
    yield Office(world, engine, Starter(world, engine, settings), clock, state)
    engine.stop()
    app.state.emulator.store.close()


def test_an_approved_request_is_started_when_its_hold_has_passed_and_becomes_ready(office: Office) -> None:
    request = office.ask()
    office.starter.turn()
    assert office.state_of(request) == "in_review"
    reviews.vote(office.world, office.world.person("ana"), request, "approve", None, "")
    office.turns()
    assert office.state_of(request) == "approved"
    office.clock.forward(minutes=11)
    assert office.made(request) == "ready"


def test_a_project_with_workspaces_of_its_own_is_made_by_the_catalogues_template(office: Office) -> None:
    request = office.ask(
        name="leavers", template="tabular-classic", topology="own", topology_reason="a bill of its own"
    )
    office.approve(request)
    assert office.made(request) == "ready"
    made = [call.path for call in ledger(office.state, "PUT") if "/deployments/" in call.path]
    assert len(made) == len(set(made)) == 3


def test_a_compute_for_a_project_is_made(office: Office) -> None:
    first = office.ask()
    office.approve(first)
    assert office.made(first) == "ready"
    second = office.ask("compute", project="leavers", type="d4s-v5", form="instance")
    office.approve(second)
    assert office.made(second) == "ready"


def test_what_waits_too_long_goes_to_more_people_by_itself_and_once(office: Office) -> None:
    request = office.ask("project", name="waited-for", template="tabular-classic")
    office.clock.forward(days=4)
    for _ in range(2 * RARE):
        office.starter.turn()
    with office.world.database.read() as connection:
        acts = connection.execute(sa.select(audit.c.act).where(audit.c.subject == request).order_by(audit.c.number))
        assert acts.scalars().all() == ["submitted", "escalated"]
    reviews.vote(office.world, office.world.person("lena"), request, "deny", None, "not now")


def test_what_nobody_decides_expires(office: Office) -> None:
    request = office.ask()
    office.clock.forward(days=365)
    office.starter.turn()
    assert office.state_of(request) == "expired"


def test_nothing_is_started_while_starting_is_switched_off(office: Office) -> None:
    request = office.ask()
    office.approve(request)
    with office.world.database.write() as connection:
        throw(connection, KILL_SWITCH, "incident", office.world.now())
    office.turns()
    assert office.state_of(request) == "approved"
    with office.world.database.write() as connection:
        throw(connection, KILL_SWITCH, "", office.world.now())
    assert office.made(request) == "ready"


def test_a_start_that_fails_does_not_hold_up_the_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = office.ask(), office.ask(name="buyers", template="tabular-classic")
    office.approve(first)
    office.approve(second)
    true_start = starting.start

    def start(world: World, number: int) -> starting.Outcome:
        if number == 1:
            raise ZeroDivisionError
        return true_start(world, number)

    monkeypatch.setattr(starting, "start", start)
    assert office.made(second) == "ready"
    assert office.state_of(first) == "approved"


def test_a_thread_takes_the_turns(office: Office) -> None:
    request = office.ask()
    office.approve(request)
    office.starter.start()
    waited_for_state(office, request, "ready")
    office.starter.stop()


def waited_for_state(office: Office, request: str, state: str) -> None:
    """Waits until a request is in a state."""
    ends = time.monotonic() + WAIT_SECONDS
    while office.state_of(request) != state:
        assert time.monotonic() < ends, f"still {office.state_of(request)}"
        time.sleep(POLL_SECONDS)


def test_a_part_of_a_turn_that_fails_and_a_request_that_cannot_be_read_hold_up_nothing_else(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    late, later = office.ask(name="late", template="tabular-classic"), office.ask()
    office.clock.forward(days=60)
    wanted = office.ask(name="wanted", template="tabular-classic")
    office.approve(wanted)
    sound = starting._expire

    def expire(world: World, number: int) -> None:
        if f"R-{number}" == late:
            raise ValueError("NaN")
        sound(world, number)

    monkeypatch.setattr(starting, "_expire", expire)
    monkeypatch.setattr("portal.engine.starter.operations.overdue", lambda *_: 1 / 0)
    office.starter.turn()
    with office.world.database.read() as connection:
        states = {f"R-{row.number}": row.state for row in connection.execute(sa.select(table))}
    assert (states[late], states[later]) == ("in_review", "expired") and states[wanted] != "approved"
    assert f"expiring a request failed for {late[2:]}" in caplog.text
    assert "a part of the starter's turn failed for giving operations up" in caplog.text
