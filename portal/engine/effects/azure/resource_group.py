"""Effect `resource_group`: a resource group with its tags."""

from portal.azure import sdk
from portal.azure.resource_ids import group_id
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted
from portal.engine.effects.azure.standing import missing_tags
from portal.engine.effects.effect import Call
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making


class ResourceGroupEffect(AzureEffect):
    """Makes a resource group; undoing deletes it with everything in it."""

    done = "is there"

    def subject(self, intent: Intent) -> str:
        """Which group."""
        return f"Resource group {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """The group's id."""
        return group_id(intent.payload["subscription"], intent.payload["name"])

    def making(self, intent: Intent) -> Making | None:
        """The group in the inventory."""
        payload = intent.payload
        return Making(self.resource(intent), "resource_group", payload["name"], "", "", tags=payload["tags"])

    def compared(self, intent: Intent, found: sdk.FoundResource) -> Reading:
        """Its tags."""
        return Reading("ready", differences=missing_tags(intent.payload["tags"], found))

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Makes it."""
        payload = intent.payload
        tags = {**payload["tags"], sdk.INTENT_TAG: intent.key}
        place = payload["subscription"], payload["name"], payload["location"]
        return lambda: accepted(sdk.put_resource_group(world.azure, *place, tags))
