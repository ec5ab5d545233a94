"""Effects `online_endpoint` and `batch_endpoint`: an address in a workspace that serves nothing yet.

Payload: `workspace` (its id), `endpoint`, `tags`. One that is there already is used as it is.
"""

from collections.abc import Callable

from portal.azure import sdk
from portal.azure.resource_ids import place_of
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted
from portal.engine.effects.azure.standing import standing
from portal.engine.effects.effect import Call
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making


class EndpointEffect(AzureEffect):
    """Makes an endpoint of one kind: `path` is where such ones lie, `put` makes one."""

    def __init__(self, kind: str, path: str, put: Callable[..., sdk.Sent]) -> None:
        self._kind = kind
        self._path = path
        self._put = put

    def subject(self, intent: Intent) -> str:
        """Which endpoint."""
        return f"{self._kind.capitalize()} endpoint {intent.payload['endpoint']}"

    def resource(self, intent: Intent) -> str:
        """The endpoint's id."""
        return f"{intent.payload['workspace']}/{self._path}/{intent.payload['endpoint']}"

    def making(self, intent: Intent) -> Making | None:
        """The endpoint in the inventory."""
        payload = intent.payload
        where = place_of(payload["workspace"]).workspace
        kind = f"{self._kind}_endpoint"
        return Making(self.resource(intent), kind, payload["endpoint"], "", "", workspace=where, tags=payload["tags"])

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """The endpoint as it stands; one that others made is found, not made."""
        reading, found = standing(world, self.resource(intent), intent)
        if reading.state == "other" and found is not None and found.provisioning_state.lower() == "succeeded":
            return Reading("ready", outcome={"found": True})
        return reading

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """How it stands while it is removed; only one that carries our mark is."""
        return standing(world, self.resource(intent), intent)[0]

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Makes it."""
        payload = intent.payload
        tags = {**payload["tags"], sdk.INTENT_TAG: intent.key}
        return lambda: accepted(self._put(world.azure, payload["workspace"], payload["endpoint"], tags=tags))


def online_endpoint() -> EndpointEffect:
    """The effect `online_endpoint`."""
    return EndpointEffect("online", "onlineEndpoints", sdk.put_online_endpoint)


def batch_endpoint() -> EndpointEffect:
    """The effect `batch_endpoint`."""
    return EndpointEffect("batch", "batchEndpoints", sdk.put_batch_endpoint)
