"""What has to go out goes out at least once, with an id that stays; what never arrives is shown."""

import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path

from portal.engine.courier import Courier
from portal.notices.address import Guard
from portal.notices.sending import DeliveryOutcome, send
from portal.services.notices import deliveries, notice_wishes
from portal.store.tables import deliveries as deliveries_table
from tests.notices.conftest import ENVIRONMENT, Wire
from tests.notices.receiver import Receiver, receiving
from tests.services.office import Office


def states(office: Office) -> list[str]:
    """The states of all deliveries."""
    return [row["state"] for row in office.rows(deliveries_table)]


def test_a_channel_gets_one_message_for_all_whom_it_concerns(office: Office, wire: Wire) -> None:
    request = office.ask()
    courier = wire.courier(office)
    courier.tell()
    courier.deliver()
    ((allowed, url, body, _, secret),) = wire.went
    assert (allowed, url, secret) == ("hooks.example.com", ENVIRONMENT["OPS_URL"], "")
    assert b"Ana Kovac" in body and f"portal open {request}".encode() in body
    courier.deliver()
    assert len(wire.went) == 1 and states(office) == ["sent"]


def test_who_chose_a_channel_is_told_there_signed(office: Office, wire: Wire) -> None:
    notice_wishes.choose(office.world, office.world.person("maya"), "decided", "bus", True)
    request = office.ask()
    office.approve(request, "ana")
    courier = wire.courier(office)
    courier.tell()
    courier.deliver()
    ((_, url, body, _, secret),) = wire.went
    assert (url, secret) == ("https://hooks.example.com/in", "hush-hush")
    document = json.loads(body)
    assert (document["people"], document["text"]) == (["Maya Lindqvist"], "was approved by Ana Kovac")


def test_what_fails_is_tried_again_with_the_same_id_and_growing_pauses(office: Office, wire: Wire) -> None:
    wire.answers = [
        DeliveryOutcome(False, "the receiver answered 500"),
        DeliveryOutcome(False, "the receiver answered 429", 600),
        DeliveryOutcome(True),
    ]
    office.ask()
    courier = wire.courier(office)
    courier.tell()
    courier.deliver()
    courier.deliver()
    assert len(wire.went) == 1
    office.forward(seconds=15)
    courier.deliver()
    office.forward(seconds=599)
    courier.deliver()
    assert len(wire.went) == 2
    office.forward(seconds=1)
    courier.deliver()
    assert len(wire.went) == 3 and len(set(wire.ids())) == 1 and states(office) == ["sent"]


def test_a_worker_that_dies_while_it_sends_is_followed_by_another(office: Office, wire: Wire) -> None:
    office.ask()
    courier = wire.courier(office)
    courier.tell()
    (lost,) = deliveries.take(office.world)
    assert deliveries.take(office.world) == []
    office.forward(minutes=5)
    courier.deliver()
    assert wire.ids() == [lost.id] and states(office) == ["sent"]


def test_two_workers_never_hold_the_same_delivery(office: Office, wire: Wire) -> None:
    office.ask()
    wire.courier(office).tell()
    with office.database.read() as connection:
        seen_by_both = deliveries._due(connection, office.world.now())
    assert len(seen_by_both) == len(deliveries.take(office.world)) == 1
    assert deliveries.take(office.world) == []


def test_what_never_arrives_is_given_up_and_shown_with_what_was_said_last(office: Office, wire: Wire) -> None:
    wire.answers = [DeliveryOutcome(False, "the receiver answered 404")]
    office.ask()
    courier = wire.courier(office)
    courier.tell()
    for _ in range(deliveries.MOST_ATTEMPTS + 3):
        courier.deliver()
        office.forward(hours=3)
    assert len(wire.went) == deliveries.MOST_ATTEMPTS and states(office) == ["dead"]
    assert deliveries.dead_letters(office.database) == [deliveries.Dead("ops", 1, "the receiver answered 404")]


def test_a_missing_secret_is_named_and_nothing_leaves_unsigned(office: Office, wire: Wire) -> None:
    notice_wishes.choose(office.world, office.world.person("li"), "turn", "bus", True)
    office.ask()
    courier = wire.courier(office, OPS_URL="", BUS_SECRET="")
    courier.tell()
    courier.deliver()
    assert wire.went == []
    details = {row["channel"]: row["detail"] for row in office.rows(deliveries_table)}
    assert "OPS_URL" in details["ops"] and "BUS_SECRET" in details["bus"]


def test_no_table_holds_a_secret(office: Office, wire: Wire) -> None:
    wire.answers = [DeliveryOutcome(False, "the receiver answered 500")]
    notice_wishes.choose(office.world, office.world.person("li"), "turn", "bus", True)
    office.ask()
    courier = wire.courier(office)
    courier.tell()
    courier.deliver()
    assert len(wire.went) == 2
    assert "hush" not in json.dumps(office.rows(deliveries_table))


def test_old_deliveries_and_notices_are_let_go_of(office: Office, wire: Wire) -> None:
    office.ask()
    courier = wire.courier(office)
    courier.tell()
    courier.deliver()
    office.forward(days=31)
    deliveries.forget_old(office.world)
    assert (states(office), office.counts()["notices"] > 0) == ([], True)
    office.forward(days=60)
    deliveries.forget_old(office.world)
    assert office.counts()["notices"] == 0


def test_from_the_act_to_a_receiver_over_real_tls(office: Office, tmp_path: Path) -> None:
    with receiving(tmp_path) as receiver:
        courier = Courier(office.world, 0.02, _to(receiver), ENVIRONMENT)
        notice_wishes.choose(office.world, office.world.person("li"), "turn", "bus", True)
        office.ask()
        courier.tell()
        receiver.statuses = [503, 200]
        courier.deliver()
        office.forward(minutes=2)
        courier.deliver()
        ids = [headers["Portal-Notice-Id"] for _, headers, _ in receiver.came]
        assert len(ids) == 3 and len(set(ids)) == 2
        signed = [(headers, body) for _, headers, body in receiver.came if "Portal-Signature" in headers]
        assert signed
        for headers, body in signed:
            stamped = headers["Portal-Timestamp"].encode() + b"." + body
            expected = hmac.new(b"hush-hush", stamped, hashlib.sha256).hexdigest()
            assert headers["Portal-Signature"] == f"v1={expected}"
    assert states(office) == ["sent", "sent"]


def _to(receiver: Receiver) -> Callable[..., DeliveryOutcome]:
    """Sends to the receiver, whatever the address, by the real way out."""

    def sending(guard: Guard, url: str, body: bytes, id: str, at: str, secret: str = "") -> DeliveryOutcome:
        return send(receiver.guard, receiver.url, body, id, at, secret, receiver.trust)

    return sending
