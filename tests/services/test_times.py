"""A wish for later: it starts by itself at its moment, and says until when it waits, and on whom: on nobody."""

from typing import Any

from portal.clock import moment
from portal.contract.requests import WaitingOn
from portal.services.requests.starting import awaiting_start, expire_due
from tests.services.office import T0, T1, Office


def waits_on(office: Office, request: str) -> WaitingOn:
    """On whom a request waits."""
    found = office.show(request).waiting_on
    assert found is not None
    return found


def test_it_starts_at_its_moment_and_not_before(office: Office) -> None:
    later: dict[str, Any] = {"from": "wednesday 9:00", "days": 3}
    request = office.ask(T0, **later)
    shown = office.show(request)
    assert (shown.state, shown.hold_until) == ("approved", "2026-11-25T08:00:00.000Z")
    assert waits_on(office, request).people == ("portal",)
    assert waits_on(office, request).what == "it starts by itself at 2026-11-25 08:00 UTC"
    assert office.turn() == {}
    assert awaiting_start(office.database, office.world.now()) == 0
    office.forward(days=1, hours=22, minutes=59)
    assert office.turn() == {}
    office.forward(minutes=1)
    assert awaiting_start(office.database, office.world.now()) == 1
    assert office.turn()[request].word == "started"


def test_it_does_not_expire_before_its_start(sqlite_office: Office) -> None:
    later: dict[str, Any] = {"from": "2026-12-20 9:00"}
    request = sqlite_office.ask(T1, **later)
    sqlite_office.forward(days=10)
    sqlite_office.approve(request, "ana")
    expire_due(sqlite_office.world)
    assert sqlite_office.show(request).state == "approved"
    sqlite_office.forward(days=17)
    assert sqlite_office.turn()[request].word == "started"


def test_what_nobody_decides_before_its_lease_would_end_has_expired(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, until="tomorrow 12:00")
    assert sqlite_office.show(request).expires_at == "2026-11-24T11:00:00.000Z"
    sqlite_office.forward(days=1, hours=2)
    expire_due(sqlite_office.world)
    assert sqlite_office.show(request).state == "expired"


def test_an_edit_keeps_the_moment_that_was_meant(sqlite_office: Office) -> None:
    request = sqlite_office.ask(T1, until="friday 18:00")
    sqlite_office.forward(days=2)
    kept = sqlite_office.show(request).spec["until"]
    sqlite_office.edit(request, type=T1, until=kept, nodes=2)
    assert sqlite_office.show(request).plan.lease_until == kept == "2026-11-27T17:00:00.000Z"
    assert moment(kept) > sqlite_office.now
