"""Effect `retire`: a project ends in the inventory, when nothing is left of what was made for it."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.contract.values import Json
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused, own_records
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import lease_changes

MADE = ("compute", "environment", "role_assignment", "workspace", "resource_group")


class Retire(EffectOfKind):
    """Sets a project's phase; the repository stays where it is."""

    doing = "is being retired"
    done = "is retired"

    def subject(self, intent: Intent) -> str:
        """Which project."""
        return f"Project {intent.payload['project']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"project/{intent.payload['project']}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether this very step has retired it, so that there is a phase to go back to."""
        return Reading("ready") if intent.outcome.get("was") else MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Retires it, unless somebody made more for it meanwhile."""
        return lambda: self._retire(world, intent)

    def _retire(self, world: Surroundings, intent: Intent) -> Accepted:
        project = str(intent.payload["project"])
        with own_records(world, intent) as connection:
            if left := lease_changes.left_of_project(connection, project, MADE):
                raise EffectRefused(
                    f"{', '.join(left[:5])} came to {project} meanwhile: decommission that too, then retry"
                )
            was = lease_changes.retire_project(connection, project)
        return Accepted(outcome={"was": was or "gone"})

    def settled(self, connection: sa.Connection, intent: Intent, outcome: Mapping[str, Json], now: str) -> None:
        """Its repository stays, without an end."""
        lease_changes.release_repository(connection, str(intent.payload["project"]))

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Gives it its phase back; what was deleted stays deleted."""
        was = str(intent.outcome["was"])
        with own_records(world, intent) as connection:
            if was not in ("gone", "retired"):
                lease_changes.retire_project(connection, str(intent.payload["project"]), was)
        return Accepted()
