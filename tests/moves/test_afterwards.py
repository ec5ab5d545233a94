"""What is owed after the start: the reason of a rollback, and a second look at a break-glass."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from portal.contract.home import Owed
from portal.contract.problem import Problem
from portal.records.models import promotions
from portal.records.models.board import board
from portal.services import home
from portal.services.requests import afterwards, reviews
from portal.services.requests.starting import start
from portal.services.world import World
from portal.store.tables import audit
from portal.store.tables import requests as table
from tests.access.desk import Desk
from tests.moves.ground import MODEL, digest, model


@pytest.fixture
def idle(desk: Desk) -> Iterator[Desk]:
    """A desk at which what has started is not carried out, so that nothing else changes."""
    desk.engine.stop()
    yield desk


def owed(desk: Desk, by: str) -> tuple[Owed, ...]:
    """What Home tells somebody to say."""
    return home.show(desk.world, desk.world.person(by)).owed


def started(world: World, request: str) -> None:
    """A request starts."""
    assert start(world, int(request.removeprefix("R-"))).word == "started"


def urgent(desk: Desk, by: str = "maya") -> str:
    """A break-glass that has started with one key."""
    request = desk.ask("promotion", by, model=MODEL, to="prod", break_glass=True, reason="prod answers errors")
    reviews.vote(desk.world, desk.world.person("ana"), request, "approve", None, "")
    desk.clock.forward(seconds=11)
    started(desk.world, request)
    return request


def verified(desk: Desk, version: str) -> None:
    """The portal once brought a version to prod, and saw it serve."""
    there = model(desk).stages["prod"]
    request = urgent(desk)
    payload = {
        "project": "crm", "model": MODEL, "stage": "prod", "workspace": there.id, "version": "9",
        "artefact": digest(desk, "9"), "endpoint": "oep-next-best-offer-prod", "deployment": "v9", "kind": "online",
        "how": "promotion", "before": [{"version": version, "artefact": digest(desk, version), "deployment": "blue",
                                        "observed_at": there.observed_at}],
    }  # fmt: skip
    with desk.world.database.write() as connection:
        promotions.enter(connection, int(request.removeprefix("R-")), payload, desk.world.now())


def test_a_break_glass_starts_with_one_key_and_a_second_person_looks_within_a_day(idle: Desk) -> None:
    request = urgent(idle)
    with idle.world.database.read() as connection:
        written = connection.execute(sa.select(audit.c.data).where(audit.c.act == "started")).scalars().all()
    assert [row["owes"] for row in written] == ["review"], "the audit tells an emergency from an ordinary start"
    assert [(one.request, one.what, one.can_do) for one in owed(idle, "maya")] == [(request, "review", False)]
    assert owed(idle, "li")[0].can_do and owed(idle, "paul")[0].can_do
    assert owed(idle, "ana") == (), "whoever gave the one key is no second person"
    row = next(
        one for one in board(idle.world.database, idle.world.catalogue().organisation).items if one.name == MODEL
    )
    assert f"break-glass in prod by {request}" in row.attention
    for person in ("maya", "ana", "priya", "tom", "ci-churn"):
        with pytest.raises(Problem):
            afterwards.look(idle.world, idle.world.person(person), request, True, "fine")
    afterwards.look(idle.world, idle.world.person("li"), request, True, "the errors were real")
    assert owed(idle, "maya") == owed(idle, "paul") == ()
    row = next(
        one for one in board(idle.world.database, idle.world.catalogue().organisation).items if one.name == MODEL
    )
    assert "break-glass" not in row.attention
    last = idle.show(request).timeline[-1]
    assert (last.who, last.what) == ("li", "agreed-afterwards")
    with pytest.raises(Problem) as told:
        afterwards.look(idle.world, idle.world.person("paul"), request, False, "no")
    assert "nothing is owed" in told.value.line()


def test_whoever_leaves_the_second_look_overdue_has_no_other_emergency(idle: Desk) -> None:
    request = urgent(idle)
    idle.clock.forward(hours=25)
    assert owed(idle, "maya")[0].late
    with pytest.raises(Problem) as told:
        urgent(idle)
    assert f"nobody has looked at your break-glass {request} in time" in told.value.line()
    afterwards.look(idle.world, idle.world.person("li"), request, False, "it could have waited")
    assert idle.show(urgent(idle)).state == "running"


def test_a_rollback_needs_nobody_and_owes_its_reason(idle: Desk) -> None:
    verified(idle, "7")
    request = idle.ask("rollback", model=MODEL, confirm=MODEL, type="f4s-v2")
    assert idle.show(request).spec["version"] == "9", "what was verified last, as somebody put 8 back by hand"
    shown = idle.show(request)
    assert shown.state == "approved" and shown.hold_until is not None and shown.hold_until <= idle.world.now()
    started(idle.world, request)
    mine = [one for one in owed(idle, "maya") if one.what == "reason"]
    assert [(one.request, one.can_do) for one in mine] == [(request, True)]
    with pytest.raises(Problem):
        afterwards.explain(idle.world, idle.world.person("ana"), request, "I know why")
    afterwards.explain(idle.world, idle.world.person("maya"), request, "it answered errors")
    assert not [one for one in owed(idle, "maya") if one.what == "reason"]
    assert idle.show(request).timeline[-1].detail == "it answered errors"


def test_a_rollback_with_its_reason_owes_nothing(idle: Desk) -> None:
    verified(idle, "7")
    started(idle.world, idle.ask("rollback", model=MODEL, confirm=MODEL, type="f4s-v2", reason="errors"))
    assert not [one for one in owed(idle, "maya") if one.what == "reason"]


def test_while_it_is_brought_the_board_takes_it_for_approved_and_nothing_else(idle: Desk) -> None:
    with idle.world.database.read() as connection:
        assert promotions.approvals(connection) == {}
    urgent(idle)
    with idle.world.database.read() as connection:
        (found,) = promotions.approvals(connection).values()
    assert (found.versions, found.artefacts[0].manifest) == (("9",), digest(idle, "9").removeprefix("sha256:"))


def test_what_was_gone_back_from_is_no_way_back_any_more(idle: Desk) -> None:
    verified(idle, "7")
    with idle.world.database.write() as connection:
        number = connection.execute(table.select().order_by(table.c.number.desc())).mappings().first()
        assert number is not None
        payload = {
            "project": "crm", "model": MODEL, "stage": "prod", "workspace": "", "version": "7",
            "artefact": digest(idle, "7"), "endpoint": "oep-next-best-offer-prod", "deployment": "blue",
            "kind": "online", "how": "rollback",
            "before": [{"version": "9", "artefact": "", "deployment": "v9", "observed_at": ""}],
        }  # fmt: skip
        promotions.enter(connection, int(number["number"]), payload, idle.world.now())
    standing = {one.version: one.revoked for one in model(idle).served_in("prod")}
    assert standing["9"] is True
    assert standing["7"] is False
