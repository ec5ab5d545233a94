"""What the store says of every request, table by table, read at one moment."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.store.tables import audit, commitments, events, operations, reviews, revisions
from tests.services.office import Office

Rows = Mapping[int, list[dict[str, Any]]]


@dataclass(frozen=True)
class Record:
    """The rows of each table by the number of their request, in order."""

    requests: dict[int, dict[str, Any]]
    revisions: Rows
    reviews: Rows
    operations: Rows
    commitments: Rows
    acts: Rows
    """The audit's."""
    events: Rows
    runs: dict[str, int]
    """How often each run of an operation stands in the queue."""


def read(office: Office) -> Record:
    """The record as it stands."""
    runs: dict[str, int] = {}
    with office.database.engine.connect() as connection:
        for (run,) in connection.exec_driver_sql(f"SELECT workflow_uuid FROM {office.queue}"):
            runs[run] = runs.get(run, 0) + 1
    return Record(
        {row["number"]: row for row in office.requests()},
        _by(office.rows(revisions), "request"),
        _by(office.rows(reviews), "request"),
        _by(office.rows(operations), "request"),
        _by(office.rows(commitments), "request"),
        _by([row for row in office.rows(audit) if row["kind"] == "request"], "subject"),
        _by([row for row in office.rows(events) if row["kind"].startswith("request.")], "subject"),
        runs,
    )


def _by(rows: list[dict[str, Any]], column: str) -> Rows:
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        number = row[column]
        found[int(number.removeprefix("R-")) if isinstance(number, str) else number].append(row)
    return found
