"""An event or a notice that cannot be read costs itself: everybody else is told, and it is named in the log."""

import logging
from typing import Any

import pytest

from portal.notices.shapes import SHAPES
from portal.services.notices import notices
from portal.services.notices.told_rows import text_of
from portal.store.chain import announce
from portal.store.tables import deliveries as table
from portal.store.tables import notices as told
from tests.notices.conftest import Wire
from tests.services.office import Office

EVENTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "no number": ("request.approved", "R-x", {"actor": "ana"}),
    "a huge number": ("request.approved", "R-" + "9" * 150, {"actor": "ana"}),
    "a wrong type": ("request.approved", "R-1", {"actor": ["ana"]}),
    "missing fields": ("quota.free", "W-1", {}),
    "a list for a person": ("quota.free", "W-1", {"person": ["maya"], "compute": 7}),
    "a megabyte": ("quota.free", "W-1", {"person": "maya", "compute": "m" * 1_000_000}),
    "no UTF-8": ("quota.free", "W-1", {"person": "caf\ufffd"}),
}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_that_cannot_be_told_keeps_nobody_else_from_hearing(office: Office, wire: Wire, name: str) -> None:
    kind, subject, data = EVENTS[name]
    with office.world.database.write() as connection:
        announce(connection, office.world.now(), kind, subject, data)
    request = office.ask()
    courier = wire.courier(office)
    courier.tell()
    assert "ana" in {row["person"] for row in office.rows(told) if row["subject"] == request}
    assert notices.spread(office.world) == 0  # it is behind us
    assert notices.listing(office.world, office.world.person("maya")).unread >= 0
    courier.deliver()
    assert [row["state"] for row in office.rows(table) if row["subject"] == request] == ["sent"]


def test_a_notice_that_cannot_be_sent_is_named_and_the_others_go_out(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = office.ask(), office.ask(name="second")
    courier = wire.courier(office)
    courier.tell()
    shapes = {name: _poisonous(shape, first) for name, shape in SHAPES.items()}
    monkeypatch.setattr("portal.engine.courier.SHAPES", shapes)
    with caplog.at_level(logging.WARNING):
        courier.deliver()
    states = {row["subject"]: (row["state"], row["detail"]) for row in office.rows(table)}
    assert states == {first: ("waiting", "it cannot be sent: UnicodeEncodeError"), second: ("sent", "")}


def test_a_row_that_cannot_be_taken_keeps_no_other_from_going_out(
    office: Office, wire: Wire, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = office.ask(), office.ask(name="second")
    courier = wire.courier(office)
    courier.tell()

    def poisonous(world: Any, what: str, event: Any) -> str:
        if event.subject == first:
            raise KeyError("actor")
        return text_of(world, what, event)

    monkeypatch.setattr("portal.services.notices.deliveries.text_of", poisonous)
    courier.deliver()
    assert [row["subject"] for row in office.rows(table) if row["state"] == "sent"] == [second]
    assert "taking a notice failed" in caplog.text


def _poisonous(shape: Any, subject: str) -> Any:
    def made(message: Any) -> bytes:
        if message.subject == subject:
            return "\ud800".encode()
        found: bytes = shape(message)
        return found

    return made
