"""What all effects share that make one resource of Azure."""

from portal.azure import sdk
from portal.azure.resource_ids import workspace_id
from portal.engine.effects.azure.standing import standing
from portal.engine.effects.effect import Accepted, EffectOfKind
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings


class AzureEffect(EffectOfKind):
    """One resource of Azure with an id known beforehand."""

    doing = "is being created"
    done = "is ready"
    brings_name = True

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """The resource as it stands, compared with what was approved."""
        reading, found = standing(world, self.resource(intent), intent)
        return self.compared(intent, found) if reading.state == "ready" and found is not None else reading

    def compared(self, intent: Intent, found: sdk.FoundResource) -> Reading:
        """How what is ready and ours differs from what was approved."""
        return Reading("ready")

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Deletes it."""
        return accepted(sdk.delete(world.azure, self.resource(intent)))


def accepted(sent: sdk.Sent, *notes: str) -> Accepted:
    """What Azure accepted, as an effect tells it."""
    return Accepted(sent.operation_url, sent.correlation_id, notes=notes)


def workspace_of(intent: Intent) -> str:
    """The Azure id of the workspace that the payload names by its parts."""
    payload = intent.payload
    return workspace_id(payload["subscription"], payload["resource_group"], payload["workspace"])
