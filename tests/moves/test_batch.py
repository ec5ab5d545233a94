"""A batch model goes on to prod: a trial run, then it is the default."""

from portal.contract.models.gates import Signature
from portal.records.models.board import board
from portal.services.models.signing import sign
from tests.access.desk import Desk
from tests.moves.ground import prove

NAME = "spend-batch"


def test_a_batch_model_runs_on_trial_before_it_is_the_default(desk: Desk) -> None:
    for version in ("4", "5"):
        prove(desk, version, NAME)
    sign(desk.world, desk.world.person("sam"), NAME, "5", Signature("G3-intended-use", "used as meant"))
    request = desk.ask("promotion", model=NAME, to="prod")
    desk.approve(request, "ana", "paul")
    shown = desk.done(request)
    assert shown.state == "ready", shown.operation
    assert [one.kind for one in shown.plan.effects][:2] == ["batch_deployment", "batch_default"]
    desk.observe()
    whole = board(desk.world.database, desk.world.catalogue().organisation)
    cell = next(row for row in whole.items if row.name == NAME).stages["prod"]
    assert cell is not None and (cell.version, cell.approved) == ("5", "=")
