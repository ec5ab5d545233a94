"""Effect `online_deployment`: a model version is deployed below an online endpoint, at 0 % of its traffic.

Payload: `workspace` (its id), `endpoint` and `deployment` (names), `model`, `version`, `registry`, `artefact`,
`instance_type`, `instance_count`, `tags`.
"""

from portal.azure import sdk, views
from portal.azure.resource_ids import place_of
from portal.engine.effects.artefacts import named, require_artefact, same_model, served_as
from portal.engine.effects.azure_effect import AzureEffect, accepted
from portal.engine.effects.effect import Call, Refused
from portal.engine.effects.standing import differing, standing
from portal.engine.intent import Intent
from portal.engine.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.services.made import Making


class OnlineDeployment(AzureEffect):
    """Makes a deployment; it answers nobody until traffic is led to it."""

    doing = "is being deployed, without traffic"
    done = "is deployed and takes no traffic yet"

    def subject(self, intent: Intent) -> str:
        """Which version, and where."""
        return f"Model {named(intent)} as {intent.payload['deployment']} of {intent.payload['endpoint']}"

    def resource(self, intent: Intent) -> str:
        """The deployment's id."""
        return f"{_endpoint(intent)}/deployments/{intent.payload['deployment']}"

    def making(self, intent: Intent) -> Making | None:
        """The deployment in the inventory."""
        payload = intent.payload
        where = place_of(payload["workspace"]).workspace
        return Making(
            self.resource(intent),
            "online_deployment",
            payload["deployment"],
            "",
            "",
            workspace=where,
            tags=payload["tags"],
        )

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """The deployment as it stands, compared with what was approved."""
        reading, found = standing(world, self.resource(intent), intent)
        if reading.state != "ready" or found is None:
            return reading
        there = views.deployment(dict(found.payload))
        if not same_model(there.model, served_as(intent.payload["workspace"], intent)):
            return Reading("other", f"{there.name} serves {there.model}, which was not approved")
        wanted = {name: intent.payload[name] for name in ("instance_type", "instance_count")}
        shown = {"instance_type": there.instance_type, "instance_count": there.instances}
        return Reading("ready", differences=differing(wanted, shown))

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Deploys it, if the model still is what was approved and the endpoint is there."""
        payload = intent.payload
        if isinstance(sdk.read(world.azure, _endpoint(intent)), sdk.Missing):
            where = place_of(payload["workspace"]).workspace
            raise Refused(f"there is no endpoint {payload['endpoint']} in {where}; make it, then retry")
        require_artefact(world, intent, payload["registry"] or payload["workspace"])
        return lambda: accepted(
            sdk.put_online_deployment(
                world.azure, _endpoint(intent), payload["deployment"], model=served_as(payload["workspace"], intent),
                instance_type=payload["instance_type"], instance_count=int(payload["instance_count"]),
                tags={**payload["tags"], sdk.INTENT_TAG: intent.key},
            )
        )  # fmt: skip


def _endpoint(intent: Intent) -> str:
    return f"{intent.payload['workspace']}/onlineEndpoints/{intent.payload['endpoint']}"
