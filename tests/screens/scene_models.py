"""The pages of two models of the busy day: one waits for a word, the other was changed outside."""

from typing import Any

from portal.contract.models.board import BoardRow
from portal.contract.models.gates import GateReport, GateRow
from portal.contract.models.page import (
    DiffRow,
    Lineage,
    ModelDiff,
    ModelPage,
    OutsideChange,
    Prefilled,
    PromotionRow,
    RollbackTarget,
    VersionRow,
)
from portal.contract.requests import WaitingOn
from tests.screens import made
from tests.screens.fake import FakePortal

DIGEST = "sha256:97990c26d9b58a0d8f6b86766ed690ce123f06ffdc7ee243ef2faa9a8fe5a139"


def version_row(number: str, **more: Any) -> VersionRow:
    """A version that a job of two days ago registered."""
    run = Lineage(
        f"train_{number}", "seen", "Completed", "e0ca998f5e04", "main", "https://git.example.org/churn.git",
        ("raw: azureml:table:7",), "sklearn-train:3", "maya", made.before(days=2), made.before(minutes=2), "",
        f"https://ml.azure.com/runs/train_{number}",
    )  # fmt: skip
    values: dict[str, Any] = {
        "metrics": {"roc_auc": 0.76 + int(number) / 100, "log_loss": 0.4 - int(number) / 100},
        "evidence": ("metrics", "tests"),
    }
    return VersionRow(
        number, "mlw-retail-dev", "dev", DIGEST, "manifest", made.before(days=20 - int(number)), "maya", run,
        **{**values, **more},
    )  # fmt: skip


def gate(id: str, state: str = "met", **more: Any) -> GateRow:
    """One gate before prod."""
    values: dict[str, Any] = {"evidence_id": "E-107", "source": "job", "made_at": made.before(days=3)}
    return GateRow(
        id, f"Title of {id}", "test-prod", "metrics", state, "" if state == "met" else f"{id} is {state}", True,
        "tester", 720, **{**values, **more},
    )  # fmt: skip


def report(*rows: GateRow) -> GateReport:
    """The gates before prod for v13."""
    met = sum(one.state == "met" for one in rows)
    says = f"{met} of {len(rows)} gates are met"
    return GateReport(
        "churn-model", "13", "prod", "test-prod", DIGEST, "manifest", rows, met, len(rows), "", False, "", says
    )


def waits_for_sam() -> GateRow:
    """What no machine can check, with a deputy."""
    waiting = WaitingOn(("sam",), "G3-intended-use", made.before(days=1))
    return gate(
        "G3-intended-use",
        "missing",
        signed_by="tester",
        evidence_id="",
        made_at=None,
        waiting_on=waiting,
        deputy="lena",
    )


def churn(row: BoardRow, **more: Any) -> ModelPage:
    """A model on its way to prod."""
    promoted = PromotionRow(
        "R-31", "promotion", "ready", "test", "13", DIGEST, ("ana",), made.before(days=4), "≠",
        "approved was another artefact under this number",
    )  # fmt: skip
    wish = Prefilled("rollback", {"model": row.name, "project": row.project, "stage": "prod", "version": "11"})
    values: dict[str, Any] = {
        "promotions": (promoted,),
        "rollback": (
            RollbackTarget("prod", "11", DIGEST, True, "v11 on churn-online stands ready", made.before(days=9), wish),
        ),
        "gates": (report(gate("G3-champion"), gate("G3-data", "stale"), waits_for_sam()),),
    }
    versions = (version_row("14"), version_row("13", serves=("test",)), version_row("12", serves=("prod",)))
    return ModelPage(row, versions, **{**values, **more})


def fraud(row: BoardRow) -> ModelPage:
    """A model that somebody changed outside the portal."""
    change = OutsideChange(
        "prod", "mlw-risk-prod", "fraud-online", "6", "7", "v6 serves and is not what was approved: v7",
        made.before(minutes=2), True, Prefilled("promotion", {"model": row.name, "version": "6", "to": "prod"}),
    )  # fmt: skip
    return ModelPage(row, (version_row("7"), version_row("6")), changes=(change,), marks=(row.attention,))


def diff(name: str = "churn-model") -> ModelDiff:
    """Two versions of it."""
    rows = (
        DiffRow("metrics", "roc_auc", ("0.9", "0.88"), True, (0.9, 0.88)),
        DiffRow("artefact", "identity", ("manifest", "manifest"), False),
        DiffRow("lineage", "commit", ("e0ca998f", "5e3983b8"), True),
    )
    return ModelDiff(name, "churn", ("14", "12"), rows)


def fill(portal: FakePortal) -> None:
    """Put the pages of the models on its board on the server."""
    rows = {row.name: row for row in portal.models.items}
    portal.model_pages = {"churn-model": churn(rows["churn-model"]), "fraud-net": fraud(rows["fraud-net"])}
    portal.model_diffs = {name: diff(name) for name in portal.model_pages}
