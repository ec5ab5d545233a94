"""A request from its wish to what it made, where server and worker own nothing but their roles in PostgreSQL.

The worker's loops are turned by hand, so that a right that lacks is an error here and not a line in a log.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from catalog.load import load
from portal.client import PortalClient
from portal.clock import stamp
from portal.contract.models.gates import Signature
from portal.contract.operations import Operation
from portal.contract.people.delegations import DelegationWish
from portal.contract.people.watches import WatchWish
from portal.contract.problem import Problem
from portal.contract.requests import Proposing, Request, Submission, Vote
from portal.contract.resources import Several
from portal.demo.inventory import load_inventory
from portal.demo.stories import MARK
from portal.domain.people.directory import SeenDirectory
from portal.emulator.injected_faults import InjectedFault, inject
from portal.engine.courier import Courier
from portal.engine.starter import RARE
from portal.notices.sending import DeliveryOutcome
from portal.records.operations.progress import operation_of
from portal.server.app import create_app
from portal.server.assembly import RunningPortal, build
from portal.services.notices import notices as telling
from portal.services.people import directory
from portal.settings import Settings
from portal.store.chain import verify
from portal.store.connections import Database
from portal.store.roles import API, WORKER
from portal.store.tables import audit, deliveries, lease_reminders, switches
from tests.client.serving import portal_of, serving
from tests.databases import POLL_SECONDS
from tests.engine.workbench import TestClock, waited_for
from tests.shared.logins import Logins, prepared
from tests.stories.catalogues import OwnCatalogue
from tests.stories.people import Server

CHANNEL = """
notices:
  allowed_hosts: [hooks.example.com]
  channels:
    - {id: ops, title: The platform team, shape: teams, url: "https://hooks.example.com/in", roles: [platform]}
"""
FOUR = Submission("compute", {"type": "nc4as-t4-v3", "nodes": 4})


@pytest.fixture
def clock() -> TestClock:
    """The clock of server and worker."""
    return TestClock()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> OwnCatalogue:
    """A catalogue whose notices also go to a channel outside."""
    made = OwnCatalogue(tmp_path_factory.mktemp("roles") / "catalogue")
    with (made.folder / "organisation.yaml").open("a", encoding="utf-8") as file:
        file.write(CHANNEL)
    return made


@pytest.fixture
def logins(postgresql_database: Database, clock: TestClock) -> Logins:
    """Users of a prepared database, into which its owner has put the demo's inventory."""
    with postgresql_database.write() as connection:
        load_inventory(connection, clock(), load(None).organisation)
        connection.execute(switches.insert().values(name=MARK, value="yes", at=stamp(clock())))
    return prepared(postgresql_database)


@pytest.fixture
def worker(logins: Logins, catalogue: OwnCatalogue, clock: TestClock, tmp_path: Path) -> Iterator[RunningPortal]:
    """The worker's parts; its engine runs, everything else waits for its turn."""
    built = build(_settings(tmp_path / "worker", logins.urls[WORKER], catalogue, True), clock, lambda: True)
    made = replace(built, courier=Courier(built.portal.world, POLL_SECONDS, lambda *_told: DeliveryOutcome(True)))
    telling.begin(made.portal.world)
    made.engine.start()
    yield made
    made.close()


@pytest.fixture
def server(logins: Logins, catalogue: OwnCatalogue, clock: TestClock, tmp_path: Path) -> Iterator[Server]:
    """A server that leaves all work to the worker."""
    app = create_app(_settings(tmp_path / "server", logins.urls[API], catalogue, False), clock)
    with serving(app) as url:
        yield Server(url, app.state.token)


def _settings(folder: Path, database: str, catalogue: OwnCatalogue, worker: bool) -> Settings:
    folder.mkdir()
    return Settings(
        folder, database=database, worker=worker, catalogue=str(catalogue.folder), operation_seconds=0.0,
        poll_seconds=POLL_SECONDS,
    )  # fmt: skip


async def test_a_request_goes_from_its_wish_to_what_it_made_with_nothing_but_the_roles(
    server: Server, worker: RunningPortal, clock: TestClock, postgresql_database: Database
) -> None:
    async with portal_of(*server, "maya") as maya, portal_of(*server, "li") as li:
        await maya.notices.choose("ended", "ops", True)
        made = await _decided(server, maya, li)
        clock.forward(minutes=11)
        refusal = {"code": "RequestDisallowedByPolicy", "message": "the organisation says no"}
        inject(
            worker.portal.settings.home / "azure.db",
            InjectedFault("refuse", "PUT", "/computes/", status=403, error=refusal),
        )
        stuck = await asyncio.to_thread(_carried_out, worker, made.id)
        assert (stuck.state, "says no" in stuck.reason) == ("stuck", True)
        await li.requests.retry(made.id)
        operation = await asyncio.to_thread(_ended, worker, made.id, "done")
        assert operation.attempt == 2
        shown = await maya.requests.show(made.id)
        assert (shown.state, shown.spec["nodes"]) == ("ready", 3)
        await asyncio.to_thread(_round, worker)

        told = await maya.notices.listing(unread=True)
        assert {"ended", "decided", "said", "lease"} >= {one.topic for one in told.items} >= {"ended"}
        assert (await maya.notices.mark_seen(told.items[0].number)).unread == 0
    with postgresql_database.read() as connection:
        states = set(connection.execute(sa.select(deliveries.c.state)).scalars())
        assert (states, verify(connection).ok) == ({"sent"}, True)


async def test_what_people_do_besides_needs_no_more_than_the_roles(
    server: Server, worker: RunningPortal, postgresql_database: Database
) -> None:
    async with portal_of(*server, "maya") as maya, portal_of(*server, "ana") as ana:
        draft = await maya.drafts.save("compute", FOUR.spec)
        await maya.drafts.save("compute", {**FOUR.spec, "nodes": 2}, draft.id)
        await maya.drafts.drop(draft.id)
        watch = await maya.watches.add(WatchWish("nc4as-t4-v3"))
        assert (await maya.models.refresh()).items, "the server has Azure read, and watches judged"
        await maya.watches.drop(watch.id)
        both = await maya.resources.ask_for_several(Several("compute", (FOUR.spec, {**FOUR.spec, "nodes": 1})))
        assert all(one.request for one in both.items), both
        async with portal_of(*server, "sam") as sam:
            await sam.models.sign("next-best-offer", "9", Signature("G3-intended-use", "used as meant"))

        made = await maya.requests.submit(FOUR)
        changed = await maya.requests.edit(made.id, {**FOUR.spec, "nodes": 2})
        await ana.requests.propose(made.id, Proposing({**changed.spec, "nodes": 1}, "one is enough"))
        await maya.requests.decline(made.id, reason="two it is")
        assert (await maya.requests.withdraw(made.id)).state == "withdrawn"
        away = await ana.delegations.delegate(DelegationWish("li", "tomorrow 18:00", "at a fair"))
        await ana.delegations.end(away.number)

    await asyncio.to_thread(_round, worker)
    with postgresql_database.read() as connection:
        reminded = set(connection.execute(sa.select(lease_reminders.c.person)).scalars())
    assert reminded
    for person in reminded:
        async with portal_of(*server, person) as somebody:
            assert (await somebody.home.show()).leases
            await somebody.home.mark_seen(1)
    with postgresql_database.read() as connection:
        assert connection.execute(sa.select(lease_reminders.c.shown_at)).scalars().all().count(None) == 0
        assert verify(connection).ok
    await asyncio.to_thread(_round, worker)


async def test_a_right_that_the_server_lacks_is_told_in_plain_words_and_stands_in_the_audit(
    server: Server, postgresql_database: Database
) -> None:
    with postgresql_database.write() as connection:
        connection.execute(sa.text(f"REVOKE INSERT ON watches FROM {API}"))
    async with portal_of(*server, "maya") as maya:
        for _ in range(2):
            with pytest.raises(Problem) as fault:
                await maya.watches.add(WatchWish("nc4as-t4-v3"))
            told = fault.value.body
            assert (told.status, told.code) == (500, "database-right")
            assert "portal database prepare" in told.todo and "INSERT" not in fault.value.line()
    with postgresql_database.read() as connection:
        rows = connection.execute(sa.select(audit).where(audit.c.act == "database-refused")).mappings().all()
        assert [(row["actor"], row["subject"]) for row in rows] == [("maya", "/watches")]
        assert verify(connection).ok


async def _decided(server: Server, maya: PortalClient, li: PortalClient) -> Request:
    """Maya's wish, asked about, changed, and approved by one person and by another in somebody's place."""
    async with (
        portal_of(*server, "ana") as ana,
        portal_of(*server, "lena") as lena,
        portal_of(*server, "jonas") as jonas,
    ):
        made = await maya.requests.submit(FOUR)
        await li.requests.vote(made.id, Vote("question", made.digest, "why four?"))
        await maya.requests.vote(made.id, Vote("comment", made.digest, "to be fast"))
        await ana.requests.propose(made.id, Proposing({**made.spec, "nodes": 3}, "three are enough"))
        changed = await maya.requests.accept(made.id)
        await li.delegations.delegate(DelegationWish("jonas", "tomorrow 18:00", "at a fair"))
        await lena.requests.vote(made.id, Vote("approve", changed.digest))
        await lena.requests.undo(made.id)
        await lena.requests.vote(made.id, Vote("approve", changed.digest))
        done = await jonas.requests.vote(made.id, Vote("approve", changed.digest))
        assert (done.state, done.reviews[-1].in_place_of) == ("approved", "li")
        return done


def _carried_out(worker: RunningPortal, request: str) -> Operation:
    """Starts what is due, and waits until the engine has carried it out or is stuck."""
    for _ in range(RARE + 1):
        worker.starter.turn()
    return _ended(worker, request, "done", "stuck")


def _ended(worker: RunningPortal, request: str, *states: str) -> Operation:
    """Waits until the operation of a request is in one of the states."""

    def now() -> Operation:
        with worker.portal.database.read() as connection:
            found = operation_of(connection, int(request[2:]), worker.portal.clock())
        assert found is not None, f"{request} was not started"
        return found

    return waited_for(now, lambda found: found.state in states)


def _round(worker: RunningPortal) -> None:
    """One turn of everything else that a worker does by itself."""
    worker.leases.turn()
    worker.courier.tell()
    worker.courier.deliver()
    worker.portal.observer.refresh()
    worker.people.turn()
    directory.failed(worker.portal.database, "the directory rests", worker.portal.world.now())
    directory.keep(worker.portal.database, SeenDirectory(), worker.portal.world.now())
