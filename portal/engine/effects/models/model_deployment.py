"""Effects `online_deployment` and `batch_deployment`: a model version is deployed below an endpoint, serving nobody.

Payload: `workspace` (its id), `endpoint` and `deployment` (names), `model`, `version`, `registry`, `artefact`, `tags`;
online `instance_type` and `instance_count`, batch `compute` (a cluster's id).
"""

from collections.abc import Mapping
from typing import Any

from portal.azure import sdk, views
from portal.azure.resource_ids import place_of
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted
from portal.engine.effects.azure.standing import differing
from portal.engine.effects.effect import Call, EffectRefused
from portal.engine.effects.models.artefacts import named, require_artefact, same_model, served_as
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making


class ModelDeployment(AzureEffect):
    """Makes a deployment of one kind; each kind knows where it lies, how it is put and what shape it has."""

    kind: str
    path: str

    def put(self, world: Surroundings, intent: Intent, given: Mapping[str, Any]) -> sdk.Sent:
        """Puts it, with the given model and tags."""
        raise NotImplementedError

    def shape(self, intent: Intent, found: sdk.FoundResource) -> tuple[dict[str, object], dict[str, object]]:
        """What was approved of its shape, and what is there."""
        raise NotImplementedError

    def subject(self, intent: Intent) -> str:
        """Which version, and where."""
        return f"Model {named(intent)} as {intent.payload['deployment']} of {intent.payload['endpoint']}"

    def endpoint(self, intent: Intent) -> str:
        """The endpoint's id."""
        return f"{intent.payload['workspace']}/{self.path}/{intent.payload['endpoint']}"

    def resource(self, intent: Intent) -> str:
        """The deployment's id."""
        return f"{self.endpoint(intent)}/deployments/{intent.payload['deployment']}"

    def making(self, intent: Intent) -> Making | None:
        """The deployment in the inventory."""
        payload = intent.payload
        where, kind = place_of(payload["workspace"]).workspace, f"{self.kind}_deployment"
        return Making(self.resource(intent), kind, payload["deployment"], "", "", workspace=where, tags=payload["tags"])

    def compared(self, intent: Intent, found: sdk.FoundResource) -> Reading:
        """The model that it serves, and its shape."""
        there = views.deployment(dict(found.payload))
        if not same_model(there.model, served_as(intent.payload["workspace"], intent)):
            return Reading("other", f"{there.name} serves {there.model}, which was not approved")
        return Reading("ready", differences=differing(*self.shape(intent, found)))

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Deploys it, if the model still is what was approved and the endpoint is there."""
        payload = intent.payload
        if isinstance(sdk.read(world.azure, self.endpoint(intent)), sdk.Missing):
            where = place_of(payload["workspace"]).workspace
            raise EffectRefused(f"there is no endpoint {payload['endpoint']} in {where}; make it, then retry")
        require_artefact(world, intent, payload["registry"] or payload["workspace"])
        tags = {**payload["tags"], sdk.INTENT_TAG: intent.key}
        model = served_as(payload["workspace"], intent)
        return lambda: accepted(self.put(world, intent, {"model": model, "tags": tags}))


class OnlineDeployment(ModelDeployment):
    """Below an online endpoint, at 0 % of its traffic."""

    doing = "is being deployed, without traffic"
    done = "is deployed and takes no traffic yet"
    kind, path = "online", "onlineEndpoints"

    def put(self, world: Surroundings, intent: Intent, given: Mapping[str, Any]) -> sdk.Sent:
        """Puts it with its machines."""
        payload = intent.payload
        size, count = payload["instance_type"], int(payload["instance_count"])
        return sdk.put_online_deployment(
            world.azure, self.endpoint(intent), payload["deployment"], instance_type=size, instance_count=count, **given
        )

    def shape(self, intent: Intent, found: sdk.FoundResource) -> tuple[dict[str, object], dict[str, object]]:
        """Its machines."""
        there = views.deployment(dict(found.payload))
        wanted = {name: intent.payload[name] for name in ("instance_type", "instance_count")}
        return wanted, {"instance_type": there.instance_type, "instance_count": there.instances}


class BatchDeployment(ModelDeployment):
    """Below a batch endpoint, not its default yet."""

    doing = "is being deployed, beside the default"
    done = "is deployed and not the default yet"
    kind, path = "batch", "batchEndpoints"

    def put(self, world: Surroundings, intent: Intent, given: Mapping[str, Any]) -> sdk.Sent:
        """Puts it on its cluster."""
        payload = intent.payload
        return sdk.put_batch_deployment(
            world.azure, self.endpoint(intent), payload["deployment"], compute=payload["compute"], **given
        )

    def shape(self, intent: Intent, found: sdk.FoundResource) -> tuple[dict[str, object], dict[str, object]]:
        """Its cluster."""
        there = str((found.payload.get("properties") or {}).get("compute") or "")
        wanted = str(intent.payload["compute"])
        return {"compute": wanted.lower()}, {"compute": "/" + there.lower().removeprefix("azureml:").strip("/")}
