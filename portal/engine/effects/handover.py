"""Effect `handover`: a task for somebody outside; the operation waits until a look finds what came of it."""

from datetime import timedelta

from portal.clock import moment
from portal.engine.effects.effect import Accepted, Call, EffectOfKind
from portal.engine.operations.awaiting import awaited
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings

HANDED_OVER = "handed_over"


class HandoverEffect(EffectOfKind):
    """Names the task and who has it. It dispatches nothing: a human, or a pipeline of theirs, does it."""

    doing = "is handed over"
    done = "is done"

    def subject(self, intent: Intent) -> str:
        """The task."""
        return f"The task to {intent.payload['task']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"handover/R-{intent.request}/{intent.effect.step}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether what it waits for has come; else whether the task was handed over, and for how long already."""
        seen = awaited(world, intent.payload["awaits"])
        if seen.come:
            return Reading("ready", outcome={"seen": seen.told})
        handed_over = intent.outcome.get(HANDED_OVER)
        if not handed_over:
            return MISSING
        days = int(intent.payload["days"])
        if moment(str(handed_over)) + timedelta(days=days) <= world.clock():
            return Reading("failed", f"nobody did it within {days} days: {intent.payload['task']}; {seen.told}")
        role = str(intent.payload["role"]).replace("_", " ")
        return Reading("awaited", f"{role} has to {intent.payload['task']}; {seen.told}")

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Nothing of it is ours to take back."""
        return Reading("other", "what others were asked to do is not taken back")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Hands it over: from now on it waits for somebody."""
        how = tuple(str(line) for line in intent.payload.get("how", ()))
        return lambda: Accepted(outcome={HANDED_OVER: world.now()}, notes=how)
