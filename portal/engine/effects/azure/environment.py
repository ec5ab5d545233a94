"""Effect `environment`: one version of an ML environment in a workspace."""

from typing import Any

from ruamel.yaml import YAML

from portal.azure import sdk
from portal.engine.effects.azure.azure_effect import AzureEffect, accepted, workspace_of
from portal.engine.effects.azure.standing import differing
from portal.engine.effects.effect import Call, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory.made import Making


class EnvironmentEffect(AzureEffect):
    """Registers an environment version; versions never change, so undoing archives nothing else."""

    doing = "is being registered"
    done = "is registered"

    def subject(self, intent: Intent) -> str:
        """Which environment, and where."""
        payload = intent.payload
        return f"Environment {payload['name']}:{payload['version']} in {payload['workspace']}"

    def resource(self, intent: Intent) -> str:
        """The version's id."""
        payload = intent.payload
        return f"{workspace_of(intent)}/environments/{payload['name']}/versions/{payload['version']}"

    def making(self, intent: Intent) -> Making | None:
        """The environment in the inventory."""
        payload = intent.payload
        name = f"{payload['name']}:{payload['version']}"
        return Making(
            self.resource(intent), "environment", name, "", "", workspace=payload["workspace"], tags=payload["tags"]
        )

    def compared(self, intent: Intent, found: sdk.FoundResource) -> Reading:
        """Its image."""
        properties = found.payload.get("properties") or {}
        return Reading("ready", differences=differing({"image": intent.payload["image"]}, properties))

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Registers it."""
        payload = intent.payload
        if not payload["image"]:
            raise EffectRefused(f"environment {payload['name']} names no image to build on")
        conda: Any = YAML(typ="safe", pure=True).load(payload["conda"]) if payload["conda"] else None
        tags = {**payload["tags"], sdk.INTENT_TAG: intent.key}
        what = world.azure, workspace_of(intent), payload["name"], payload["version"]
        image, described = payload["image"], payload["description"]
        return lambda: accepted(
            sdk.put_environment_version(*what, image=image, conda=conda, tags=tags, description=described)
        )
