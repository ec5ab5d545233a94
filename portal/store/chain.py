"""The audit chain, events and journal: numbers are drawn under one lock, so number order is commit order."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785
import sqlalchemy as sa

from portal.contract.audit import ChainState
from portal.store.notifier import EVENTS, notify_at_commit
from portal.store.tables import audit, chain_head, events, journal

GENESIS = "0" * 64
MOVED = "operation.moved"
"""The kind of event that a line of a journal is."""


@dataclass(frozen=True)
class Act:
    """What is written to the audit: who did what to which thing. Holds ids of people, never names."""

    actor: str
    act: str
    kind: str
    subject: str
    project: str = ""
    digest: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def row_hash(previous: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before and the row's canonical JSON."""
    covered = {name: row[name] for name in _COVERED}
    return hashlib.sha256(previous.encode() + b"\n" + rfc8785.dumps(covered)).hexdigest()


_COVERED = ("number", "at", "actor", "act", "kind", "subject", "project", "digest", "mode", "data")


def record(connection: sa.Connection, at: str, mode: str, act: Act, event: str | None = None) -> int:
    """Appends one audit row and one event, and returns the event's number.

    Call it last in a transaction: it takes the chain-head lock, which stands last in the lock order.
    `event` is the event's kind; by default it is `<kind>.<act>`.
    """
    head = _locked_head(connection)
    number = int(head["audit_number"]) + 1
    row = {
        "number": number,
        "at": at,
        "actor": act.actor,
        "act": act.act,
        "kind": act.kind,
        "subject": act.subject,
        "project": act.project,
        "digest": act.digest,
        "mode": mode,
        "data": dict(act.data),
    }
    digest = row_hash(head["audit_hash"], row)
    connection.execute(audit.insert().values(**row, previous=head["audit_hash"], hash=digest))
    told = {"actor": act.actor, "project": act.project, "act": act.act, **dict(act.data)}
    event_number, kind = int(head["event_number"]) + 1, event or f"{act.kind}.{act.act}"
    connection.execute(events.insert().values(number=event_number, kind=kind, subject=act.subject, at=at, data=told))
    connection.execute(chain_head.update().values(audit_number=number, audit_hash=digest, event_number=event_number))
    notify_at_commit(connection, EVENTS, kind)
    return event_number


def announce(connection: sa.Connection, at: str, kind: str, subject: str, data: Mapping[str, Any]) -> int:
    """Appends an event that is no act of anybody, such as progress or a fresh observation; returns its number."""
    number = int(_locked_head(connection)["event_number"]) + 1
    connection.execute(events.insert().values(number=number, kind=kind, subject=subject, at=at, data=dict(data)))
    connection.execute(chain_head.update().values(event_number=number))
    notify_at_commit(connection, EVENTS, kind)
    return number


def write_journal(connection: sa.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Appends journal rows (all columns but `number`), and one event for each operation they belong to."""
    head = _locked_head(connection)
    number, event_number = head["journal_number"], head["event_number"]
    for row in rows:
        number += 1
        event_number += 1
        connection.execute(journal.insert().values(number=number, **row))
        told = {"journal": number, "step": row["step"], "text": row["text"], "level": row["level"]}
        connection.execute(
            events.insert().values(
                number=event_number, kind=MOVED, subject=f"R-{row['request']}", at=row["at"], data=told
            )
        )
    connection.execute(chain_head.update().values(journal_number=number, event_number=event_number))
    notify_at_commit(connection, EVENTS, MOVED)


def next_request_number(connection: sa.Connection) -> int:
    """Draws the number of a new request."""
    number = int(_locked_head(connection)["request_number"]) + 1
    connection.execute(chain_head.update().values(request_number=number))
    return number


def upcoming_request_number(connection: sa.Connection) -> int:
    """The number that the next request gets, unless somebody else asks first."""
    return int(connection.execute(sa.select(chain_head.c.request_number)).scalar_one()) + 1


def verify(connection: sa.Connection) -> ChainState:
    """Walks the whole chain: numbers without gaps, each hash over the one before, and the head at the end."""
    previous, number = GENESIS, 0
    written = [sa.cast(column, sa.Text).label(column.name) if column is audit.c.data else column for column in audit.c]
    for row in connection.execute(sa.select(*written).order_by(audit.c.number)).mappings():
        number += 1
        if row["number"] != number:
            return ChainState(False, number - 1, previous, number, f"row {number} is missing")
        if row["previous"] != previous or row["hash"] != _hash_of_stored(previous, row):
            return ChainState(False, number - 1, previous, number, f"row {number} is not what was written")
        previous = row["hash"]
    head = connection.execute(sa.select(chain_head)).mappings().one()
    if head["audit_number"] != number or head["audit_hash"] != previous:
        missing = head["audit_number"] - number
        return ChainState(False, number, previous, number + 1, f"the newest {missing} rows are missing")
    return ChainState(True, number, previous)


def _hash_of_stored(previous: str, row: sa.RowMapping) -> str:
    """The hash of a row as it lies in the store; "" when its data is no document that could have been written."""
    try:
        return row_hash(previous, {**row, "data": json.loads(row["data"])})
    except (ValueError, RecursionError):
        return ""


def _locked_head(connection: sa.Connection) -> sa.RowMapping:
    return connection.execute(sa.select(chain_head).with_for_update()).mappings().one()
