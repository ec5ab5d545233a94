"""What was observed in the past: each value with the time from when until when it stood."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.contract.problem import Complaint, bad_input
from portal.contract.values import Stamp
from portal.domain.models.evidence import READING, Observation
from portal.store.tables import observation_history as past
from portal.store.tables import observations as present

KEPT_KINDS = (READING, "model", "online_endpoint", "batch_endpoint", "registry_model", "workspace")
"""What a board of the past is built from; the rest changes too often to be worth keeping."""

DAY_LENGTH = len("2026-11-20")
KEPT_DAYS = 180
MOST_ROWS = 200_000
"""Rows kept at most, whatever their age: something that changes at every look must not fill the disk."""


def replaced(connection: sa.Connection, rows: Iterable[Mapping[str, Any]], at: Stamp) -> None:
    """Keeps rows of `observations` that are replaced at `at`, and forgets what is too old."""
    names = [*Observation.__slots__, "since"]
    kept = [{**{name: row[name] for name in names}, "since": row["since"] or row["observed_at"], "until": at}
            for row in rows if row["kind"] in KEPT_KINDS]  # fmt: skip
    if not kept:
        return
    connection.execute(past.insert(), kept)
    newest = sa.select(sa.func.max(past.c.number)).scalar_subquery()
    too_old = past.c.until < stamp(moment(at) - timedelta(days=KEPT_DAYS))
    connection.execute(past.delete().where(sa.or_(too_old, past.c.number <= newest - MOST_ROWS)))


def observed_as_of(connection: sa.Connection, kinds: Sequence[str], at: Stamp) -> list[Observation]:
    """What was known at a moment. What stood then was last seen at that moment or before, and says when.

    Something that was seen again and again without a change is dated at the moment itself.
    """
    found: dict[tuple[str, str], tuple[Stamp, Observation]] = {}
    for table, still in ((past, past.c.until > at), (present, sa.true())):
        columns = [table.c[name] for name in (*Observation.__slots__, "since")]
        query = sa.select(*columns).where(table.c.kind.in_(kinds), still)
        for *values, since in connection.execute(query):
            row = Observation(*values)
            began = since or row.observed_at
            key = (row.source, row.subject)
            if began <= at and (key not in found or found[key][0] < began):
                found[key] = (began, _at(row, at))
    return [row for _, row in found.values()]


def past_moment(said: str, now: Stamp) -> Stamp:
    """The moment that somebody names: a day stands for its end, but not for later than now. Raises Problem."""
    whole_day = len(said.strip()) == DAY_LENGTH
    try:
        named = stamp(moment(f"{said.strip()}T23:59:59.999Z" if whole_day else said.strip()))
    except ValueError:
        todo = "write 2026-11-20 or 2026-11-20T12:00:00Z"
        raise bad_input("this is no moment", Complaint("as_of", f"is '{said[:40]}'", todo)) from None
    if named > now and not (whole_day and named[:DAY_LENGTH] == now[:DAY_LENGTH]):
        raise bad_input("the future was not observed", Complaint("as_of", f"is {named}, now is {now}"))
    return min(named, now)


def oldest(connection: sa.Connection) -> Stamp | None:
    """The first moment of which anything is known; None when nothing was ever observed."""
    first = [connection.execute(sa.select(sa.func.min(table.c.since))).scalar() for table in (past, present)]
    return min((one for one in first if one), default=None)


def _at(row: Observation, at: Stamp) -> Observation:
    if row.observed_at <= at:
        return row
    return Observation(
        row.source, row.subject, row.kind, row.workspace, row.stage, row.status, row.value, row.detail, at
    )  # fmt: skip
