"""What a decision needs beside the plan: the budget after, the requester's other leases, and what was decided alike."""

from typing import Any

import sqlalchemy as sa

from catalog.model import Catalogue, Person
from portal.records.requests.loaded import Loaded
from portal.store.tables import budgets, requests, resources, reviews

ALIKE = 5


def decision_context(connection: sa.Connection, loaded: Loaded, person: Person, catalogue: Catalogue) -> dict[str, Any]:
    """The context of a decision on one request, for the person who would decide."""
    return {
        "budget": _budget(connection, loaded, catalogue),
        "requester_leases": _leases(connection, loaded.row["requester"]),
        "decided_alike": _decided_alike(connection, loaded, person),
        "differences": _differences(loaded),
    }


def _budget(connection: sa.Connection, loaded: Loaded, catalogue: Catalogue) -> dict[str, Any]:
    unit = catalogue.organisation.unit(loaded.row["unit"])
    row = connection.execute(sa.select(budgets).where(budgets.c.unit == loaded.row["unit"])).mappings().one_or_none()
    limit = int(row["limit_cents"]) if row else (unit.monthly_budget_cents if unit else 0)
    committed = int(row["committed_cents"]) if row else 0
    taken = 0 if loaded.row["state"] not in ("in_review", "approved") else int(loaded.row["committed_cents"])
    return {
        "unit": loaded.row["unit"],
        "limit_cents": limit,
        "committed_cents": committed,
        "after_cents": limit - committed - taken,
        "currency": catalogue.prices.currency,
    }


def _leases(connection: sa.Connection, requester: str) -> list[dict[str, Any]]:
    rows = connection.execute(
        sa.select(resources.c.kind, resources.c.name, resources.c.project, resources.c.lease_until)
        .where(
            resources.c.owner == requester, resources.c.kind == "compute", resources.c.state.in_(("live", "expiring"))
        )
        .order_by(resources.c.lease_until)
        .limit(20)
    ).mappings()
    return [dict(row) for row in rows]


def _decided_alike(connection: sa.Connection, loaded: Loaded, person: Person) -> list[dict[str, Any]]:
    rows = connection.execute(
        sa.select(reviews.c.request, reviews.c.verdict, reviews.c.at, reviews.c.reason, requests.c.title)
        .join(requests, requests.c.number == reviews.c.request)
        .where(
            reviews.c.person == person.id,
            reviews.c.verdict.in_(("approve", "deny")),
            requests.c.kind == loaded.row["kind"],
            requests.c.number != loaded.row["number"],
        )
        .order_by(reviews.c.number.desc())
        .limit(ALIKE)
    ).mappings()
    return [{**row, "request": f"R-{row['request']}"} for row in rows]


def _differences(loaded: Loaded) -> list[str]:
    """Fields that the requester answered beside what every request has to answer: where it leaves the standard."""
    usual = {"name", "template", "type", "project", "description", "reason"}
    origins = loaded.revision["origins"]
    return sorted(name for name, origin in origins.items() if origin == "answered" and name not in usual)
