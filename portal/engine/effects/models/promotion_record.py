"""Effect `promotion_record`: what serves since now is written down; the board and every way back rest on it."""

from collections.abc import Mapping

from portal.contract.values import Json
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, own_records
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.models import promotions


class PromotionRecord(EffectOfKind):
    """The last step of a promotion or rollback, after what serves was looked at; the portal's own transaction."""

    doing = "is being recorded"
    done = "is recorded"

    def subject(self, intent: Intent) -> str:
        """Which version serves where."""
        told = intent.payload
        return f"{told['model']} v{told['version']} in {told['stage']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        told: Mapping[str, Json] = intent.payload
        return f"served/{told['project']}/{told['model']}/{told['stage']}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is written."""
        with world.database.read() as connection:
            return Reading("ready") if promotions.entered(connection, intent.request) else MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Writes it."""
        return lambda: self._enter(world, intent)

    def _enter(self, world: Surroundings, intent: Intent) -> Accepted:
        with own_records(world, intent) as connection:
            promotions.enter(connection, intent.request, intent.payload, world.now())
        return Accepted()

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Takes it back."""
        with own_records(world, intent) as connection:
            promotions.take_back(connection, intent.request)
        return Accepted()
