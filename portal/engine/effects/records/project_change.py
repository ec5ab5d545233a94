"""Effect `project_change`: budget, phase, owner and such of a project, in the portal's own inventory."""

from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused, own_records
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import project_changes
from portal.records.inventory.project_changes import CHANGED_BY, Moved


class ProjectChange(EffectOfKind):
    """Changes a project's row, and only from what it was when it was approved."""

    doing = "is being changed"
    done = "is changed"

    def subject(self, intent: Intent) -> str:
        """Which project, and what of it."""
        what = ", ".join(name.replace("_", " ").removesuffix(" cents") for name in intent.payload["becomes"])
        return f"Project {intent.payload['project']} ({what})"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"project/{intent.payload['project']}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the project is what it shall be, and whether this intent made it so."""
        project = intent.payload["project"]
        with world.database.read() as connection:
            there = project_changes.state_of(connection, project)
        if there is None:
            return Reading("other", f"there is no project {project} any more")
        if any(there.get(name) != value for name, value in intent.payload["becomes"].items()):
            return MISSING
        ours = there.get(CHANGED_BY) == intent.key or intent.outcome.get("changed")
        return Reading("ready", outcome={} if ours else {"found": True})

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the change stands; one that somebody has changed again stays as it is."""
        project = intent.payload["project"]
        with world.database.read() as connection:
            there = project_changes.state_of(connection, project)
        if there is None or there.get(CHANGED_BY) is None:
            return MISSING
        if there.get(CHANGED_BY) != intent.key:
            return Reading("other", f"{project} was changed again since, so it stays as it is")
        return Reading("ready")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Changes it."""
        return lambda: self._change(world, intent)

    def _change(self, world: Surroundings, intent: Intent) -> Accepted:
        payload = intent.payload
        with own_records(world, intent) as connection:
            try:
                project_changes.change(
                    connection, payload["project"], payload["was"], payload["becomes"], intent.key, world.now()
                )
            except Moved as moved:
                raise EffectRefused(str(moved)) from moved
        return Accepted(outcome={"changed": True})

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Changes it back."""
        payload = intent.payload
        with own_records(world, intent) as connection:
            try:
                project_changes.change_back(
                    connection, payload["project"], payload["was"], payload["becomes"], world.now()
                )
            except Moved as moved:
                raise EffectRefused(str(moved)) from moved
        return Accepted()
