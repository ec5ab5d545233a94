"""Effect `workspace`: an ARM deployment that makes a workspace and what surrounds it; asked "what if" before."""

from portal.azure import sdk
from portal.azure.resource_ids import group_id, place_of, workspace_id
from portal.azure.sdk.clients import ml_client
from portal.azure.sdk.one_write import OneWriteTransport
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted
from portal.engine.effects.azure.standing import missing_tags, standing
from portal.engine.effects.effect import Accepted, Call, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making

STUDIO = "https://ml.azure.com/?wsid="
_HARMLESS = ("create", "nochange", "ignore")


class WorkspaceEffect(AzureEffect):
    """Deploys a workspace from an infrastructure template of the catalogue."""

    def subject(self, intent: Intent) -> str:
        """Which workspace."""
        return f"Workspace {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """The workspace's id."""
        payload = intent.payload
        return workspace_id(payload["subscription"], payload["resource_group"], payload["name"])

    def making(self, intent: Intent) -> Making | None:
        """The workspace in the inventory."""
        payload, resource = intent.payload, self.resource(intent)
        url = f"{STUDIO}{resource}"
        return Making(
            resource, "workspace", payload["name"], "", "", workspace=payload["name"], url=url, tags=payload["tags"]
        )

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """The deployment as it stands; without one, whether the workspace's name is taken."""
        reading, _ = standing(world, self._deployment(intent), intent)
        found = sdk.read(world.azure, self.resource(intent))
        if reading.state == "missing" and isinstance(found, sdk.FoundResource):
            name = intent.payload["name"]
            return Reading("other", f"workspace {name} is there already, and not from this deployment")
        if reading.state != "ready":
            return reading
        if isinstance(found, sdk.Missing):
            return Reading("missing")
        differences = missing_tags(intent.payload["tags"], found)
        return Reading("ready", outcome={"url": f"{STUDIO}{found.resource_id}"}, differences=differences)

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Asks what the deployment would change, and begins it when that is only what is new."""
        payload = intent.payload
        parameters = dict(payload["parameters"])
        if isinstance(parameters.get("tags"), dict):
            parameters["tags"] = {**parameters["tags"], sdk.INTENT_TAG: intent.key}
        place = payload["subscription"], payload["resource_group"], payload["deployment"]
        pause = min(world.patience.first, world.patience.longest)
        changes = sdk.what_if(world.azure, *place, payload["template"], parameters, polling_seconds=pause)
        harm = [change for change in changes if not self._harmless(world, intent, change)]
        if harm:
            listed = ", ".join(f"{one.change.lower()} {one.resource_id.rsplit('/', 1)[1]}" for one in harm)
            raise EffectRefused(f"the deployment would change what is there already: {listed}")
        tags = {sdk.INTENT_TAG: intent.key}
        new = [one.resource_id.rsplit("/", 1)[1] for one in changes if one.change.lower() == "create"]
        note = f"What-if: {len(new)} new ({', '.join(new)}), nothing changed, nothing deleted"
        template = payload["template"]
        return lambda: accepted(sdk.put_deployment(world.azure, *place, template, parameters, tags), note)

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """The workspace itself: a deployment that failed halfway may have made it or not."""
        return standing(world, self.resource(intent), intent)[0]

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Deletes the workspace for good, so that its name is free; what surrounds it goes with the resource group."""
        resource = self.resource(intent)

        def call(transport: OneWriteTransport) -> object:
            client = ml_client(world.azure, place_of(resource), transport)
            return client.workspaces.begin_delete(
                intent.payload["name"], delete_dependent_resources=False, permanently_delete=True
            )

        sent = sdk.send(world.azure, resource, call)
        return accepted(sent)

    def _harmless(self, world: Surroundings, intent: Intent, change: sdk.WhatIfChange) -> bool:
        """What an earlier attempt of this very intent made may be changed; nothing else may."""
        if change.change.lower() in _HARMLESS:
            return True
        found = sdk.read(world.azure, change.resource_id) if change.change.lower() == "modify" else None
        return isinstance(found, sdk.FoundResource) and found.intent == intent.key

    def _deployment(self, intent: Intent) -> str:
        payload = intent.payload
        group = group_id(payload["subscription"], payload["resource_group"])
        return f"{group}/providers/Microsoft.Resources/deployments/{payload['deployment']}"
