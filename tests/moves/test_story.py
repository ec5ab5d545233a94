"""A model goes from dev to test to prod and back, and what board, gate and records say of it on the way."""

from portal.contract.models.board import Cell
from portal.contract.models.gates import Signature
from portal.contract.requests import Request
from portal.records.models.board import board
from portal.records.models.promotions import unseen
from portal.services.models.gates import report
from portal.services.models.signing import sign
from tests.access.desk import Desk
from tests.moves.ground import model, prove

NAME = "churn-model"


def cell(desk: Desk, stage: str) -> Cell:
    """What the board shows after another look at Azure."""
    desk.observe()
    whole = board(desk.world.database, desk.world.catalogue().organisation)
    found = next(row for row in whole.items if row.name == NAME).stages[stage]
    assert found is not None
    return found


def steps(request: Request) -> list[tuple[str, str]]:
    """What was carried out, and how each step stands."""
    assert request.operation is not None
    return [(step.step, step.state) for step in request.operation.steps]


def promoted(desk: Desk, to: str, *people: str) -> Request:
    """Version 14 is asked for, agreed to and brought there."""
    request = desk.ask("promotion", model=NAME, to=to, version="14", watch_seconds=0)
    desk.approve(request, *people)
    return desk.done(request)


def unseen_now(desk: Desk) -> dict[str, str]:
    """Where something was brought since the last look."""
    with desk.world.database.read() as connection:
        return unseen(connection)


def test_dev_to_test_to_prod_and_back(desk: Desk) -> None:
    for version in ("12", "13", "14"):
        prove(desk, version, NAME)
    in_test = promoted(desk, "test", "theo")
    assert in_test.state == "ready", in_test.operation
    assert list(unseen_now(desk)) == ["mlw-retail-test"], "what was brought wants to be looked at"
    assert [step for step, _ in steps(in_test)] == [
        "share", "deploy", "probe", "traffic", "check", "write-back", "record",
    ]  # fmt: skip
    assert (cell(desk, "test").version, cell(desk, "test").approved, cell(desk, "test").before) == ("14", "=", "=")
    assert not unseen_now(desk) and not report(desk.world, NAME, "14", "prod").open

    sign(desk.world, desk.world.person("sam"), NAME, "14", Signature("G3-intended-use", "used as meant"))
    in_prod = promoted(desk, "prod", "ana", "paul")
    assert in_prod.state == "ready", in_prod.operation
    now = cell(desk, "prod")
    assert (now.version, now.step, now.approved, now.identity) == ("14", "100 %", "=", "manifest")
    assert report(desk.world, NAME, "14", "prod").promotion == in_prod.id

    back = desk.ask("rollback", model=NAME, confirm=NAME)
    assert desk.show(back).tier == "T0"
    gone_back = desk.done(back)
    assert gone_back.state == "ready", gone_back.operation
    assert steps(gone_back) == [("traffic", "done"), ("check", "done"), ("record", "done")]
    now = cell(desk, "prod")
    assert (now.version, now.step, now.approved) == ("12", "100 %", "=")
    assert {one.version for one in model(desk, NAME).served_in("prod") if one.revoked} == {"14"}
    assert not report(desk.world, NAME, "14", "prod").open
