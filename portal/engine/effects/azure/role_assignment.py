"""Effect `role_assignment`: a role for one principal at one scope."""

from portal.azure import sdk
from portal.azure.faults import AzureFault
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted
from portal.engine.effects.azure.roles import role_guid
from portal.engine.effects.azure.standing import standing
from portal.engine.effects.effect import Accepted, Call, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making

ASSIGNMENTS = "providers/Microsoft.Authorization/roleAssignments"


class RoleAssignmentEffect(AzureEffect):
    """Assigns a role under an id that follows from the intent; one that was there before counts as found."""

    doing = "is being assigned"
    done = "is assigned"
    brings_name = False

    def subject(self, intent: Intent) -> str:
        """Which role, for whom, where."""
        payload = intent.payload
        return f"Role {payload['role']} for {payload['person']} at {str(payload['scope']).rsplit('/', 1)[1]}"

    def resource(self, intent: Intent) -> str:
        """The assignment's id."""
        return f"{intent.payload['scope']}/{ASSIGNMENTS}/{intent.guid}"

    def making(self, intent: Intent) -> Making | None:
        """The assignment in the inventory."""
        payload = intent.payload
        name = f"{payload['role']}: {payload['person']}"
        return Making(self.resource(intent), "role_assignment", name, "", "")

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """The assignment as it stands."""
        if intent.outcome.get("found"):
            return Reading("ready")
        return standing(world, self.resource(intent), intent)[0]

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Assigns it."""
        payload = intent.payload
        role = role_guid(world, payload["scope"], payload["role"])
        if role is None:
            raise EffectRefused(f"there is no role '{payload['role']}' at {payload['scope']}")
        return lambda: self._assign(world, intent, role)

    def _assign(self, world: Surroundings, intent: Intent, role: str) -> Accepted:
        payload = intent.payload
        try:
            sent = sdk.put_role_assignment(
                world.azure, payload["scope"], intent.guid, role, payload["principal"], intent=intent.key,
                principal_type=payload["principal_type"],
            )  # fmt: skip
        except AzureFault as fault:
            if fault.code != "RoleAssignmentExists":
                raise
            note = f"{self.subject(intent)} was there already"
            return Accepted(correlation=fault.correlation_id, outcome={"found": True}, notes=(note,))
        return accepted(sent)
