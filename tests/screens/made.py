"""Contract data for tests: small builders whose defaults make a plausible day at the portal."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.clock import stamp
from portal.contract.operations import Operation, Step
from portal.contract.people.people import Me, Person
from portal.contract.plan import Cost, Effect, Fact, Need, Plan, PolicyOutcome, RuleResult
from portal.contract.requests import Action, Request, RequestRow, Revision, TimelineEntry, WaitingOn
from portal.contract.reviews import DenialReason
from portal.contract.server import ServerStatus

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    """The moment that every test lives in."""
    return NOW


def before(**by: float) -> str:
    """A stamp some time ago: `before(hours=2)`."""
    return stamp(NOW - timedelta(**by))


def after(**by: float) -> str:
    """A stamp some time ahead."""
    return stamp(NOW + timedelta(**by))


def person(id: str = "maya", unit: str = "Retail", **more: Any) -> Person:
    """Somebody."""
    return Person(id, id.capitalize(), more.pop("title", "Data scientist"), unit, more.pop("roles", ()), (), **more)


PEOPLE = (
    person("maya", persona="a data scientist"),
    person("ana", "Platform", title="Platform engineer", roles=("platform",), persona="the platform team"),
    person("li", "Platform", title="Platform engineer", roles=("platform",)),
    person("lena", "Board", title="Lead", persona="a lead"),
)


def me(id: str = "maya", mode: str = "demo") -> Me:
    """Who is asking."""
    who = next((one for one in PEOPLE if one.id == id), PEOPLE[0])
    return Me(who, mode, "Contoso", "emulated", PEOPLE if mode == "demo" else (), presence=True)


def status() -> ServerStatus:
    """A server."""
    return ServerStatus("0.1", "f", 1, "demo", 1, "home", "sqlite", "emulated", stamp(NOW), stamp(NOW), 1, 0, "starter")


def row(number: int = 12, **more: Any) -> RequestRow:
    """One line of a list of requests."""
    made: dict[str, Any] = {
        "id": f"R-{number}",
        "kind": "project",
        "title": f"project churn-{number}",
        "requester": "maya",
        "unit": "Retail",
        "project": f"churn-{number}",
        "stage": "dev",
        "state": "in_review",
        "tier": "T1",
        "revision": 1,
        "monthly_cents": 31_000,
        "days": 90,
        "submitted_at": before(hours=number % 50 + 1),
        "updated_at": before(minutes=number % 50 + 1),
        "approvals": "0 of 1",
        "waiting_on": WaitingOn(("ana", "li"), "approve", before(hours=2), 3.0),
        "digest": f"digest-{number}",
    }
    return RequestRow(**{**made, **more})


def plan(**more: Any) -> Plan:
    """A plan of two effects."""
    made: dict[str, Any] = {
        "effects": (
            Effect("group", "resource-group", "Make the resource group", "rg-churn-dev", "dev"),
            Effect("cluster", "compute", "Make the compute cluster", "cpu-churn", "dev", {"size": "D4s v5"}),
        ),
        "facts": (
            Fact("quota", "Quota for D4s v5 in westeurope", "8 of 100 vCPU", True, "", before(minutes=4)),
            Fact("name", "The name rg-churn-dev is free", "free", True),
        ),
        "cost": Cost(31_000, 31_000, 42, "EUR", True, "2026-11-01"),
        "lease_days": 90,
        "items": ("tabular-classic",),
        "project": "churn",
        "unit": "Retail",
        "stage": "dev",
    }
    return Plan(**{**made, **more})


def policy(**more: Any) -> PolicyOutcome:
    """A policy outcome that wants one of the platform team."""
    made: dict[str, Any] = {
        "tier": "T1",
        "denied": False,
        "rules": (RuleResult("budget", "Within the budget", "pass", "310 € of 2 000 €"),),
        "needs": (Need("platform", "platform team", 1, (), ("ana", "li")),),
        "hold_seconds": 10,
        "expires_hours": 72,
        "usual_wait_hours": 3.0,
        "sentence": "One of the platform team decides (Ana, Li); usually 3 h.",
        "digest": "policy",
    }
    return PolicyOutcome(**{**made, **more})


def actions(*allowed: str, **refused: str) -> tuple[Action, ...]:
    """What one may do, and why not."""
    return (*(Action(name, True) for name in allowed), *(Action(name, False, why) for name, why in refused.items()))


DENIALS = (
    DenialReason("over-budget", "Over the budget", "The form says what is left of it."),
    DenialReason("say-more", "Say more about what it is for", "Ask again with a sentence or two."),
)


def request(number: int = 12, **more: Any) -> Request:
    """Everything about one request."""
    line = row(number)
    shared = {field.name for field in fields(Request)} & {field.name for field in fields(RequestRow)}
    made: dict[str, Any] = {name: getattr(line, name) for name in shared}
    made |= {
        "spec": {"name": "churn", "template": "tabular-classic"},
        "origins": {"name": "answered", "template": "answered", "stages": "assumed"},
        "plan": plan(),
        "policy": policy(),
        "reviews": (),
        "missing": (Need("platform", "platform team", 1, (), ("ana", "li")),),
        "operation": None,
        "revisions": (Revision(1, line.digest, {"name": "churn"}, {}, "maya", line.submitted_at),),
        "timeline": (TimelineEntry(line.submitted_at, "maya", "submitted"),),
        "actions": actions("approve", "deny", "question", "comment"),
        "denials": DENIALS,
        "expires_at": after(days=2),
        "hold_until": None,
        "mode": "demo",
    }
    return Request(**{**made, **more})


def step(name: str = "group", state: str = "done", **more: Any) -> Step:
    """One step of an operation."""
    made: dict[str, Any] = {
        "step": name,
        "title": f"Make {name}",
        "kind": "resource-group",
        "state": state,
        "started_at": before(seconds=20),
        "ended_at": None,
        "typical_seconds": 30.0,
    }
    return Step(**{**made, **more})


def operation(request: str = "R-12", **more: Any) -> Operation:
    """A run, half done."""
    made: dict[str, Any] = {
        "id": "O-1",
        "request": request,
        "state": "running",
        "steps": (step(), step("cluster", "sent")),
        "progress": 0.5,
        "started_at": before(seconds=40),
        "ended_at": None,
        "attempt": 1,
    }
    return Operation(**{**made, **more})
