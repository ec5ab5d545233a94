"""Effect `scale`: other numbers of nodes for a cluster."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.azure import sdk
from portal.contract.values import Json
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.azure.ending import Ending, another, inner_of, tag_of
from portal.engine.effects.azure.standing import FAILED, differing
from portal.engine.effects.effect import HAPPENED, Accepted, Call, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, WORKING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import lease_changes


class Scale(Ending):
    """Scales a cluster; its own tag tells whether this very change has arrived."""

    noun = "Scale"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the change is there, compared with what was approved."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return Reading("other", f"{intent.payload['name']} is not there any more")
        if wrong := another(found, intent):
            return wrong
        if tag_of(found, sdk.CHANGE_TAG) != intent.key:
            return MISSING
        state = found.provisioning_state.lower()
        if state in FAILED:
            return Reading("failed", f"Azure shows {intent.payload['name']} as {found.provisioning_state}")
        if state != "succeeded":
            return WORKING
        scale = inner_of(found).get("scaleSettings")
        shown = scale if isinstance(scale, dict) else {}
        there = {"min_nodes": shown.get("minNodeCount", 0), "max_nodes": shown.get("maxNodeCount")}
        wanted = {name: intent.payload[name] for name in there}
        return Reading("ready", differences=differing(wanted, there))

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Scales it."""
        payload, tags = intent.payload, {sdk.CHANGE_TAG: intent.key, sdk.LEASE_TAG: "running"}
        numbers = {name: int(payload[name]) for name in ("min_nodes", "max_nodes", "idle_seconds")}
        return lambda: accepted(sdk.scale_cluster(world.azure, self.resource(intent), tags=tags, **numbers))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """A change that has arrived stays, as others may have changed it since; one that has not leaves nothing."""
        reading = self.read(world, intent)
        if reading.state == "ready":
            return Reading("ready", outcome={HAPPENED: True})
        return reading if reading.state == "working" else Reading("other", "it stays as it is scaled now")

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Nothing is taken back."""
        raise EffectRefused("it stays scaled as this request wanted it; ask for a resize to have it otherwise")

    def settled(self, connection: sa.Connection, intent: Intent, outcome: Mapping[str, Json], now: str) -> None:
        """Notes what it costs now."""
        lease_changes.scaled(connection, self.resource(intent), int(intent.payload["monthly_cents"]))
