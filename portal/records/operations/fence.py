"""The fencing token: whatever a run of an operation writes, it writes while its token is the newest, or not at all."""

from dataclasses import dataclass

import sqlalchemy as sa

from portal.store.tables import operations


class Fenced(Exception):
    """This run is not the operation's newest any more, or the operation is done; it may write nothing."""


@dataclass(frozen=True)
class OperationRow:
    """One operation as it stands in the store."""

    id: str
    request: int
    revision: int
    state: str
    fence: int
    attempt: int
    started_at: str
    ended_at: str | None
    deadline: str | None
    reason: str


def hold(connection: sa.Connection, operation: str, fence: int) -> OperationRow:
    """Locks an operation for the rest of the transaction. Raises Fenced when `fence` is not its newest token."""
    row = connection.execute(sa.select(operations).where(operations.c.id == operation).with_for_update()).mappings()
    held = OperationRow(**row.one())
    if held.fence != fence or held.state == "done":
        raise Fenced(f"run {fence} of operation {operation} was superseded by {held.fence}, which is {held.state}")
    return held


def live_operation(connection: sa.Connection, request: int) -> OperationRow | None:
    """The operation of a request that is not done, locked; there is at most one."""
    query = sa.select(operations).where(operations.c.request == request, operations.c.state != "done")
    row = connection.execute(query.with_for_update()).mappings().one_or_none()
    return None if row is None else OperationRow(**row)
