"""The ledger: an intent is written before its call, its outcome after; undo follows it backwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

import sqlalchemy as sa

from portal.clock import moment
from portal.contract.values import Json
from portal.records.operations.fence import OperationRow
from portal.store.tables import ledger

REMEMBERED = 400
"""How many of the newest finished steps tell what is usual."""


@dataclass(frozen=True)
class Entry:
    """One intent and what became of it. `state` is one of LEDGER_STATES."""

    request: int
    step: str
    operation: str
    position: int
    fence: int
    kind: str
    title: str
    name: str
    stage: str
    intent_key: str
    payload_hash: str
    state: str
    resource: str
    operation_url: str
    correlation: str
    detail: str
    outcome: dict[str, Json]
    intended_at: str
    sent_at: str | None
    ended_at: str | None

    @property
    def tries(self) -> int:
        """How often a call was about to be made for this intent."""
        return int(self.outcome.get("tries", 0))


def entries(connection: sa.Connection, request: int) -> list[Entry]:
    """The ledger of a request, in the order of its plan."""
    query = sa.select(ledger).where(ledger.c.request == request).order_by(ledger.c.position)
    return [Entry(**row) for row in connection.execute(query).mappings()]


def find(connection: sa.Connection, request: int, step: str) -> Entry | None:
    """One entry, or None while nothing was intended."""
    query = sa.select(ledger).where(ledger.c.request == request, ledger.c.step == step)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Entry(**row)


def intend(connection: sa.Connection, held: OperationRow, now: str, values: Mapping[str, Any]) -> Entry:
    """Writes an intent, or takes up one that an earlier run of the operation left open or saw fail.

    `values` are step, position, kind, title, name, stage, intent_key, payload_hash and resource.
    """
    known = find(connection, held.request, values["step"])
    if known is None:
        opened = {"operation_url": "", "correlation": "", "detail": "", "outcome": {}}
        connection.execute(
            ledger.insert().values(
                **values, **opened, request=held.request, operation=held.id, fence=held.fence, state="intended",
                intended_at=now,
            )
        )  # fmt: skip
    else:
        again: dict[str, Any] = {"fence": held.fence}
        if known.state == "failed":
            again |= {"state": "intended", "operation_url": "", "detail": "", "ended_at": None, "outcome": {}}
        note(connection, held, known.step, **again)
    found = find(connection, held.request, values["step"])
    if found is None:
        raise LookupError(f"the intent of step {values['step']} was not written")
    return found


def note(connection: sa.Connection, held: OperationRow, step: str, **changes: Any) -> None:
    """Changes an entry of the operation that is held. Raises LookupError when there is none."""
    done = connection.execute(
        ledger.update().where(ledger.c.request == held.request, ledger.c.step == step).values(**changes)
    )
    if done.rowcount != 1:
        raise LookupError(f"operation {held.id} has no step {step} in the ledger")


def usual_seconds(connection: sa.Connection) -> dict[str, float]:
    """How long a step of each kind usually takes: the median of the newest ones that ended well. Unknown kinds lack."""
    query = (
        sa.select(ledger.c.kind, ledger.c.intended_at, ledger.c.ended_at)
        .where(ledger.c.state == "done", ledger.c.ended_at.is_not(None))
        .order_by(ledger.c.ended_at.desc())
        .limit(REMEMBERED)
    )
    taken: dict[str, list[float]] = {}
    for kind, began, ended in connection.execute(query):
        taken.setdefault(kind, []).append((moment(ended) - moment(began)).total_seconds())
    return {kind: round(median(seconds), 1) for kind, seconds in taken.items()}
