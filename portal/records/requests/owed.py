"""What is owed about a request after it started: written at the start, read until it was said."""

from datetime import timedelta

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.kinds.facts.model_fact import OwedFact
from portal.records.requests.loaded import Loaded
from portal.store.tables import afterwards, requests

REASON, REVIEW = "reason", "review"


def owe(connection: sa.Connection, held: Loaded, what: str, now: str, hours: int) -> None:
    """Writes down what is owed about a request that starts now; the caller writes the audit."""
    barred = sorted({*held.case.editors, *held.case.approvers, *held.case.places})
    connection.execute(
        afterwards.insert().values(
            request=held.row["number"],
            what=what,
            person=held.row["requester"],
            since=now,
            due_at=stamp(moment(now) + timedelta(hours=hours)),
            said="",
            barred=barred,
        )
    )


def owed_facts(connection: sa.Connection) -> tuple[OwedFact, ...]:
    """Everything that is owed still."""
    return tuple(
        OwedFact(f"R-{row['request']}", row["what"], row["person"], row["due_at"]) for row in open_ones(connection)
    )


def open_ones(connection: sa.Connection) -> list[sa.RowMapping]:
    """What nobody has said yet, the first due before the others."""
    query = (
        sa.select(afterwards, requests.c.title)
        .join(requests, requests.c.number == afterwards.c.request)
        .where(afterwards.c.done_at.is_(None))
        .order_by(afterwards.c.due_at)
    )
    return list(connection.execute(query).mappings())
