"""Cells in every detail: what a stage says that cannot be seen or is empty, and which artefacts may serve."""

from portal.contract.models.board import Cell
from portal.domain.models.evidence import Artefact
from portal.domain.models.observed_workspaces import Approved
from tests.board.seen import LONG_AGO, NOW, SEVEN, SIX, batch, board, cell, looked, model, online, row
from tests.board.test_board import ALL


def test_a_stage_that_cannot_be_seen_says_nothing_but_that() -> None:
    made = board(
        *looked("dev", "prod"),
        *looked("test", status="forbidden", detail="needs the right read"),
        model("dev", "ltv", {"3": SEVEN}),
        model("prod", "ltv", {"2": SIX}),
    )
    assert cell(made, "test") == Cell(
        stage="test", status="forbidden", version="", serving=(), step="", approved_version="", approved="", before="",
        identity="none", observed_at=NOW, source="Azure ML workspace mlw-risk-test", workspace="mlw-risk-test",
        detail="needs the right read", text="⊘ not visible to us (403)",
    )  # fmt: skip


def test_a_stage_that_a_model_has_left_says_so_and_is_known_to_have_nothing() -> None:
    gone = model("test", "m", {"2": SIX}, status="missing", at=LONG_AGO)
    made = board(*ALL, model("dev", "m", {"2": SIX}), gone)
    assert cell(made, "test") == Cell(
        stage="test", status="nothing", version="", serving=(), step="", approved_version="", approved="", before="",
        identity="none", observed_at=NOW, source="Azure ML workspace mlw-risk-test", workspace="mlw-risk-test",
        detail="it was here and is not any more", text="nothing",
    )  # fmt: skip


def test_what_a_registry_says_of_an_approved_version_counts_where_no_workspace_lists_it() -> None:
    value = {"registry": "mlr", "name": "m", "versions": [{"version": "7", "manifest": SEVEN}]}
    shared = row("dev", "models/m", "registry_model", value)
    made = board(*ALL, shared, model("prod", "m", {"6": SIX}), online("prod", "m", {"6": 100}, approved="7"))
    assert cell(made, "prod").approved == "≠"


def test_what_the_portal_approved_by_its_manifest_is_named_by_its_version() -> None:
    approvals = {("fraud", "m", "prod"): Approved(("7",), SEVEN, "R-12")}
    made = board(*ALL, model("prod", "m", {"7": SEVEN}), online("prod", "m", {"7": 100}), approvals=approvals)
    assert (cell(made, "prod").approved, cell(made, "prod").approved_version) == ("=", "7")


def test_two_deployments_of_the_approved_version_are_both_right() -> None:
    approvals = {("fraud", "m", "prod"): Approved(("7", "8"), "", "R-12", (Artefact("7", SEVEN), Artefact("8", SIX)))}
    models = model("prod", "m", {"7": SEVEN, "8": SIX})
    made = board(*ALL, models, online("prod", "m", {"7": 50, "8": 50}), approvals=approvals)
    assert cell(made, "prod").approved == "="


def test_the_default_of_a_batch_endpoint_stands_for_its_stage_before_a_part_of_the_traffic() -> None:
    models = model("prod", "m", {"12": SIX, "13": SEVEN})
    made = board(*ALL, models, online("prod", "m", {"13": 90}), batch("prod", "m", "12", ("12",)))
    assert cell(made, "prod").version == "12"
