"""An account that cannot be read counts as gone and is named; everybody else is who they were."""

import json

import httpx
import pytest

from portal.directory.graph import read
from portal.domain.people.directory import SeenDirectory
from portal.services.people.directory import keep, unread_accounts
from portal.store.connections import Database
from tests.directory.test_graph import GROUP, MAYA, user
from tests.observer.poison import NUMBERS, TEXTS, spoilt

AT = "2026-11-23T09:00:00.000Z"
LI = {**MAYA, "id": user(2), "employeeId": "E2"}
BAD = {**MAYA, "id": user(3), "employeeId": "E3"}
FIELDS = {
    "accountEnabled": NUMBERS | {"none": b"null"},
    "id": TEXTS | {"a number": b"7", "none": b"null"},
    "employeeId": TEXTS,
    "userType": TEXTS,
}


def answered(content: bytes) -> SeenDirectory:
    """What is read when a group has these members."""
    with httpx.Client(transport=httpx.MockTransport(lambda _request: httpx.Response(200, content=content))) as client:
        return read(client, "token", [], [GROUP], lambda _seconds: None)


@pytest.mark.parametrize("field", FIELDS)
def test_an_odd_account_costs_itself(field: str) -> None:
    for what, poison in FIELDS[field].items():
        seen = answered(spoilt({"value": [MAYA, BAD, LI]}, ("value", 1, field), poison))
        assert {user(1), user(2)} <= seen.groups[GROUP], what
        assert seen.users[user(2)].employee_id == "E2", what
        if user(3) in seen.users:
            assert field in ("employeeId", "userType"), what
            assert field != "employeeId" or seen.users[user(3)].employee_id is None, what
            assert field != "userType" or seen.users[user(3)].guest, what
        else:
            assert len(seen.unread) == 1 or field == "id", what


@pytest.mark.parametrize("entry", [7, None, "maya", [MAYA], {}, {"id": user(3)}])
def test_an_entry_that_is_no_account_is_counted_and_the_doctor_can_name_it(entry: object, database: Database) -> None:
    seen = answered(json.dumps({"value": [MAYA, entry, LI]}).encode())
    assert seen.groups[GROUP] == {user(1), user(2)} and len(seen.unread) == 1
    keep(database, seen, AT)
    assert unread_accounts(database) == list(seen.unread)
    keep(database, answered(json.dumps({"value": [MAYA, LI]}).encode()), AT.replace("09:", "10:"))
    assert unread_accounts(database) == []
