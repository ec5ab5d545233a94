"""What the effects share whose row in the inventory is the thing itself, and nothing in Azure."""

from portal.engine.effects.effect import Accepted, Call, EffectOfKind
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import made
from portal.records.operations.fence import hold


class Recorded(EffectOfKind):
    """A thing that is there as long as its row is live; the portal ends it by itself when its time is over."""

    doing = "is being recorded"
    done = "is recorded"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is recorded."""
        return Reading("ready") if intent.outcome.get("recorded") else MISSING

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it stands while it is taken back."""
        with world.database.read() as connection:
            return Reading("ready") if made.is_there(connection, self.resource(intent)) else MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Nothing is left to do but to say so: the row was entered before, and becomes live when the step ends."""
        return lambda: Accepted(outcome={"recorded": True})

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Takes it back."""
        with world.database.write() as connection:
            held = hold(connection, intent.operation, intent.fence)
            made.mark(connection, held, self.resource(intent), "retired", world.now())
        return Accepted()
