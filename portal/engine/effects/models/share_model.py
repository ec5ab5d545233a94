"""Effect `share_model`: a model version is copied from a workspace to a registry, under the same name and version.

Payload: `source` (a workspace's id), `model`, `version`, `registry` (its id), `artefact`.
"""

from portal.azure import sdk
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.effect import Call, EffectOfKind
from portal.engine.effects.models.artefacts import another_artefact, asset_of, named, require_artefact
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings


class ShareModel(EffectOfKind):
    """Shares a version. One that is there already has to be the same artefact: a registry's version never changes."""

    doing = "is being shared"
    done = "is there, as the approved artefact"

    def subject(self, intent: Intent) -> str:
        """Which version, and where."""
        return f"Model {named(intent)} in registry {intent.payload['registry'].rsplit('/', 1)[1]}"

    def resource(self, intent: Intent) -> str:
        """The shared version's id."""
        return asset_of(intent.payload["registry"], intent)

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the registry has it, and as the artefact that was approved."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return MISSING
        if wrong := another_artefact(found, intent):
            return Reading("other", f"{wrong}; a version of a registry never changes: register the model as a new one")
        if not intent.payload["artefact"] and not intent.outcome.get("tries"):
            return Reading("other", f"{self.subject(intent)} is there already, and nothing proves that it is the same")
        return Reading("ready")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Shares it, if the source still is what was approved."""
        payload = intent.payload
        require_artefact(world, intent, payload["source"])
        what = payload["source"], payload["model"], payload["version"], payload["registry"]
        return lambda: accepted(sdk.share_model(world.azure, *what))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """A shared version stays, as a registry takes none back; nothing is served by its being there."""
        return Reading("other", "it stays in the registry, where nothing serves it")
