"""The loop that reads the directory: when it is due, by one server, and never in a way that makes old look new."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from portal.azure.cloud import Azure
from portal.clock import stamp
from portal.emulator.access import graph as emulated
from portal.emulator.carriers import InProcess
from portal.emulator.credentials import EmulatedCredential
from portal.emulator.scene import Scene
from portal.engine.people import PeopleLoop
from portal.services.people.directory import Directory, unfit
from portal.store.connections import Database
from tests.directory.made import PLATFORM, account, catalogue, starter
from tests.directory.test_graph import NOW, Tenant


@dataclass
class Clockwork:
    """A loop whose clock, turn and network a test holds in its hands."""

    database: Database
    tenant: Tenant
    now: datetime = NOW
    mine: bool = True
    cut: bool = False
    reads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        carrier = self.tenant.azure.carrier
        assert isinstance(carrier, InProcess)
        watch = self

        class Watched(httpx.BaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                if watch.cut:
                    raise httpx.ConnectError("cut")
                watch.reads.append(request.url.path)
                return carrier.blocking().handle_request(request)

        class Carries(InProcess):
            def blocking(self) -> httpx.BaseTransport:
                return Watched()

        azure = Azure(Carries(self.tenant.emulator), EmulatedCredential())
        self.loop = PeopleLoop(azure, self.database, catalogue, lambda: self.now, lambda: self.mine)

    def unfit(self) -> str:
        """Why nothing may rest on what was read."""
        directory = Directory(self.database)
        directory.refresh()
        with self.database.read() as connection:
            return unfit(connection, directory.over(catalogue()), stamp(self.now))


@pytest.fixture
def clockwork(sqlite_database: Database, tmp_path: Path) -> Clockwork:
    """A tenant with the starter organisation's people; Li alone is in the platform's group."""
    tenant = Tenant(tmp_path / "azure.db")

    def people(scene: Scene) -> None:
        for one in starter().organisation.people:
            if one.kind != "ci":
                emulated.put_user(scene, one.object_id, userType="Guest" if one.kind == "guest" else "Member")
        emulated.put_group(scene, PLATFORM, [account("li")])

    tenant.put(people)
    return Clockwork(sqlite_database, tenant)


def test_it_reads_at_once_and_again_after_five_minutes(clockwork: Clockwork) -> None:
    assert clockwork.loop.turn() and clockwork.unfit() == ""
    assert not clockwork.loop.turn()
    clockwork.now += timedelta(seconds=299)
    assert not clockwork.loop.turn()
    clockwork.now += timedelta(seconds=1)
    assert clockwork.loop.turn()


def test_what_it_reads_is_in_force(clockwork: Clockwork) -> None:
    clockwork.loop.turn()
    directory = Directory(clockwork.database)
    assert directory.refresh() and not directory.refresh()
    organisation = directory.over(catalogue()).organisation
    ana, li, gwen = (organisation.person(one) for one in ("ana", "li", "gwen"))
    assert ana is not None and ana.active and ana.roles == ()
    assert li is not None and li.roles == ("platform",)
    assert gwen is not None and gwen.kind == "guest"


def test_while_graph_is_down_what_was_read_grows_old_and_is_not_lost(clockwork: Clockwork) -> None:
    clockwork.loop.turn()
    clockwork.cut = True
    clockwork.now += timedelta(minutes=30)
    assert not clockwork.loop.turn() and clockwork.unfit() == ""
    clockwork.now += timedelta(minutes=31)
    assert not clockwork.loop.turn()
    assert clockwork.unfit().endswith("over 60 min ago: Microsoft Graph cannot be reached (ConnectError)")
    clockwork.cut = False
    clockwork.now += timedelta(minutes=5)
    assert clockwork.loop.turn() and clockwork.unfit() == ""


def test_a_server_whose_turn_it_is_not_reads_nothing(clockwork: Clockwork) -> None:
    clockwork.mine = False
    assert not clockwork.loop.turn() and clockwork.reads == []


def test_a_directory_that_never_answered_is_told_as_that(clockwork: Clockwork) -> None:
    clockwork.cut = True
    clockwork.loop.turn()
    assert clockwork.unfit() == (
        "people and groups were never read from the directory: Microsoft Graph cannot be reached (ConnectError)"
    )
