"""Effect `stop`: an instance is stopped; a cluster keeps no standing nodes, as Azure cannot stop one."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.azure import sdk
from portal.contract.values import Json
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.azure.ending import Ending, another, extended, inner_of, tag_of
from portal.engine.effects.effect import HAPPENED, Call
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, WORKING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import lease_changes

GONE = Reading("ready", outcome={"gone": True})


class Stop(Ending):
    """Stops a compute. What is not there any more is stopped enough."""

    noun = "Stop"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it stands still."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return GONE
        if wrong := another(found, intent) or extended(world, intent):
            return wrong
        state = found.provisioning_state.lower()
        if _is_cluster(found):
            if tag_of(found, sdk.CHANGE_TAG) != intent.key:
                return MISSING
            return Reading("ready") if state == "succeeded" else WORKING
        word = str(inner_of(found).get("state", "")).lower()
        if word == "stopped":
            return Reading("ready")
        return WORKING if word == "stopping" or state == "deleting" else MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Stops it, or scales it down."""
        resource = self.resource(intent)
        found = sdk.read(world.azure, resource)
        if isinstance(found, sdk.FoundResource) and not _is_cluster(found):
            return lambda: accepted(sdk.stop_instance(world.azure, resource))
        tags = {sdk.CHANGE_TAG: intent.key, sdk.LEASE_TAG: "ended"}
        note = f"{intent.payload['name']} keeps no standing nodes; Azure has no way to keep jobs from it"
        return lambda: accepted(sdk.scale_cluster(world.azure, resource, min_nodes=0, tags=tags), note)

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """What was stopped stays so."""
        reading = self.read(world, intent)
        happened = {**reading.outcome, HAPPENED: True} if reading.state == "ready" else {}
        return Reading("other", "it stays as it is; whoever needs it can start it again", happened)

    def settled(self, connection: sa.Connection, intent: Intent, outcome: Mapping[str, Json], now: str) -> None:
        """Notes it in the inventory."""
        if outcome.get("gone"):
            lease_changes.vanished(connection, self.resource(intent))
        else:
            lease_changes.stopped(connection, self.resource(intent), now)


def _is_cluster(found: sdk.FoundResource) -> bool:
    return (found.payload.get("properties") or {}).get("computeType") == "AmlCompute"
