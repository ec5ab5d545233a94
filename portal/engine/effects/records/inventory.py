"""Effect `inventory`: the project in the portal's own inventory, with where its code lives."""

from collections.abc import Mapping

from portal.contract.values import Json
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import made
from portal.records.operations import ledger
from portal.records.operations.fence import hold


class Inventory(EffectOfKind):
    """Enters a project; its row is the portal's own, so the call is a transaction."""

    doing = "is being entered into the inventory"
    done = "is in the inventory"

    def subject(self, intent: Intent) -> str:
        """Which project."""
        return f"Project {_project(intent)['name']}"

    def resource(self, intent: Intent) -> str:
        """No resource, but a name for the ledger."""
        return f"project/{_project(intent)['name']}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it is entered, and by whom."""
        name = _project(intent)["name"]
        with world.database.read() as connection:
            request = made.project_of(connection, name)
        if request is None:
            return MISSING
        if request != intent.request:
            return Reading("other", f"project {name} is in the inventory already")
        return Reading("ready")

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Enters it, with the address and commit that the repository's step found out."""
        return lambda: self._enter(world, intent)

    def _enter(self, world: Surroundings, intent: Intent) -> Accepted:
        with world.database.write() as connection:
            held = hold(connection, intent.operation, intent.fence)
            done = {entry.kind: entry.outcome for entry in ledger.entries(connection, intent.request)}
            pushed = done.get("repository", {})
            project = {**_project(intent), "repository": pushed.get("url", ""), "commit": pushed.get("commit", "")}
            try:
                made.enter_project(connection, held, project, world.now())
            except LookupError as taken:
                raise EffectRefused(str(taken)) from taken
        return Accepted()

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Withdraws it."""
        with world.database.write() as connection:
            held = hold(connection, intent.operation, intent.fence)
            made.withdraw_project(connection, held, _project(intent)["name"])
        return Accepted()


def _project(intent: Intent) -> Mapping[str, Json]:
    project: Mapping[str, Json] = intent.payload["project"]
    return project
