"""The walk of an operation: forward over the plan, or backward over the ledger, in durable steps.

Which steps are walked is decided once, in the first step; so a run that is resumed walks the same ones.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from portal.engine.durable import Steps, Superseded
from portal.engine.effects.effect import Effects
from portal.engine.operations import boundaries, sending, undoing, waiting
from portal.engine.operations.cures import explained
from portal.engine.operations.next_step import NextStep, Tried
from portal.engine.operations.run import Run
from portal.engine.surroundings import Surroundings
from portal.records.operations import journal, ledger
from portal.records.operations.journal import Line
from portal.services.operations import operations

_SUPERSEDED: dict[str, Any] = {"walk": "none", "steps": []}


def operate(world: Surroundings, effects: Effects, steps: Steps, operation: str, fence: int) -> str:
    """One run of an operation; says how it ended, for whoever reads the durable engine's own tables."""
    row, plan = operations.plan_for(world.database, operation)
    run = Run(world, effects, row, fence, plan)
    try:
        begun = steps.kept("begin", partial(_begin, run), _SUPERSEDED)
        if begun["walk"] == "forward":
            return _forward(run, steps, begun["steps"])
        if begun["walk"] == "backward":
            return _backward(run, steps, begun["steps"])
    except Superseded:
        return "superseded"
    except Exception as fault:  # a fault of ours: people see it and decide, nothing hangs without a name
        reason = f"the portal failed: {type(fault).__name__}: {str(fault)[:300]}"
        steps.kept("stuck-by-fault", partial(_stick, run, "", reason), {})
        return "stuck"
    return "superseded"


def _begin(run: Run) -> dict[str, Any]:
    boundaries.boundary("begin.before")
    held = operations.take_up(run.world.database, run.operation.id, run.fence, run.world.clock())
    with run.world.database.read() as connection:
        entries = ledger.entries(connection, run.operation.request)
    boundaries.boundary("begin.after")
    if held.state == "undoing":
        open_ones = [entry.step for entry in reversed(entries) if entry.state not in ("undone", "left")]
        return {"walk": "backward", "steps": open_ones}
    if held.state not in ("queued", "waiting", "running"):
        return _SUPERSEDED
    done = {entry.step for entry in entries if entry.state == "done"}
    return {"walk": "forward", "steps": [one.step for one in run.plan.effects if one.step not in done]}


def _forward(run: Run, steps: Steps, walked: list[str]) -> str:
    for step in walked:
        next_step = steps.next_step(f"{step}.intent", partial(sending.intend, run, step))
        if next_step.next == "on":
            next_step = _carried_out(run, steps, step)
        if next_step.next == "park":
            return "waiting"
        if next_step.next == "stop":
            steps.kept(f"{step}.stuck", partial(_stick, run, step, next_step.reason), {})
            return "stuck"
        if next_step.next == "abort":
            steps.kept(f"{step}.aborted", partial(_abort, run, step, next_step.reason), {})
            return "aborted"
        steps.pause(f"{step}.shown", run.world.settings.step_pause_seconds)
    return _end(steps, partial(_finish_forward, run))


def _carried_out(run: Run, steps: Steps, step: str) -> NextStep:
    """Sends and waits, for each write that a step has; nearly all have one."""
    writes = 0
    while True:
        writes += 1
        name = step if writes == 1 else f"{step}.{writes}"
        next_step = _repeated(run, steps, step, f"{name}.send", sending.send)
        if next_step.next == "on":
            next_step = _repeated(run, steps, step, f"{name}.wait", waiting.wait)
        if next_step.next != "more":
            return next_step


def _backward(run: Run, steps: Steps, walked: list[str]) -> str:
    for step in walked:
        if _repeated(run, steps, step, f"{step}.undo", undoing.remove).next == "on":
            _repeated(run, steps, step, f"{step}.gone", undoing.gone)
    return _end(steps, partial(_finish_backward, run))


def _repeated(
    run: Run, steps: Steps, step: str, name: str, function: Callable[[Run, str, Tried], NextStep]
) -> NextStep:
    """Does one part until it says how to go on; each time is a durable step with a name of its own."""
    tried = Tried()
    while True:
        next_step = steps.next_step(f"{name}.{tried.number}", partial(function, run, step, tried))
        if next_step.next != "again":
            return next_step
        steps.pause(f"{name}.{tried.number}.pause", run.world.patience.pause(tried.number, next_step.after))
        tried = tried.next_after(next_step)


def _stick(run: Run, step: str, reason: str) -> dict[str, Any]:
    world = run.world
    with run.held() as (connection, held):
        if held.state in ("stuck", "undoing"):
            return {}
        lines = []
        if step:
            reason = explained(run, step, reason)
            ledger.note(connection, held, step, state="failed", detail=reason, ended_at=world.now())
            subject = run.kind(step).subject(run.intent(step))
            lines.append(Line(f"{subject}: {reason}", step, "error"))
        lines.append(operations.stick(connection, held, reason, world.clock(), world.settings.stuck_hours))
        journal.write(connection, held, world.now(), lines)
    boundaries.boundary(f"{step}.stuck")
    return {}


def _abort(run: Run, step: str, reason: str) -> dict[str, Any]:
    """Gives the operation up without asking anybody, as what came of a step is bad for others."""
    world = run.world
    said = f"{run.kind(step).subject(run.intent(step))} was broken off {reason}"
    operations.abort(world.database, run.operation.id, run.fence, said, step, world.clock(), world.settings.mode)
    boundaries.boundary(f"{step}.aborted")
    return {}


def _end(steps: Steps, finish: Callable[[], dict[str, Any]]) -> str:
    return str(steps.kept("finish", finish, {"outcome": "superseded"})["outcome"])


def _finish_forward(run: Run) -> dict[str, Any]:
    boundaries.boundary("finish.before")
    with run.world.database.read() as connection:
        entries = ledger.entries(connection, run.operation.request)
    differences = [f"{entry.name}: {told}" for entry in entries for told in entry.outcome.get("differences", ())]
    outcome = "ready_with_differences" if differences else "ready"
    return _finish(run, outcome, "; ".join(differences))


def _finish_backward(run: Run) -> dict[str, Any]:
    with run.world.database.read() as connection:
        entries = ledger.entries(connection, run.operation.request)
    left = [
        f"{entry.name} ({entry.kind.replace('_', ' ')}): {entry.detail}" for entry in entries if entry.state == "left"
    ]
    if left:
        return _finish(run, "failed_leftovers", "; ".join(left))
    return _finish(run, "failed_clean", run.operation.reason or "it was given up")


def _finish(run: Run, outcome: str, reason: str) -> dict[str, Any]:
    world = run.world
    operations.finish(world.database, run.operation.id, run.fence, outcome, reason, world.clock(), world.settings.mode)
    boundaries.boundary("finish.after")
    return {"outcome": outcome}
