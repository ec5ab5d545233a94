"""Effect `delete`: a resource is deleted by its id, if it still is the one that was meant."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.azure import sdk, views
from portal.contract.values import Json
from portal.domain.models.rollout import serving
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.azure.ending import Ending, another, extended
from portal.engine.effects.effect import HAPPENED, Accepted, Call, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, WORKING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import lease_changes


class Delete(Ending):
    """Deletes a resource; what is already gone counts as deleted. A workspace can be brought back for a while."""

    noun = "Deletion"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is gone: that is what this effect wants."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return Reading("ready")
        if found.provisioning_state.lower() == "deleting":
            return WORKING
        return another(found, intent) or extended(world, intent) or MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Deletes it, unless it is a deployment that serves again."""
        if str(intent.payload["kind"]).endswith("_deployment") and (share := _serves(world, self.resource(intent))):
            raise EffectRefused(f"{intent.payload['name']} serves again: {share}")
        return lambda: accepted(sdk.delete(world.azure, self.resource(intent)))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """What is deleted stays deleted; what is not is named."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return Reading("other", "it is deleted and does not come back", {HAPPENED: True})
        return WORKING if found.provisioning_state.lower() == "deleting" else Reading("ready")

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """What could not be deleted is left."""
        raise EffectRefused("it was not deleted and is still there")

    def settled(self, connection: sa.Connection, intent: Intent, outcome: Mapping[str, Json], now: str) -> None:
        """Retires it in the inventory and gives back what was committed for it."""
        lease_changes.retired(connection, self.resource(intent), now)


def _serves(world: Surroundings, deployment: str) -> str:
    """What a deployment gets of its endpoint's requests, in words; "" for nothing."""
    endpoint, _, name = deployment.rpartition("/deployments/")
    found = sdk.read(world.azure, endpoint)
    if isinstance(found, sdk.Missing):
        return ""
    kind = "batch" if "/batchendpoints/" in endpoint.lower() else "online"
    seen = views.endpoint(dict(found.payload), kind, (), "")
    if seen.default.lower() == name.lower():
        return "it is the default"
    share = serving(seen.traffic).get(name.lower(), 0)
    return f"it gets {share} % of the traffic" if share else ""
