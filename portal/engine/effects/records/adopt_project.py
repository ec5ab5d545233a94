"""Effect `adopt_project`: a project that was found, or that nobody had entered, has a managed row in the inventory."""

from portal.contract.values import Json
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused, own_records
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import project_adoptions


class AdoptProject(EffectOfKind):
    """Enters or changes the portal's own row, so the call is a transaction. Undone, the row is what it was."""

    doing = "is being adopted"
    done = "is managed"

    def subject(self, intent: Intent) -> str:
        """Which project."""
        return f"Project {_name(intent)}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"project/{_name(intent)}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is managed by this request, or not any more what was approved."""
        with world.database.read() as connection:
            if project_adoptions.is_adopted_by(connection, _name(intent), intent.request):
                return Reading("ready")
            moved = project_adoptions.why_moved(connection, _name(intent), intent.payload["was_owner"])
        return Reading("other", moved) if moved else MISSING

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the row is still this request's."""
        with world.database.read() as connection:
            ours = project_adoptions.is_adopted_by(connection, _name(intent), intent.request)
        return Reading("ready") if ours else MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Enters it."""
        return lambda: self._enter(world, intent)

    def _enter(self, world: Surroundings, intent: Intent) -> Accepted:
        with own_records(world, intent) as connection:
            if moved := project_adoptions.why_moved(connection, _name(intent), intent.payload["was_owner"]):
                raise EffectRefused(moved)
            project: dict[str, Json] = dict(intent.payload["project"])
            project_adoptions.adopt(connection, intent.request, project, world.now())
        return Accepted()

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Makes it what it was."""
        with own_records(world, intent) as connection:
            project_adoptions.release(connection, intent.request, _name(intent))
        return Accepted()


def _name(intent: Intent) -> str:
    return str(intent.payload["project"]["name"])
