"""A busy day at the portal, for stories and for looking at screens."""

from typing import Any

from portal.contract.home import Change, Home
from portal.contract.plan import FileEntry, Files, Preview
from portal.contract.projects import Resource
from portal.contract.requests import Form, KindRow, RequestRow
from tests.screens import made, scene_board
from tests.screens.fake import FakePortal

TITLES = ("project credit-risk", "compute 2×A100, 14 days", "environment sklearn 1.5", "access to churn for Tom")


def inbox_rows() -> list[RequestRow]:
    """Fourteen requests, three of them easy."""
    return [
        made.row(
            200 + number,
            title=TITLES[number % 4],
            kind=("project", "compute", "environment", "access")[number % 4],
            easy=number < 3,
            tier=f"T{1 + number % 3}",
            monthly_cents=31_000 * (number + 1),
            stage=("dev", "test", "prod")[number % 3],
            flags=()
            if number < 3
            else (("over budget",), ("assumed values",), ("quota full", "assumed values"))[number % 3],
        )
        for number in range(14)
    ]


def home_page(inbox: list[RequestRow]) -> Home:
    """What needs the person on this day."""
    return Home(
        waiting=tuple(inbox[:5]),
        mine=(made.row(12, state="ready", waiting_on=None), made.row(14)),
        leases=(
            Resource(
                "res-1",
                "compute",
                "gpu-churn",
                "churn",
                "dev",
                "mlw-retail-dev",
                "expiring",
                "maya",
                "R-12",
                120_000,
                made.after(hours=7),
                made.before(minutes=2),
            ),
        ),
        running=(made.operation("R-101"),),
        changes=(Change(5, made.before(hours=1), "request.approved", "R-12", "li", "Li approved R-12"),),
        counts={"approvals": 14},
        stories=({"text": "One request is over quota", "screen": "requests", "subject": "R-214"},),
    )


def busy_portal(person: str = "ana") -> FakePortal:
    """Fourteen requests wait, three of them easy; one runs; a lease ends today."""
    portal = FakePortal(person)
    inbox = inbox_rows()
    states = (
        "in_review",
        "running",
        "ready",
        "denied",
        "failed_leftovers",
        "ready_with_differences",
        "approved",
        "expired",
    )
    portal.inbox = inbox
    portal.rows = inbox + [
        made.row(100 + n, state=states[n % 8], progress=0.4 if states[n % 8] == "running" else None) for n in range(40)
    ]
    portal.details = {
        line.id: made.request(
            int(line.id[2:]),
            title=line.title,
            kind=line.kind,
            easy=line.easy,
            state=line.state,
            flags=line.flags,
            tier=line.tier,
        )
        for line in portal.rows
    }
    portal.kind_rows = (
        KindRow("project", "Project", "A project with all it needs"),
        KindRow("compute", "Compute", "A machine"),
    )
    portal.forms, portal.previews = form, preview
    portal.tree = Files(
        "d", (FileEntry("README.md", 12, "a", "# churn\n"), FileEntry("src/train.py", 9, "b", "x = [1]\n")), ()
    )
    scene_board.fill(portal)
    portal.home_page = home_page(inbox)
    return portal


def form(kind: str, spec: dict[str, Any]) -> Form:
    """A form whose questions depend on the template that is chosen."""
    properties: dict[str, Any] = {
        "name": {
            "type": "string",
            "title": "Name",
            "description": "Lower-case letters",
            "maxLength": 20,
            "x-section": "What",
        },
        "template": {
            "type": "string",
            "title": "Template",
            "description": "What the project starts from",
            "x-section": "What",
            "x-choices": [
                {"value": "tabular-classic", "title": "Tabular, classic", "note": "tables", "disabled": ""},
                {"value": "old", "title": "Old", "note": "", "disabled": "blocked: use tabular-classic"},
            ],
        },
        "reason": {
            "type": "string",
            "title": "Why",
            "description": "A sentence or two",
            "x-long": True,
            "x-section": "Where",
        },
        "needs": {"type": "string", "title": "Needs", "description": "Words", "x-many": True, "x-section": "Where"},
        "days": {"type": "integer", "title": "Days", "description": "How long", "x-assumed": 90, "x-section": "Where"},
    }
    if spec.get("template") == "tabular-classic":
        properties["target"] = {
            "type": "string",
            "title": "Target column",
            "description": "",
            "x-section": "From the template",
        }
    return Form(
        kind,
        "Project",
        "A project with all that MLOps needs",
        {"properties": properties, "required": ["name", "template"]},
    )


def preview(kind: str, spec: dict[str, Any]) -> Preview:
    """What is missing, then a plan."""
    missing = [name for name in ("name", "template") if not spec.get(name)]
    complaints = tuple({"where": name, "what": "is missing", "todo": "give one"} for name in missing)
    if complaints:
        return Preview(kind, {**spec, "days": 90}, {"days": "assumed"}, complaints, None, None)
    names = ({"kind": "resource_group", "name": f"rg-{spec['name']}-dev", "ok": True, "why": ""},)
    return Preview(kind, {**spec, "days": 90}, {"days": "assumed"}, (), made.plan(), made.policy(), names)
