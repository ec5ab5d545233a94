"""Effect `adopt`: something that was found gets the portal's tags, and its row in the inventory becomes managed."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.azure import sdk
from portal.contract.values import Json
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, own_records
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import adoptions


class Adopt(EffectOfKind):
    """Tags what is there; nothing else of it changes. Undone, it has the tags that it had when it was asked for."""

    doing = "is being adopted"
    done = "is managed"

    def subject(self, intent: Intent) -> str:
        """What is adopted."""
        return f"{str(intent.payload['kind']).replace('_', ' ').capitalize()} {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """The id of what was found."""
        return str(intent.payload["id"])

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it carries our tags; one that somebody changed since it was asked for stops the adoption."""
        name = intent.payload["name"]
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return Reading("other", f"{name} is not there any more")
        there, was = _lowered(_tags(found)), _lowered(intent.payload["was_tags"])
        wanted = _lowered(_wanted(intent))
        if all(there.get(tag) == value for tag, value in wanted.items()):
            return Reading("ready")
        with world.database.read() as connection:
            moved = adoptions.why_moved(connection, self.resource(intent), intent.request, intent.payload["was"])
        if moved:
            return Reading("other", f"{name} cannot be adopted: {moved}")
        for tag, value in wanted.items():
            if there.get(tag) not in (was.get(tag), value):
                return Reading("other", f"its tag {tag} is '{there.get(tag)}' by now; ask again with what is there")
        return MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Sets the tags, spelled as they are where they are there already."""
        spelled = {name.lower(): name for name in intent.payload["was_tags"]}
        tags = {spelled.get(name.lower(), name): value for name, value in _wanted(intent).items()}
        return lambda: accepted(sdk.merge_tags(world.azure, self.resource(intent), tags))

    def settled(self, connection: sa.Connection, intent: Intent, outcome: Mapping[str, Json], now: str) -> None:
        """Makes its row one that the portal looks after."""
        adoptions.adopt(connection, intent.request, intent.payload, now)

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether anything of the adoption is left, in Azure or in the inventory."""
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing):
            return MISSING
        with world.database.read() as connection:
            ours = adoptions.is_adopted_by(connection, self.resource(intent), intent.request)
        return Reading("ready") if ours or found.intent == intent.key else MISSING

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Makes it found again; the tags that we set go, and those that were there before are back."""
        with own_records(world, intent) as connection:
            adoptions.release(connection, self.resource(intent), intent.request, intent.payload["was"])
        found = sdk.read(world.azure, self.resource(intent))
        if isinstance(found, sdk.Missing) or found.intent != intent.key:
            return Accepted()
        ours = _lowered(_wanted(intent))
        kept = {name: text for name, text in _tags(found).items() if ours.get(name.lower()) != text}
        return accepted(sdk.replace_tags(world.azure, self.resource(intent), {**kept, **intent.payload["was_tags"]}))


def _wanted(intent: Intent) -> dict[str, str]:
    return {**intent.payload["tags"], sdk.INTENT_TAG: intent.key}


def _tags(found: sdk.FoundResource) -> dict[str, str]:
    told = found.payload.get("tags")
    return {str(name): str(text) for name, text in told.items()} if isinstance(told, Mapping) else {}


def _lowered(tags: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): text for name, text in tags.items()}  # Azure compares names of tags without case
