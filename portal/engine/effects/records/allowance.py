"""Effect `allowance`: serverless jobs of one size may run for a project until the lease of the plan ends."""

from portal.engine.effects.records.recorded import Recorded
from portal.engine.operations.intent import Intent
from portal.records.inventory.made import Making
from portal.records.inventory.members import ALLOWANCE


class Allowance(Recorded):
    """A share of budget and quota without a resource: Azure makes and removes a serverless job's machines itself."""

    def subject(self, intent: Intent) -> str:
        """Which, and where."""
        return f"Serverless allowance {intent.payload['name']} in {intent.payload['workspace']}"

    def resource(self, intent: Intent) -> str:
        """Its id in the inventory."""
        return f"{ALLOWANCE}/{intent.payload['workspace']}/{intent.payload['name']}/R-{intent.request}"

    def making(self, intent: Intent) -> Making | None:
        """The allowance itself, with what it is good for."""
        payload = intent.payload
        limits = {name: str(payload[name]) for name in ("size", "max_nodes", "priority")}
        tags = {**payload["tags"], **limits}
        return Making(
            self.resource(intent), ALLOWANCE, payload["name"], "", "", workspace=payload["workspace"], tags=tags
        )
