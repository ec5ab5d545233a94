"""How far an operation is: its steps with their states and times, and one number between 0 and 1."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.clock import moment
from portal.contract.operations import Operation, Step
from portal.contract.plan import Effect
from portal.records.operations.journal import journal_of
from portal.records.operations.ledger import Entry, entries, usual_seconds
from portal.records.operations.plans import plan_of
from portal.store.rows import from_row
from portal.store.tables import operations, revisions

ALMOST = 0.95
"""No step counts as more than this before it is done, however late it is."""


def operation_of(connection: sa.Connection, request: int, now: datetime) -> Operation | None:
    """The newest operation of a request as people see it, or None while it has not been started."""
    query = sa.select(operations).where(operations.c.request == request).order_by(operations.c.revision.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    kept = connection.execute(
        sa.select(revisions.c.plan).where(revisions.c.request == request, revisions.c.number == row["revision"])
    ).scalar_one()
    usual = usual_seconds(connection)
    written = {entry.step: entry for entry in entries(connection, request)}
    effects = plan_of(kept).effects
    steps = tuple(_step(effect, written.get(effect.step), usual.get(effect.kind)) for effect in effects)
    return from_row(
        Operation,
        row,
        request=f"R-{request}",
        steps=steps,
        progress=progress(steps, usual, now),
        journal=journal_of(connection, request),
    )


def progress(steps: Sequence[Step], usual: Mapping[str, float], now: datetime) -> float:
    """The share of the usual time of all steps that lies behind; a kind without experience counts as the average."""
    if not steps:
        return 1.0
    average = sum(usual.values()) / len(usual) if usual else 1.0
    weights = [max(usual.get(step.kind, average), 0.1) for step in steps]
    behind = sum(weight * _share(step, weight, now) for step, weight in zip(steps, weights, strict=True))
    return round(behind / sum(weights), 3)


def _share(step: Step, usual: float, now: datetime) -> float:
    if step.state == "done":
        return 1.0
    if step.state not in ("intended", "sent") or step.started_at is None:
        return 0.0
    elapsed = max((now - moment(step.started_at)).total_seconds(), 0.0)
    return min(elapsed / usual, ALMOST)


def _step(effect: Effect, entry: Entry | None, usual: float | None) -> Step:
    if entry is None:
        return Step(effect.step, effect.title, effect.kind, "waiting", None, None, usual)
    return Step(
        step=effect.step,
        title=effect.title,
        kind=effect.kind,
        state=entry.state,
        started_at=entry.intended_at,
        ended_at=entry.ended_at,
        typical_seconds=usual,
        resource=entry.resource,
        correlation=entry.correlation,
        detail=entry.detail,
    )
