"""Effect `exception`: a rule of policy does not count for a project until the lease of the plan ends."""

from portal.engine.effects.effect import Accepted, Call
from portal.engine.intent import Intent
from portal.engine.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.services import made
from portal.services.fence import hold
from portal.services.made import Making
from portal.services.members import EXCEPTION


class PolicyException:
    """The row in the inventory is the exception: while it is live, policy passes the rule over."""

    doing = "is being recorded"
    done = "is recorded"

    def subject(self, intent: Intent) -> str:
        """From which rule, and for whom."""
        return f"Exception of {intent.payload['project']} from {intent.payload['rule']}"

    def resource(self, intent: Intent) -> str:
        """Its id in the inventory."""
        return f"{EXCEPTION}/{intent.payload['project']}/{intent.payload['rule']}/R-{intent.request}"

    def making(self, intent: Intent) -> Making | None:
        """The exception itself."""
        tags = {"outcome": str(intent.payload["outcome"]), "reason": str(intent.payload["reason"])}
        return Making(self.resource(intent), EXCEPTION, intent.payload["rule"], "", "", tags=tags)

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
