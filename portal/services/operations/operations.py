"""The life of an operation: taken up, waiting, stuck, retried, given up, finished. Each is one transaction."""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa

from catalog.model import Person
from portal.clock import stamp
from portal.contract.plan import Plan
from portal.contract.problem import Problem, conflict, not_found, refused
from portal.domain.people.roles import PLATFORM
from portal.domain.requests.lifecycle import SYSTEM, Ended, LifecycleCase, Refusal, transition
from portal.records.idempotency import Once, claim
from portal.records.operations.committed import keep_what_is_left, release
from portal.records.operations.fence import Fenced, OperationRow, hold, live_operation
from portal.records.operations.handovers import open_ones
from portal.records.operations.journal import Line, write
from portal.records.operations.plans import plan_of
from portal.records.requests.numbers import number_of
from portal.services.one_by_one import each
from portal.store import chain
from portal.store.connections import Database
from portal.store.queue import enqueue
from portal.store.tables import operations, requests, revisions


def may_operate(database: Database, person: Person, request: str) -> None:
    """Raises Problem unless this person may retry or give up the request's operation."""
    number = number_of(request)
    with database.read() as connection:
        requester = connection.execute(sa.select(requests.c.requester).where(requests.c.number == number)).scalar()
    if requester is None:
        raise not_found("request", f"R-{number}")
    if PLATFORM not in person.roles and person.id != requester:
        raise refused(f"{person.id} may not act on {request}", "it is for the platform team or the requester")


def plan_for(database: Database, operation: str) -> tuple[OperationRow, Plan]:
    """An operation and the plan of its revision. Raises Problem when there is none."""
    with database.read() as connection:
        row = connection.execute(sa.select(operations).where(operations.c.id == operation)).mappings().one_or_none()
        if row is None:
            raise not_found("operation", operation)
        found = OperationRow(**row)
        kept = connection.execute(
            sa.select(revisions.c.plan).where(
                revisions.c.request == found.request, revisions.c.number == found.revision
            )
        ).scalar_one()
    return found, plan_of(kept)


def take_up(database: Database, operation: str, fence: int, now: datetime) -> OperationRow:
    """Marks a queued or waiting operation as running; one that is being undone goes on being undone. Raises Fenced."""
    with database.write() as connection:
        held = hold(connection, operation, fence)
        if held.state in ("queued", "waiting"):
            _set(connection, held, state="running", reason="")
            text = "Carrying out the plan" if held.attempt == 1 else f"Carrying on, attempt {held.attempt}"
            write(connection, held, stamp(now), [Line(text)])
        return held


def park(connection: sa.Connection, held: OperationRow, reason: str) -> None:
    """Marks the operation that is held as waiting for something outside. The caller writes the journal."""
    _set(connection, held, state="waiting", reason=reason)


def go_on(connection: sa.Connection, held: OperationRow) -> None:
    """Marks the operation that is held as running again, as what it waited for has come."""
    _set(connection, held, state="running", reason="")


def stick(connection: sa.Connection, held: OperationRow, reason: str, now: datetime, hours: float) -> Line:
    """Stops the operation that is held until somebody retries it or gives it up; the deadline undoes it.

    Returns the line for the journal, which the caller writes.
    """
    deadline = stamp(now + timedelta(hours=hours))
    _set(connection, held, state="stuck", reason=reason, deadline=deadline)
    until = deadline[:16].replace("T", " ")
    return Line(f"Stuck: {reason}. Retry it or give it up; at {until} UTC it is undone", level="error")


def retry(database: Database, request: int, person: str, now: datetime, mode: str, once: Once | None = None) -> None:
    """Carries on a stuck operation where it stopped, with a new fencing token; one that was handed over looks again.

    Raises Problem.
    """
    _move_on(database, request, person, now, mode, "retried", "queued", f"{person} retries", once=once)


def give_up(
    database: Database, request: int, person: str, now: datetime, mode: str, reason: str = "", once: Once | None = None
) -> None:
    """Undoes an operation that is stuck, or that waits for somebody outside. Raises Problem."""
    _move_on(database, request, person, now, mode, "given_up", "undoing", f"{person} gives up", reason, once=once)


def abort(
    database: Database, operation: str, fence: int, reason: str, step: str, now: datetime, mode: str
) -> None:  # fmt: skip
    """Undoes an operation at once, whoever sleeps, because what it brought about is bad. Raises Fenced."""
    with database.write() as connection:
        _lock_request_of(connection, operation)
        held = hold(connection, operation, fence)
        row = connection.execute(
            sa.select(requests.c.project, requests.c.digest).where(requests.c.number == held.request)
        ).one()
        _set(connection, held, state="undoing", fence=fence + 1, attempt=held.attempt + 1, reason=reason)
        enqueue(connection, held.id, fence + 1)
        write(connection, held, stamp(now), [Line(f"{reason}; everything is put back", step, "error")])
        data = {"operation": held.id, "reason": reason}
        act = chain.Act(SYSTEM, "aborted", "operation", f"R-{held.request}", row.project, row.digest, data)
        chain.record(connection, stamp(now), mode, act)


def overdue(database: Database, now: datetime, mode: str) -> list[int]:
    """Undoes every stuck operation whose deadline has passed, and returns the numbers of their requests."""
    query = sa.select(operations.c.request).where(operations.c.state == "stuck", operations.c.deadline <= stamp(now))
    with database.read() as connection:
        due = list(connection.execute(query).scalars())

    def give_up(request: int) -> None:
        told = "Nobody decided before the deadline"
        with suppress(Problem):  # somebody decided after all, a moment ago
            _move_on(database, request, SYSTEM, now, mode, "given_up", "undoing", told, "deadline", due=True)

    each(due, "giving up the operation of a request", give_up)
    return due


def requeue(database: Database, operation: str, fence: int, now: datetime, reason: str) -> bool:
    """Hands an operation to a new run when its run is lost or what it waited for has come; False if it moved on."""
    with database.write() as connection:
        try:
            held = hold(connection, operation, fence)
        except Fenced:
            return False
        if held.state == "stuck":
            return False
        state = "undoing" if held.state == "undoing" else "queued"
        _set(connection, held, state=state, fence=held.fence + 1, reason="")
        enqueue(connection, held.id, held.fence + 1)
        write(connection, held, stamp(now), [Line(reason)])
        return True


def finish(database: Database, operation: str, fence: int, outcome: str, reason: str, now: datetime, mode: str) -> None:
    """Ends an operation and its request alike with one of the four outcomes. Raises Fenced; Problem if it may not."""
    with database.write() as connection:
        _lock_request_of(connection, operation)
        held = hold(connection, operation, fence)
        row = connection.execute(sa.select(requests).where(requests.c.number == held.request)).mappings().one()
        case = LifecycleCase(
            row["state"], row["revision"], row["digest"], row["requester"], frozenset(), (), timedelta(), now
        )
        ended = transition(case, Ended(outcome), now)
        if isinstance(ended, Refusal):
            raise conflict(f"request R-{held.request} cannot end", ended.reason, code=ended.code)
        at = stamp(now)
        connection.execute(
            requests.update()
            .where(requests.c.number == held.request)
            .values(state=ended.state, updated_at=at, waiting_since=at, reason=reason)
        )
        _set(connection, held, state="done", ended_at=at, reason=reason, deadline=None)
        if outcome == "failed_clean":
            release(connection, held.request, at)
        elif outcome == "failed_leftovers":
            keep_what_is_left(connection, held.request, row["monthly_cents"], at)
        write(connection, held, at, [_last_line(outcome, reason)])
        data = {"operation": held.id, "reason": reason}
        act = chain.Act(SYSTEM, outcome, "request", f"R-{held.request}", row["project"], row["digest"], data)
        chain.record(connection, at, mode, act)


def _last_line(outcome: str, reason: str) -> Line:
    said = {
        "ready": Line("Ready"),
        "ready_with_differences": Line(f"Ready, with differences: {reason}", level="warning"),
        "failed_clean": Line(f"Failed, nothing left behind: {reason}", level="error"),
        "failed_leftovers": Line(f"Failed, and left behind: {reason}", level="error"),
    }
    return said[outcome]


def _move_on(
    database: Database, request: int, person: str, now: datetime, mode: str, act: str, state: str, told: str,
    reason: str = "", due: bool = False, once: Once | None = None,
) -> None:  # fmt: skip
    with database.write() as connection:
        if claim(connection, once, f"R-{request}", stamp(now)) is not None:
            return
        row = connection.execute(
            sa.select(requests.c.project, requests.c.digest).where(requests.c.number == request).with_for_update()
        ).one_or_none()
        held = None if row is None else live_operation(connection, request)
        if row is None or held is None:
            raise not_found("running operation of request", f"R-{request}")
        late = due and (held.deadline is None or held.deadline > stamp(now))
        handed_over = held.state == "waiting" and request in open_ones(connection, [request])
        if not (held.state == "stuck" or handed_over) or late:
            raise conflict(f"R-{request} is not stuck", f"its operation is {held.state}", code="not-stuck")
        fence, attempt = held.fence + 1, held.attempt + 1
        _set(connection, held, state=state, fence=fence, attempt=attempt, deadline=None)
        enqueue(connection, held.id, fence)
        write(connection, held, stamp(now), [Line(told if not reason or due else f"{told}: {reason}")])
        data = {"operation": held.id, "stuck_because": held.reason, "reason": reason}
        chain.record(
            connection, stamp(now), mode,
            chain.Act(person, act, "operation", f"R-{request}", row.project, row.digest, data),
        )  # fmt: skip


def _lock_request_of(connection: sa.Connection, operation: str) -> None:
    number = sa.select(operations.c.request).where(operations.c.id == operation).scalar_subquery()
    connection.execute(sa.select(requests.c.number).where(requests.c.number == number).with_for_update())


def _set(connection: sa.Connection, held: OperationRow, **values: object) -> None:
    connection.execute(operations.update().where(operations.c.id == held.id).values(**values))
