"""The journal: what an operation did, line by line, in words for people."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from portal.contract.operations import JournalRow
from portal.records.operations.fence import OperationRow
from portal.store import chain
from portal.store.tables import journal

PAGE = 500


@dataclass(frozen=True)
class Line:
    """One line to be written; `level` is `info`, `warning` or `error`."""

    text: str
    step: str = ""
    level: str = "info"
    correlation: str = ""


def write(connection: sa.Connection, held: OperationRow, now: str, lines: Iterable[Line]) -> None:
    """Appends lines, each with an event. Call it last in a transaction: it takes the chain-head lock."""
    chain.write_journal(
        connection,
        [
            {
                "operation": held.id,
                "request": held.request,
                "at": now,
                "step": line.step,
                "level": line.level,
                "text": line.text,
                "correlation": line.correlation,
            }
            for line in lines
        ],
    )


def journal_of(connection: sa.Connection, request: int, after: int = 0) -> tuple[JournalRow, ...]:
    """The lines of a request's operations with a number above `after`, oldest first, at most a page."""
    query = (
        sa.select(journal)
        .where(journal.c.request == request, journal.c.number > after)
        .order_by(journal.c.number)
        .limit(PAGE)
    )
    return tuple(
        JournalRow(row["number"], row["at"], row["step"], row["level"], row["text"], row["correlation"])
        for row in connection.execute(query).mappings()
    )
