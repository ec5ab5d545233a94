"""The board says of each model how many gates of its next step are met, and on whom it is waiting."""

from portal.contract.models.board import BoardRow
from portal.contract.models.gates import Signature
from portal.records.models import board as models
from portal.services.models import gates, signing
from portal.services.models.board_gates import with_gates
from tests.gates.made import CHAMPION, MINE
from tests.gates.seen import MODEL, estate, hand_in, registered, serves, sign
from tests.services.office import Office


def row(office: Office) -> BoardRow:
    """The model's row."""
    board = with_gates(office.world, models.board(office.database, office.catalogue.organisation))
    return next(one for one in board.items if one.name == MODEL)


def test_the_next_step_is_the_one_nearest_to_the_end(office: Office) -> None:
    estate(office)
    found = row(office)
    assert found.gates == "1/7"
    assert found.waiting_on is not None
    assert (found.waiting_on.people, found.waiting_on.since) == (("priya",), "2026-11-20T09:00:00.000Z")
    assert found.waiting_on.what == "G3-champion before prod: It is no worse than the champion"
    assert found.deputy == "theo", "who acts when priya is away"
    serves(office, "test", {"13": 100})
    serves(office, "prod", {"13": 100})
    registered(office, {"14": f"sha256:{'e' * 64}", "13": MINE, "12": CHAMPION})
    office.forward(minutes=1)  # what was seen comes with a new time
    found = row(office)
    assert found.gates == "0/5"
    assert found.waiting_on is not None and "before test" in found.waiting_on.what


def test_what_serves_everywhere_waits_on_nobody(sqlite_office: Office) -> None:
    estate(sqlite_office)
    for stage in ("test", "prod"):
        serves(sqlite_office, stage, {"13": 100})
    assert (row(sqlite_office).gates, row(sqlite_office).waiting_on) == ("", None)


def test_what_serves_is_not_offered_an_older_version(sqlite_office: Office) -> None:
    estate(sqlite_office)
    serves(sqlite_office, "test", {"12": 100})
    serves(sqlite_office, "prod", {"13": 100})
    assert "before test" in getattr(row(sqlite_office).waiting_on, "what", "")


def test_with_all_gates_met_nobody_is_waited_on_until_somebody_asks(sqlite_office: Office) -> None:
    estate(sqlite_office)
    for kind in ("manifest", "metrics", "data", "probe"):
        hand_in(sqlite_office, kind)
    hand_in(sqlite_office, "metrics", version="12", value=0.8)
    sign(sqlite_office)
    found = row(sqlite_office)
    assert (found.gates, found.waiting_on) == ("6/7", None)
    request = sqlite_office.submit("promotion", "priya", model=MODEL, to="prod", version="13")
    found = row(sqlite_office)
    assert found.gates == "6/7"
    assert found.waiting_on == sqlite_office.show(request).waiting_on
    assert found.waiting_on is not None and "paul" in found.waiting_on.people


def test_what_is_in_service_is_asked_for_evidence_and_its_age(sqlite_office: Office) -> None:
    estate(sqlite_office)
    assert (row(sqlite_office).service, row(sqlite_office).service_at) == ("0/2", None)
    hand_in(sqlite_office, "alerts", version="12")
    made = sqlite_office.world.now()
    assert (row(sqlite_office).service, row(sqlite_office).service_at) == ("1/2", made)
    signing.sign(sqlite_office.world, sqlite_office.world.person("paul"), MODEL, "12",
                 Signature("G6-recertified", "It still pays."))  # fmt: skip
    assert row(sqlite_office).service == "2/2"
    found = gates.service_report(sqlite_office.world, MODEL)
    assert found is not None and (found.stage, found.version, found.transition) == ("prod", "12", "in-service")
    assert (found.artefact, [one.state for one in found.items]) == (CHAMPION, ["met", "met"])
    sqlite_office.forward(days=91)
    assert (row(sqlite_office).service, row(sqlite_office).service_at) == ("1/2", made)
    found = gates.service_report(sqlite_office.world, MODEL)
    assert found is not None and "1 of 2 gates of what is in service are met; G6-alerts: The evidence" in found.says


def test_evidence_about_another_artefact_vouches_for_nothing_in_service(sqlite_office: Office) -> None:
    estate(sqlite_office)
    hand_in(sqlite_office, "alerts", version="13")
    assert row(sqlite_office).service == "0/2"
    serves(sqlite_office, "prod", {})
    sqlite_office.forward(minutes=1)
    assert row(sqlite_office).service == "" and gates.service_report(sqlite_office.world, MODEL) is None
