"""Effect `exception`: a rule of policy does not count for a project until the lease of the plan ends."""

from portal.engine.effects.records.recorded import Recorded
from portal.engine.operations.intent import Intent
from portal.records.inventory.made import Making
from portal.records.inventory.members import EXCEPTION


class PolicyException(Recorded):
    """The row in the inventory is the exception: while it is live, policy passes the rule over."""

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
