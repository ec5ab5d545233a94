"""An operation that saw, before its first deletion, that things are not as approved: its request waits again."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.clock import stamp
from portal.contract.problem import conflict
from portal.domain.requests.lifecycle import SYSTEM, LifecycleCase, Refusal, Returned, transition
from portal.records.operations.committed import release
from portal.records.operations.fence import hold
from portal.records.operations.journal import Line, write
from portal.store import chain
from portal.store.connections import Database
from portal.store.tables import commitments, operations, requests


def give_back(database: Database, operation: str, fence: int, reason: str, now: datetime, mode: str) -> None:
    """Ends an operation that has done nothing; the start then sends its request back to review.

    Raises Fenced; Problem when the request is not running.
    """
    at = stamp(now)
    with database.write() as connection:
        mine = sa.select(operations.c.request).where(operations.c.id == operation).scalar_subquery()
        locked = sa.select(requests).where(requests.c.number == mine).with_for_update()
        row = connection.execute(locked).mappings().one()
        held = hold(connection, operation, fence)
        case = LifecycleCase(
            row["state"], row["revision"], row["digest"], row["requester"], frozenset(), (), timedelta(), now
        )
        returned = transition(case, Returned(), now)
        if isinstance(returned, Refusal):
            raise conflict(f"request R-{held.request} cannot be given back", returned.reason, code=returned.code)
        changed = {"state": returned.state, "updated_at": at, "waiting_since": at, "reason": reason}
        connection.execute(requests.update().where(requests.c.number == held.request).values(**changed))
        ended = {"state": "done", "ended_at": at, "reason": reason, "deadline": None}
        connection.execute(operations.update().where(operations.c.id == held.id).values(**ended))
        release(connection, held.request, at)
        write(connection, held, at, [Line(f"Nothing was taken away, and the request waits: {reason}", level="warning")])
        told = {"state": returned.state, "operation": held.id, "reason": reason}
        act = chain.Act(SYSTEM, "returned", "request", f"R-{held.request}", row["project"], row["digest"], told)
        chain.record(connection, at, mode, act)


def given_back(connection: sa.Connection, request: int, revision: int) -> str:
    """Why an operation of this revision was given back, or "": a revision is carried out once, so it needs another."""
    mine = (operations.c.request == request) & (operations.c.revision == revision)
    return str(connection.execute(sa.select(operations.c.reason).where(mine)).scalar_one_or_none() or "")


def commit(connection: sa.Connection, request: int, unit: str, project: str, cents: int, now: str) -> None:
    """Enters what a request holds of its unit's month; one that was given back and starts again holds it again."""
    values = {"unit": unit, "project": project, "cents": cents, "at": now, "released_at": None}
    again = commitments.update().where(commitments.c.request == request).values(**values)
    if connection.execute(again).rowcount == 0:
        connection.execute(commitments.insert().values(request=request, **values))
