"""Undoing: the ledger backwards. What this operation made is removed; what cannot be removed is named."""

from collections.abc import Callable

import sqlalchemy as sa

from portal.azure.faults import AzureFault
from portal.engine.effects.effect import HAPPENED, Accepted, EffectRefused, Settles
from portal.engine.looking import look
from portal.engine.operations import boundaries
from portal.engine.operations.fault_meaning import meaning_of, told
from portal.engine.operations.next_step import ON, NextStep, Tried
from portal.engine.operations.patience import ABSENT, BUSY, REFUSED_FOR_NOW
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.operations.run import Run
from portal.records.inventory import made
from portal.records.operations import journal, ledger
from portal.records.operations.fence import Fenced
from portal.records.operations.journal import Line


def remove(run: Run, step: str, tried: Tried) -> NextStep:
    """Reads how things stand and begins to remove what is ours. Nothing that is not ours is touched."""
    return _going_on(run, step, tried, _remove, NextStep("park"))


def gone(run: Run, step: str, tried: Tried) -> NextStep:
    """Looks once whether it is gone."""
    return _going_on(run, step, tried, _gone, ON)


def _going_on(
    run: Run, step: str, tried: Tried, part: Callable[[Run, str, Tried], NextStep], given_up: NextStep
) -> NextStep:
    try:
        return part(run, step, tried)
    except (Fenced, sa.exc.OperationalError):
        raise
    except Exception as fault:  # a fault of ours: undoing goes on with the rest, and this is named as left
        _note(run, step, "left", f"the portal failed: {type(fault).__name__}: {str(fault)[:300]}")
        return given_up


def _remove(run: Run, step: str, tried: Tried) -> NextStep:
    boundaries.boundary(f"{step}.undo.before")
    entry = run.entry(step)
    if entry.state in ("undone", "left"):
        return NextStep("park")  # noted just before a crash
    intent, kind = run.intent(step, entry), run.kind(step)
    try:
        reading = kind.remaining(run.world, intent)
        if reading.state == "working" and tried.number < BUSY:
            return NextStep("again", "Azure is still working on it")
        if reading.state in ("missing", "other") or entry.outcome.get("found"):
            kept = reading.detail or "it was there before and is left alone"
            _note(run, step, "undone", "" if reading.state == "missing" else kept, reading)
            return NextStep("park")
        try:
            accepted = kind.undo(run.world, intent)
        except EffectRefused as refused:
            _note(run, step, "left", str(refused), reading)
            return NextStep("park")
    except EffectRefused as refused:
        _note(run, step, "left", str(refused))
        return NextStep("park")
    except AzureFault as fault:
        if fault.kind == "missing":
            _note(run, step, "undone", "")
            return NextStep("park")
        if meaning_of(fault, wrote=True) == "refused" or tried.in_a_row("fault") + 1 >= REFUSED_FOR_NOW:
            _note(run, step, "left", told(fault))
            return NextStep("park")
        return NextStep("again", told(fault), fault.retry_after, "fault")
    boundaries.boundary(f"{step}.undo.called")
    _note_removing(run, step, accepted)
    return ON


def _gone(run: Run, step: str, tried: Tried) -> NextStep:
    entry = run.entry(step)
    if entry.state in ("undone", "left"):
        return ON  # noted just before a crash
    kind, intent, refused = run.kind(step), run.intent(step, entry), ""
    try:
        if entry.operation_url:
            seen = look(run.world, entry.operation_url)
            if seen.state == "running":
                return NextStep("again", "Azure is removing it", seen.retry_after)
            refused = seen.reason if seen.state == "failed" else ""
        reading = kind.remaining(run.world, intent)
    except AzureFault as fault:
        if meaning_of(fault, wrote=False) == "refused" or tried.in_a_row("fault") >= REFUSED_FOR_NOW:
            _note(run, step, "left", told(fault))
            return ON
        return NextStep("again", told(fault), fault.retry_after, "fault")
    boundaries.boundary(f"{step}.undo.read")
    if reading.state in ("missing", "other"):
        _note(run, step, "undone", "", reading)
        return ON
    if refused:  # Azure says that its removal failed, and a look says that it is there
        _note(run, step, "left", refused)
        return ON
    if tried.in_a_row("absent") >= ABSENT:
        _note(run, step, "left", "Azure accepted its removal and it is still there")
        return ON
    return NextStep("again", "it is still there", why="" if reading.state == "working" else "absent")


def _note_removing(run: Run, step: str, accepted: Accepted) -> None:
    with run.held() as (connection, held):
        url = accepted.operation_url or ""
        ledger.note(connection, held, step, operation_url=url, correlation=accepted.correlation)
        subject = run.kind(step).subject(run.intent(step))
        line = Line(f"{subject} is being removed", step, correlation=accepted.correlation)
        journal.write(connection, held, run.world.now(), [line])


def _note(run: Run, step: str, state: str, detail: str, reading: Reading = MISSING) -> None:
    now, kind, intent = run.world.now(), run.kind(step), run.intent(step)
    subject = kind.subject(intent)
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        ledger.note(connection, held, step, state=state, ended_at=now, detail=detail)
        if entry is not None and entry.resource and state == "undone":
            if detail:
                made.forget(connection, held, entry.resource)
            else:
                made.mark(connection, held, entry.resource, "retired", now)
        elif entry is not None and entry.resource:
            made.left(connection, held, entry.resource)
        if reading.outcome.get(HAPPENED) and isinstance(kind, Settles):
            kind.settled(connection, intent, reading.outcome, now)
        said = f"{subject} is removed" if state == "undone" and not detail else f"{subject}: {detail}"
        level = "error" if state == "left" else "info"
        journal.write(connection, held, now, [Line(said, step, level)])
