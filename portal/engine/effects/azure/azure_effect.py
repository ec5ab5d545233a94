"""What all effects share that make one resource of Azure."""

from portal.azure import sdk
from portal.engine.effects.effect import Accepted
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making


class AzureEffect:
    """One resource of Azure with an id known beforehand."""

    doing = "is being created"
    done = "is ready"
    brings_name = True

    def resource(self, intent: Intent) -> str:
        """The id of what comes to be."""
        raise NotImplementedError

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """How it stands."""
        raise NotImplementedError

    def making(self, intent: Intent) -> Making | None:
        """Its row in the inventory."""
        raise NotImplementedError

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """How it stands while it is being removed."""
        return self.read(world, intent)

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Deletes it."""
        sent = sdk.delete(world.azure, self.resource(intent))
        return Accepted(sent.operation_url, sent.correlation_id)


def accepted(sent: sdk.Sent, *notes: str) -> Accepted:
    """What Azure accepted, as an effect tells it."""
    return Accepted(sent.operation_url, sent.correlation_id, notes=notes)
