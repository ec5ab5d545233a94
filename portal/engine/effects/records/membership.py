"""Effect `membership`: somebody is a member of a project until the lease of the plan ends."""

from portal.engine.effects.effect import Accepted, Call, EffectRefused, own_records
from portal.engine.effects.records.recorded import Recorded
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import made, members
from portal.records.inventory.made import Making
from portal.records.operations.fence import hold


class Membership(Recorded):
    """Enters a member into the portal's own inventory; a row there says until when."""

    doing = "is being entered"
    done = "is entered"

    def subject(self, intent: Intent) -> str:
        """Who, and where."""
        return f"Membership of {intent.payload['person']} in {intent.payload['project']}"

    def resource(self, intent: Intent) -> str:
        """Its id in the inventory."""
        payload = intent.payload
        return members.resource_of(payload["project"], payload["person"], intent.request)

    def making(self, intent: Intent) -> Making | None:
        """The membership in the inventory."""
        payload = intent.payload
        tags = {"role": str(payload["role"])}
        return Making(self.resource(intent), members.MEMBERSHIP, payload["person"], "", "", tags=tags)

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether this intent has entered the member."""
        if intent.outcome.get("found") or intent.outcome.get(members.JOINED):
            return Reading("ready")
        with world.database.read() as connection:
            joined = members.has_joined(connection, self.resource(intent), intent.key)
        return Reading("ready", outcome={members.JOINED: True}) if joined else MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Enters the member; one who was there before, without an end, counts as found."""
        return lambda: self._join(world, intent)

    def _join(self, world: Surroundings, intent: Intent) -> Accepted:
        payload, resource = intent.payload, self.resource(intent)
        with own_records(world, intent) as connection:
            try:
                new = members.join(connection, payload["project"], payload["person"], resource, intent.key)
            except LookupError as gone:
                raise EffectRefused(str(gone)) from gone
        if new:
            return Accepted(outcome={members.JOINED: True})
        note = f"{payload['person']} was a member of {payload['project']} before, without an end"
        return Accepted(outcome={"found": True}, notes=(note,))

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Takes the member out again."""
        payload = intent.payload
        with world.database.write() as connection:
            held = hold(connection, intent.operation, intent.fence)
            members.leave(connection, payload["project"], payload["person"], self.resource(intent))
            made.mark(connection, held, self.resource(intent), "retired", world.now())
        return Accepted()
