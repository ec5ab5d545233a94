"""What the busy day has on its board, in its inventory, in its catalogue and in its audit."""

from typing import Any

from portal.contract.audit import AuditPage, AuditRow, ChainState
from portal.contract.catalogue import CatalogueItem, CataloguePage, CatalogueRow, Price, Quota, QuotaHolder
from portal.contract.models.board import Board, BoardRow, Cell, Serving
from portal.contract.projects import Duty, Project, ProjectGroup, ProjectPage, ProjectRow, ProjectStage, Resource
from portal.contract.requests import WaitingOn
from tests.screens import made, scene_models
from tests.screens.fake import FakePortal


def cell(stage: str, version: str, *serving: Serving, **more: Any) -> Cell:
    """One model in one stage, seen a moment ago."""
    values: dict[str, Any] = {
        "stage": stage,
        "status": "seen",
        "version": version,
        "serving": serving,
        "step": "registered",
        "approved_version": version,
        "approved": "",
        "before": "",
        "identity": "manifest",
        "observed_at": made.before(minutes=2),
        "source": "endpoints",
        "workspace": f"mlw-retail-{stage}",
    }
    return Cell(**{**values, **more})


def online(version: str, traffic: int) -> Serving:
    """An online deployment."""
    return Serving(version, "churn-online", "blue", "online", traffic, False, "Succeeded")


def board() -> Board:
    """A model that serves what nobody approved, one in canary, one that may not be seen."""
    batch = Serving("5", "spend-batch", "default", "batch", None, True, "Succeeded", "ran ok", made.before(hours=3))
    forbidden = cell("test", "", status="forbidden", detail="reader is missing on mlw-crm-test")
    old = cell("prod", "2", online("2", 100), observed_at=made.before(days=3))
    rows = (
        BoardRow(
            "fraud-net",
            "fraud",
            "Risk",
            "rosa",
            {
                "dev": cell("dev", "7"),
                "test": cell("test", "7", online("7", 100), before="="),
                "prod": cell("prod", "6", online("6", 100), approved="≠", approved_version="7", before="≠"),
            },
            "serves something else in prod than was approved",
        ),
        BoardRow(
            "churn-model",
            "churn",
            "Retail",
            "maya",
            {
                "dev": cell("dev", "14"),
                "test": cell("test", "13", online("13", 100)),
                "prod": cell("prod", "12", online("12", 90), online("13", 10), approved="="),
            },
            "",
            "5/6",
            WaitingOn(("ana",), "approve", made.before(days=2)),
        ),
        BoardRow(
            "spend-batch",
            "crm",
            "Retail",
            "maya",
            {"dev": cell("dev", "5"), "test": cell("test", "5", batch), "prod": None},
            "",
        ),
        BoardRow(
            "ltv",
            "crm",
            "Retail",
            "maya",
            {"dev": cell("dev", "3"), "test": forbidden, "prod": old},
            "test is not visible to us",
            "2/6",
        ),
    )
    headline = "2 of 4 need attention: fraud-net serves something else in prod than was approved"
    return Board(rows, headline, 2, 4, made.before(days=3), made.before(minutes=2))


def project_row(name: str, **more: Any) -> ProjectRow:
    """One line of the inventory."""
    values: dict[str, Any] = {
        "name": name,
        "title": name,
        "unit": "Retail",
        "phase": "building",
        "owner": "maya",
        "template": "tabular-classic",
        "template_version": "1.2.0",
        "template_behind": 0,
        "stages": ("dev", "test", "prod"),
        "resources": 5,
        "committed_cents": 31_000,
        "budget_cents": 50_000,
        "models_in_prod": 0,
        "last_activity": made.before(hours=5),
        "waiting_on": None,
    }
    return ProjectRow(**{**values, **more})


def project(name: str = "churn", **more: Any) -> Project:
    """Everything of one project."""
    values: dict[str, Any] = {
        "name": name,
        "title": "Customer churn",
        "unit": "Retail",
        "phase": "live",
        "owner": "maya",
        "template": "tabular-classic",
        "template_version": "1.2.0",
        "template_behind": 1,
        "stages": (
            ProjectStage(
                "dev", "develop", "mlw-retail-dev", "rg-retail-dev", "westeurope", True, "https://ml.azure.com/x"
            ),
        ),
        "resources": (
            Resource(
                "r1",
                "compute",
                "cpu-churn",
                name,
                "dev",
                "mlw-retail-dev",
                "live",
                "maya",
                "R-12",
                31_000,
                made.after(days=9),
                made.before(minutes=3),
            ),
        ),
        "repository": "https://git.example.org/churn.git",
        "commit": "0123456789abcdef",
        "committed_cents": 31_000,
        "budget_cents": 50_000,
        "members": ("maya", "ana"),
        "duties": (
            Duty("deploy", "Deploys to prod", ("maya",), ("ana",), (), (), ""),
            Duty("data", "Owns the data", (), (), (), (), "nobody"),
        ),
        "requests": (made.row(12, state="ready"),),
        "models": ("churn-model",),
        "created_at": made.before(days=80),
        "last_activity": made.before(hours=5),
        "waiting_on": None,
        "request": "R-12",
        "tags": {"env": "dev"},
    }
    return Project(**{**values, **more})


def catalogue_item(id: str = "d4s-v5", **more: Any) -> CatalogueItem:
    """A compute type with its price and its quota."""
    values: dict[str, Any] = {
        "id": id,
        "kind": "compute",
        "title": "D4s v5",
        "lifecycle": "approved",
        "use_when": "small tables",
        "tier": "T0",
        "version": "1",
        "owner": "ana",
        "summary": "4 vCPU, 16 GB",
        "reason": "",
        "successor": "",
        "not_when": "deep learning",
        "digest": "x",
        "facts": {"vcpus": 4, "memory_gb": 16, "regions": ["westeurope"]},
        "approvers": ("ana",),
        "approval": "automatic",
        "prices": (Price("westeurope", "dedicated", 21, "EUR", "list price", "list", "2026-11-01"),),
        "quotas": (
            Quota(
                "westeurope",
                "DSv5",
                "dedicated",
                92,
                100,
                made.before(minutes=5),
                "",
                (QuotaHolder("cpu-churn", "churn", "maya", 8, made.after(days=3)),),
            ),
        ),
        "projects": ("churn",),
    }
    return CatalogueItem(**{**values, **more})


def fill(portal: FakePortal) -> None:
    """Put it all on the server."""
    portal.models = board()
    scene_models.fill(portal)
    rows = (
        project_row("churn", phase="live", models_in_prod=1, committed_cents=61_000),
        project_row("fraud", unit="Risk", owner="rosa", template_behind=2, flags=("template behind",)),
        project_row("orphan", orphan="its owner left", phase="explore"),
    )
    portal.project_page = ProjectPage(
        rows,
        None,
        ProjectGroup("", 3, 123_000, 150_000, 1),
        (ProjectGroup("Retail", 2, 92_000, 100_000, 1), ProjectGroup("Risk", 1, 31_000, 50_000, 0)),
    )
    portal.project_cards = {row.name: project(row.name) for row in rows}
    lines = (
        CatalogueRow(
            "tabular-classic", "template", "Tabular, classic", "approved", "tables and a target", "T1", "1.2.0", "ana"
        ),
        CatalogueRow("d4s-v5", "compute", "D4s v5", "approved", "small tables", "T0", "1", "ana", cents_per_hour=21),
        CatalogueRow(
            "nc6", "compute", "NC6", "blocked", "", "T3", "1", "ana", reason="retired by Azure", successor="nc4as-t4-v3"
        ),
        CatalogueRow(
            "sklearn-1.5",
            "environment",
            "scikit-learn 1.5",
            "deprecated",
            "tables",
            "T0",
            "1",
            "ana",
            successor="sklearn-1.6",
        ),
    )
    portal.catalogue_page = CataloguePage(lines, {"template": 1, "compute": 2, "environment": 1})
    portal.cards = {row.id: catalogue_item(row.id, title=row.title, lifecycle=row.lifecycle) for row in lines}
    portal.audit_page = AuditPage(
        tuple(
            AuditRow(
                number,
                made.before(minutes=number),
                "ana",
                "approve",
                "request",
                f"R-{number}",
                "churn",
                "c0ffee" * 5,
                "demo",
                {"state": ["in_review", "approved"]},
                "h",
            )
            for number in range(30, 0, -1)
        )
    )
    portal.chain = ChainState(True, 10_431, "a1b2c3d4e5f6a7b8c9")
