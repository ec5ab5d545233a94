"""The part `wait` of a step: looks at what was begun until it has ended, then reads back what came to be."""

from collections.abc import Mapping

from portal.azure.faults import AzureFault
from portal.contract.values import Json
from portal.engine.effects.effect import Settles
from portal.engine.looking import look
from portal.engine.operations import boundaries
from portal.engine.operations.fault_meaning import meaning_of, told
from portal.engine.operations.next_step import MORE, ON, NextStep, Tried
from portal.engine.operations.patience import ABSENT, REFUSED_FOR_NOW
from portal.engine.operations.reading import Reading
from portal.engine.operations.run import Run
from portal.records.inventory import made
from portal.records.operations import journal, ledger
from portal.records.operations.journal import Line
from portal.services.operations import operations

COUNTED = ("tries", "begun")
"""What is counted for each write by itself."""


def wait(run: Run, step: str, tried: Tried) -> NextStep:
    """Looks once."""
    boundaries.boundary(f"{step}.wait.before")
    entry = run.entry(step)
    if entry.state == "done":
        return ON  # settled just before a crash
    if entry.state == "intended":
        return MORE  # its next write was opened just before a crash
    try:
        if entry.operation_url:
            seen = look(run.world, entry.operation_url)
            if seen.state == "running":
                return NextStep("again", "Azure is working", seen.retry_after)
            if seen.state == "failed":
                return NextStep("stop", seen.reason)
        reading = run.kind(step).read(run.world, run.intent(step, entry))
    except AzureFault as fault:
        if meaning_of(fault, wrote=False) == "refused" or tried.in_a_row("fault") >= REFUSED_FOR_NOW:
            return NextStep("stop", told(fault))
        return NextStep("again", told(fault), fault.retry_after, "fault")
    boundaries.boundary(f"{step}.wait.read")
    return _judged(run, step, reading, tried)


def _judged(run: Run, step: str, reading: Reading, tried: Tried) -> NextStep:
    subject = run.kind(step).subject(run.intent(step))
    if reading.state == "ready":
        _settle(run, step, reading)
        boundaries.boundary(f"{step}.wait.settled")
        return ON
    if reading.state == "working":
        if reading.outcome:
            _keep(run, step, reading.outcome)
        return NextStep("again", reading.detail or "Azure is working")
    if reading.state == "onward":
        _open_next(run, step, reading)
        boundaries.boundary(f"{step}.wait.onward")
        return MORE
    if reading.state == "aborted":
        return NextStep("abort", reading.detail)
    if reading.state == "awaited":
        return _park(run, step, reading.detail)
    if reading.state == "missing":
        if tried.in_a_row("absent") >= ABSENT:
            return NextStep("stop", f"{subject} was accepted and is not there")
        return NextStep("again", f"{subject} is not to be seen yet", why="absent")
    return NextStep("stop", reading.detail or f"{subject} failed")


def _park(run: Run, step: str, reason: str) -> NextStep:
    """Lets the operation wait for somebody outside without a run; the reaper takes it up when what they do is seen."""
    with run.held() as (connection, held):
        if held.state != "waiting":
            operations.park(connection, held, reason)
            journal.write(connection, held, run.world.now(), [Line(f"Waiting: {reason}", step, "warning")])
    boundaries.boundary(f"{step}.wait.parked")
    return NextStep("park", reason)


def _keep(run: Run, step: str, found_out: Mapping[str, Json]) -> None:
    """Remembers what a look found out."""
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        kept = entry.outcome if entry else {}
        ledger.note(connection, held, step, outcome={**kept, **found_out})


def _open_next(run: Run, step: str, reading: Reading) -> None:
    """Opens the ledger's entry for the step's next write, which is counted by itself."""
    now = run.world.now()
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        kept = {name: value for name, value in (entry.outcome if entry else {}).items() if name not in COUNTED}
        outcome = {**kept, **reading.outcome}
        ledger.note(connection, held, step, state="intended", operation_url="", outcome=outcome, detail="")
        journal.write(connection, held, now, [Line(_sentence(reading.detail), step)] if reading.detail else [])


def _settle(run: Run, step: str, reading: Reading) -> None:
    """Writes that a step is done: ledger, inventory and journal in one transaction."""
    now, kind = run.world.now(), run.kind(step)
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        outcome = {**(entry.outcome if entry else {}), **reading.outcome, "differences": list(reading.differences)}
        ledger.note(connection, held, step, state="done", ended_at=now, outcome=outcome, detail="")
        making = run.making(step, entry)
        if making is not None and outcome.get("found"):
            made.forget(connection, held, making.id)
        elif making is not None:
            made.creating(connection, held, making, (entry.sent_at if entry else None) or now)
            made.mark(connection, held, making.id, "live", now)
        if isinstance(kind, Settles):
            kind.settled(connection, run.intent(step, entry), outcome, now)
        lines = [] if outcome.get("found") else [Line(f"{kind.subject(run.intent(step))} {kind.done}", step)]
        lines += [Line(_sentence(reading.detail), step)] if reading.detail else []
        lines += [Line(f"Not as approved: {difference}", step, "warning") for difference in reading.differences]
        journal.write(connection, held, now, lines)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
