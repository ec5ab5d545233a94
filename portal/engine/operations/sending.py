"""The parts `intent` and `send` of a step: what is about to happen is written first, and one call is made at most."""

from portal.azure.faults import AzureFault
from portal.engine.effects.effect import Accepted, EffectRefused
from portal.engine.operations import boundaries
from portal.engine.operations.fault_meaning import meaning_of, told
from portal.engine.operations.next_step import ON, NextStep, Tried
from portal.engine.operations.patience import BEGINNINGS, REFUSED_FOR_NOW, TRIES
from portal.engine.operations.reading import decide
from portal.engine.operations.run import Run
from portal.records.inventory import made
from portal.records.operations import journal, ledger
from portal.records.operations.journal import Line
from portal.records.operations.switches import stopped
from portal.services.operations import operations


def intend(run: Run, step: str) -> NextStep:
    """Writes the intent and says so, unless the kill switch is thrown: then the operation waits."""
    boundaries.boundary(f"{step}.intent.before")
    intent, effect, now = run.intent(step), run.effect(step), run.world.now()
    with run.held() as (connection, held):
        if reason := stopped(connection):
            operations.park(connection, held, reason)
            journal.write(connection, held, now, [Line(f"Waiting: {reason}", step, "warning")])
            return NextStep("park", reason)
        values = {
            "step": step,
            "position": run.position(step),
            "kind": effect.kind,
            "title": effect.title,
            "name": effect.name,
            "stage": effect.stage,
            "intent_key": intent.key,
            "payload_hash": intent.payload_hash,
            "resource": run.kind(step).resource(intent),
        }
        known = ledger.find(connection, held.request, step)
        if known is not None and known.state == "intended" and known.fence == held.fence:
            return ON  # written just before a crash
        ledger.intend(connection, held, now, values)
        usual = ledger.usual_seconds(connection).get(effect.kind)
        how_long = f" (usually {usual:.0f} s)" if usual and usual >= 1 else ""
        said = f"{run.kind(step).subject(intent)} {run.kind(step).doing}{how_long}"
        journal.write(connection, held, now, [Line(said, step)])
    boundaries.boundary(f"{step}.intent.after")
    return ON


def send(run: Run, step: str, tried: Tried) -> NextStep:
    """Reads how things stand, then makes the call or does not."""
    boundaries.boundary(f"{step}.send.before")
    entry = run.entry(step)
    if entry.state in ("sent", "done"):
        return ON  # noted just before a crash
    if _begin(run, step) > BEGINNINGS:
        return NextStep("stop", f"it was begun {BEGINNINGS} times and the portal stopped each time; look at its log")
    intent, kind = run.intent(step, entry), run.kind(step)
    try:
        reading = kind.read(run.world, intent)
    except AzureFault as fault:
        return _faulted(run, step, fault, tried.number, wrote=False)
    decision = decide(reading, entry.tries)
    if decision == "stop":
        return NextStep("stop", reading.detail or f"{kind.subject(intent)} failed")
    if decision == "wait":
        known = {} if reading.state == "onward" else reading.outcome  # the next write is opened where it is waited for
        _note_sent(run, step, Accepted(outcome=known))
        boundaries.boundary(f"{step}.send.noted")
        return ON
    if entry.tries >= TRIES:
        return NextStep(
            "stop", f"{entry.tries} calls for {kind.subject(intent)} came to nothing; the last: {entry.detail}"
        )
    wrote = False
    try:
        call = kind.prepare(run.world, intent)
        boundaries.boundary(f"{step}.send.prepared")
        _arm(run, step)
        boundaries.boundary(f"{step}.send.armed")
        wrote = True
        accepted = call()
    except EffectRefused as refused:
        if wrote:
            _disarm(run, step)
        return NextStep("stop", str(refused))
    except AzureFault as fault:
        return _faulted(run, step, fault, tried.number, wrote)
    boundaries.boundary(f"{step}.send.called")
    _note_sent(run, step, accepted)
    boundaries.boundary(f"{step}.send.noted")
    return ON


def _begin(run: Run, step: str) -> int:
    """Counts how often this part was begun, as what stops the portal each time has to be parked one day."""
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        kept = dict(entry.outcome) if entry else {}
        begun = int(kept.get("begun", 0)) + 1
        ledger.note(connection, held, step, outcome={**kept, "begun": begun}, fence=held.fence)
        return begun


def _arm(run: Run, step: str) -> None:
    """Counts the call before it is made, and enters what it makes into the inventory: nothing made is ever unknown."""
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        outcome = {**(entry.outcome if entry else {}), "tries": (entry.tries if entry else 0) + 1}
        ledger.note(connection, held, step, outcome=outcome)
        making = run.making(step)
        if making is not None:
            made.creating(connection, held, making, run.world.now())


def _note_sent(run: Run, step: str, accepted: Accepted) -> None:
    now = run.world.now()
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        outcome = {**(entry.outcome if entry else {}), **(accepted.outcome or {})}
        ledger.note(
            connection, held, step, state="sent", operation_url=accepted.operation_url or "",
            correlation=accepted.correlation, outcome=outcome, sent_at=now, detail="",
        )  # fmt: skip
        if held.state == "waiting":
            operations.go_on(connection, held)
        lines = [Line(note, step, correlation=accepted.correlation) for note in accepted.notes]
        if lines:
            journal.write(connection, held, now, lines)


def _faulted(run: Run, step: str, fault: AzureFault, number: int, wrote: bool) -> NextStep:
    meaning, reason = meaning_of(fault, wrote), told(fault)
    if meaning == "refused" or (meaning == "later" and number >= REFUSED_FOR_NOW):
        _note_fault(run, step, fault, reason, None)
        return NextStep("stop", reason)
    if meaning == "unknown":
        _note_fault(run, step, fault, f"nobody knows whether the call arrived ({reason}); reading what is there", None)
        return NextStep("again", reason, fault.retry_after)
    if wrote:
        _disarm(run, step)
    asked = f"Azure asks to wait ({reason})" if fault.kind == "throttled" else f"Azure cannot do it now ({reason})"
    _note_fault(run, step, fault, asked, asked)
    return NextStep("again", reason, fault.retry_after)


def _disarm(run: Run, step: str) -> None:
    """A call that certainly did nothing does not count."""
    with run.held() as (connection, held):
        entry = ledger.find(connection, held.request, step)
        if entry is not None and entry.tries:
            ledger.note(connection, held, step, outcome={**entry.outcome, "tries": entry.tries - 1})


def _note_fault(run: Run, step: str, fault: AzureFault, text: str, waiting: str | None) -> None:
    with run.held() as (connection, held):
        ledger.note(connection, held, step, detail=text, correlation=fault.correlation_id)
        if waiting and held.state == "running":
            operations.park(connection, held, waiting)
        line = Line(text[:1].upper() + text[1:], step, "warning", fault.correlation_id)
        journal.write(connection, held, run.world.now(), [line])
