"""Effect `ci_dispatch`: a workflow of the project's own repository is started, and waited for.

Payload: `repository`, `workflow`, `ref`, `inputs` (texts), `deadline_seconds`. What the workflow says is not believed:
the step after this one looks at what is really served.
"""

from datetime import timedelta

from portal.clock import moment
from portal.code_hosts import Dispatching, RepositoryError, WorkflowRun
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.pipelines import pipelines
from portal.engine.surroundings import Surroundings

_DISPATCHED = "dispatched"


class CiDispatch(EffectOfKind):
    """Starts a workflow once: its run carries the intent's key, by which it is found again."""

    doing = "is being started"
    done = "has run"

    def subject(self, intent: Intent) -> str:
        """Which workflow."""
        return f"Workflow {intent.payload['workflow']} of {intent.payload['repository']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"workflow/{intent.payload['repository']}/{intent.payload['workflow']}/{intent.key}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """How its run stands, and whether it has taken too long."""
        run = _run(world, intent)
        if run is not None and run.state == "succeeded":
            return Reading("ready", outcome={"run": run.id, "url": run.url})
        if run is not None and run.state == "failed":
            return Reading("other", f"it failed: {run.detail or 'it does not say why'}{_seen_at(run)}")
        dispatched = intent.outcome.get(_DISPATCHED)
        if dispatched:
            allowed = timedelta(seconds=int(intent.payload["deadline_seconds"]))
            if moment(str(dispatched)) + allowed <= world.clock():
                state = "has not begun" if run is None else f"is {run.state}"
                return Reading("other", f"it {state} {allowed} after it was started{_seen_at(run)}")
        if run is None and not dispatched:
            return MISSING
        return Reading("working", "the workflow runs" if run is not None else "the workflow has not begun yet")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Starts it."""
        return lambda: self._dispatch(world, intent)

    def _dispatch(self, world: Surroundings, intent: Intent) -> Accepted:
        payload = intent.payload
        inputs = {name: str(value) for name, value in payload["inputs"].items()}
        try:
            _place(world, intent).dispatch(
                payload["repository"], payload["workflow"], payload["ref"], inputs, intent.key
            )
        except RepositoryError as fault:
            raise EffectRefused(str(fault)) from fault
        note = f"{payload['workflow']} was started on {payload['ref']}"
        return Accepted(outcome={_DISPATCHED: world.now()}, notes=(note,))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """What a workflow did is not taken back by this step."""
        return Reading("other", "what the workflow did is not taken back; look at what is served")


def _place(world: Surroundings, intent: Intent) -> Dispatching:
    found = pipelines(world, intent.payload["repository"])
    if found is None:
        raise EffectRefused("the place of the repositories cannot start workflows; let the portal deploy instead")
    return found


def _run(world: Surroundings, intent: Intent) -> WorkflowRun | None:
    found = pipelines(world, intent.payload["repository"])
    payload = intent.payload
    return None if found is None else found.find_run(payload["repository"], payload["workflow"], intent.key)


def _seen_at(run: WorkflowRun | None) -> str:
    return f" ({run.url})" if run is not None and run.url else ""
