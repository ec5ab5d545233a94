"""Reading Microsoft Graph, as the emulator shows it: whole or not at all."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from portal.directory.graph import LONGEST_PAUSE_SECONDS, Unreadable, read
from portal.domain.people.directory import SeenDirectory, User
from portal.emulator.access import graph as emulated
from portal.emulator.app import create_app
from portal.emulator.connection import emulated_in_process
from portal.emulator.core import Emulator
from portal.emulator.scene import Scene
from portal.emulator.seed.document import bare_seed
from portal.emulator.tuning import read_tuning, tune
from portal.emulator.wire import WireRequest

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GROUP, INNER, EMPTY = (f"bbbbbbbb-0000-4000-8000-00000000000{number}" for number in range(3))


def user(number: int) -> str:
    return f"cccccccc-0000-4000-8000-{number:012d}"


class Tenant:
    """An emulated tenant and what a test puts into it."""

    def __init__(self, state: Path) -> None:
        self.state = state
        app = create_app(state, lambda: NOW, bare_seed())
        self.emulator: Emulator = app.state.emulator
        self.azure = emulated_in_process(app)
        self.pauses: list[float] = []

    def put(self, what: Callable[[Scene], None]) -> None:
        """Changes the tenant."""
        with self.emulator.store.transaction() as connection:
            what(self._scene(connection))

    def _scene(self, connection: sqlite3.Connection) -> Scene:
        asked = WireRequest("PUT", "graph.microsoft.com", "/", {}, {})
        return Scene(connection, asked, NOW.timestamp(), read_tuning(connection), correlation="test")

    def read(self, users: list[str], groups: list[str]) -> SeenDirectory:
        """What the portal reads of it."""
        with httpx.Client(transport=self.azure.carrier.blocking()) as client:
            return read(client, "token", users, groups, self.pauses.append)


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    """A tenant of forty people; the even ones are in a group, the last ten by a group in it that holds it again."""
    made = Tenant(tmp_path / "azure.db")

    def people(scene: Scene) -> None:
        for number in range(40):
            emulated.put_user(scene, user(number), employeeId=f"E{number}" if number % 3 else None)
        emulated.put_user(scene, user(90), accountEnabled=False, userType="Guest")
        emulated.put_group(scene, GROUP, [user(number) for number in range(0, 30, 2)], [INNER])
        emulated.put_group(scene, INNER, [user(number) for number in range(30, 40)], [GROUP])
        emulated.put_group(scene, EMPTY, [])

    made.put(people)
    return made


def test_people_and_members_of_nested_groups_are_read_page_by_page(tenant: Tenant) -> None:
    tune(tenant.state, page_size=7)
    seen = tenant.read([user(number) for number in (*range(33), 90, 77)], [GROUP, EMPTY])
    assert seen.groups[GROUP] == {user(number) for number in (*range(0, 30, 2), *range(30, 40))}
    assert seen.groups[EMPTY] == frozenset()
    assert seen.users[user(90)] == User(False, True)
    assert seen.users[user(1)] == User(True, False, "E1") and seen.users[user(3)].employee_id is None
    assert user(77) not in seen.users and user(39) in seen.users


def test_a_group_that_does_not_exist_is_empty(tenant: Tenant) -> None:
    assert tenant.read([], [user(5)]).groups == {user(5): frozenset()}


def test_it_waits_as_long_as_graph_asks_and_then_goes_on(tenant: Tenant) -> None:
    tune(tenant.state, read_bucket=2, read_refill_per_second=0.5)
    with pytest.raises(Unreadable, match="429"):  # the tenant's clock stands still, so no bucket is ever filled
        tenant.read([user(number) for number in range(40)], [])
    assert tenant.pauses == [2.0, 2.0, 2.0]


def answering(*answers: httpx.Response | Exception) -> Callable[[], SeenDirectory]:
    """A reading of one group from a Graph that gives these answers in turn."""
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    pauses: list[float] = []

    def reads() -> SeenDirectory:
        with httpx.Client(transport=httpx.MockTransport(handle)) as client:
            seen = read(client, "token", [], [GROUP], pauses.append)
        assert all(0 <= pause <= LONGEST_PAUSE_SECONDS for pause in pauses)
        return seen

    return reads


def page(*people: Any, following: str | None = None) -> httpx.Response:
    body = {"value": list(people)} | ({"@odata.nextLink": following} if following else {})
    return httpx.Response(200, content=json.dumps(body))


MAYA = {"id": user(1), "accountEnabled": True, "userType": "Member", "employeeId": None}
NEXT = "https://graph.microsoft.com/v1.0/groups/x/transitiveMembers/microsoft.graph.user?$skiptoken=1"


@pytest.mark.parametrize(
    "answers",
    [
        [httpx.ConnectError("down")],
        [httpx.ReadTimeout("slow")],
        [httpx.Response(401)],
        [httpx.Response(403)],
        [httpx.Response(500)],
        [httpx.Response(302, headers={"Location": "https://example.org"})],
        [httpx.Response(503)] * 4,
        [httpx.Response(429, headers={"Retry-After": "100000"})] * 4,
        [httpx.Response(200, content=b"<html>")],
        [httpx.Response(200, content=b"[]")],
        [httpx.Response(200, content=b"{}")],
        [page({"id": user(1)})],
        [page({**MAYA, "accountEnabled": None})],
        [page({**MAYA, "id": 7})],
        [page("maya")],
        [page(MAYA, following=NEXT), httpx.ConnectError("down")],
        [page(MAYA, following=NEXT), httpx.Response(500)],
        [page(MAYA, following="https://example.org/v1.0/users")],
        [page(MAYA, following="http://graph.microsoft.com/v1.0/users")],
    ],
)
def test_half_a_reading_is_none(answers: list[Any]) -> None:
    with pytest.raises(Unreadable) as fault:
        answering(*answers)()
    assert "token" not in str(fault.value)


def test_a_refusal_that_passes_is_waited_out() -> None:
    seen = answering(httpx.Response(429, headers={"Retry-After": "1"}), httpx.Response(503), page(MAYA))()
    assert seen.groups[GROUP] == {user(1)}


def test_an_account_that_is_not_said_to_be_a_member_is_a_guest() -> None:
    assert answering(page({**MAYA, "userType": None}))().users[user(1)].guest
