"""Effect `tags`: tags on something that is there, beside those it has."""

from portal.azure import sdk
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.effect import Call, EffectOfKind
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings


class Tags(EffectOfKind):
    """Merges tags. They are recognised by their values, as the thing's intent tag belongs to who made it."""

    doing = "are being set"
    done = "are set"

    def subject(self, intent: Intent) -> str:
        """On what."""
        return f"Tags on {str(intent.payload['scope']).rsplit('/', 1)[1]}"

    def resource(self, intent: Intent) -> str:
        """The tagged thing's id."""
        return str(intent.payload["scope"])

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the thing carries them."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return Reading("missing", f"{self.resource(intent)} is not there")
        there = found.payload.get("tags") or {}
        carried = all(there.get(name) == value for name, value in intent.payload["tags"].items())
        return Reading("ready" if carried else "missing")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Sets them."""
        return lambda: accepted(sdk.merge_tags(world.azure, self.resource(intent), intent.payload["tags"]))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Tags that were set stay: what they were before is not known."""
        return Reading("other", "tags stay as they were set; what they were before is not known")
