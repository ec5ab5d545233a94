"""A store with one request in each state that matters, for trying to break its invariants."""

from typing import Any

import sqlalchemy as sa

from portal.contract.states import TERMINAL_STATES
from portal.store import chain
from portal.store.connections import Database
from portal.store.tables import budgets, evidence, ledger, metadata, operations, requests, resources, reviews, revisions

AT = "2026-11-23T09:00:00.000Z"
IN_REVIEW, APPROVED, RUNNING, WORKING, DONE = 1, 2, 3, 4, 5
FINISHED = {state: number for number, state in enumerate(sorted(TERMINAL_STATES), 10)}
"""Each terminal state with the number of a request in it."""


def digest(request: int, revision: int) -> str:
    """The digest of a planted revision."""
    return f"{request:032d}{revision:032d}"


def request_row(number: int, state: str, **changes: Any) -> dict[str, Any]:
    """A row of requests."""
    usual = {
        "number": number, "kind": "project", "title": "churn", "requester": "maya", "unit": "retail",
        "project": "churn", "stage": "", "state": state, "revision": 2, "digest": digest(number, 2), "tier": "T1",
        "monthly_cents": 0, "committed_cents": 0, "days": None, "submitted_at": AT, "updated_at": AT,
        "waiting_since": AT, "approved_at": AT, "hold_until": AT, "expires_at": AT, "flags": [], "easy": False,
        "reason": "", "mode": "demo",
    }  # fmt: skip
    return {**usual, **changes}


def revision_row(request: int, number: int, **changes: Any) -> dict[str, Any]:
    """A row of revisions: maya made the first one, paul the second."""
    usual = {
        "request": request, "number": number, "digest": digest(request, number), "spec": {}, "origins": {},
        "plan": {}, "policy": {}, "items": {}, "made_by": {1: "maya", 2: "paul"}.get(number, "maya"), "at": AT,
        "note": "",
    }  # fmt: skip
    return {**usual, **changes}


def review_row(request: int, person: str, verdict: str, **changes: Any) -> dict[str, Any]:
    """A row of reviews, on the second revision."""
    usual = {
        "request": request, "revision": 2, "digest": digest(request, 2), "person": person, "account": person,
        "verdict": verdict, "reason": "because", "at": AT,
    }  # fmt: skip
    return {**usual, **changes}


def operation_row(request: int, state: str, **changes: Any) -> dict[str, Any]:
    """A row of operations, of the second revision."""
    usual = {
        "id": f"O-{request}-2", "request": request, "revision": 2, "state": state, "fence": 2, "attempt": 1,
        "started_at": AT, "ended_at": None, "deadline": None, "reason": "",
    }  # fmt: skip
    return {**usual, **changes}


def ledger_row(request: int, step: str, **changes: Any) -> dict[str, Any]:
    """A row of the ledger."""
    usual = {
        "request": request, "step": step, "operation": f"O-{request}-2", "position": 0, "fence": 2, "kind": "compute",
        "title": "a cluster", "name": "c", "stage": "dev", "intent_key": f"{request}-{step}", "payload_hash": "a" * 64,
        "state": "intended", "resource": "", "operation_url": "", "correlation": "", "detail": "", "outcome": {},
        "intended_at": AT, "sent_at": None, "ended_at": None,
    }  # fmt: skip
    return {**usual, **changes}


def resource_row(id_: str, **changes: Any) -> dict[str, Any]:
    """A row of resources."""
    usual = {
        "id": id_, "kind": "compute", "name": "c", "project": "churn", "stage": "dev", "workspace": "w",
        "state": "live", "owner": "maya", "request": WORKING, "monthly_cents": 0, "lease_until": None, "made_at": AT,
        "observed_at": None, "origin": "made", "url": "", "tags": {},
    }  # fmt: skip
    return {**usual, **changes}


def evidence_row(**changes: Any) -> dict[str, Any]:
    """A row of evidence, which a job left."""
    usual = {
        "model": "churn", "version": "13", "artefact": f"sha256:{'a' * 64}", "kind": "tests", "body": {"failed": 0},
        "sha256": "b" * 64, "source": "job", "submitted_by": "", "job": "train_13", "commit": "",
        "made_at": AT, "at": AT,
    }  # fmt: skip
    return {**usual, **changes}


def plant(database: Database) -> None:
    """Writes the requests, and one row into every table that keeps what happened."""
    states = {IN_REVIEW: "in_review", APPROVED: "approved", RUNNING: "running", WORKING: "running", DONE: "running"}
    numbers = [*states.items(), *((number, state) for state, number in FINISHED.items())]
    with database.write() as connection:
        for number, state in numbers:
            connection.execute(requests.insert().values(request_row(number, state)))
            connection.execute(revisions.insert(), [revision_row(number, 1), revision_row(number, 2)])
        connection.execute(reviews.insert().values(review_row(IN_REVIEW, "li", "comment")))
        connection.execute(operations.insert().values(operation_row(WORKING, "running")))
        connection.execute(operations.insert().values(operation_row(DONE, "done")))
        connection.execute(ledger.insert().values(ledger_row(WORKING, "compute")))
        connection.execute(resources.insert().values(resource_row("/one")))
        connection.execute(budgets.insert().values(unit="retail", limit_cents=1000, committed_cents=0))
        connection.execute(evidence.insert().values(evidence_row()))
        line = {"operation": "O-4-2", "request": WORKING, "at": AT, "step": "", "level": "info", "text": "begun"}
        chain.write_journal(connection, [{**line, "correlation": ""}])
        chain.record(connection, AT, "demo", chain.Act("maya", "submitted", "request", "R-1"))


def everything(connection: sa.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    return {
        table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }
