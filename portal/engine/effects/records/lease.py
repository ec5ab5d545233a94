"""Effect `lease`: the end of a lease moves. It is the portal's own record, so the call is a transaction."""

from portal.engine.effects.azure.ending import Ending
from portal.engine.effects.effect import Accepted, Call, EffectRefused, own_records
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import lease_changes


class LeaseEnd(Ending):
    """Moves the end of a lease from what it was when it was asked for; an end that moved since stops it."""

    noun = "Lease"
    doing = "is being extended"
    done = "is extended"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """When it ends now."""
        payload = intent.payload
        with world.database.read() as connection:
            row = lease_changes.standing(connection, self.resource(intent))
        if row is None or row["state"] in ("retired", "missing"):
            return Reading("other", f"{payload['name']} is not there any more")
        if row["lease_until"] == payload["until"]:
            return Reading("ready")
        if row["lease_until"] != payload["was"]:
            return Reading("other", f"the lease of {payload['name']} was changed meanwhile: ends {row['lease_until']}")
        return MISSING

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """Moves it."""
        return lambda: self._move(world, intent)

    def _move(self, world: Surroundings, intent: Intent) -> Accepted:
        payload = intent.payload
        with own_records(world, intent) as connection:
            moved = lease_changes.extend(
                connection, self.resource(intent), payload["was"], str(payload["until"]), world.now()
            )
            if not moved:
                raise EffectRefused(f"the lease of {payload['name']} was changed meanwhile, or it is gone")
        return Accepted(notes=(f"The lease of {payload['name']} ends {payload['until']}; it ended {payload['was']}",))

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether the end that this moved still stands."""
        reading = self.read(world, intent)
        return reading if reading.state in ("ready", "missing") else MISSING

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Moves it back."""
        payload = intent.payload
        with own_records(world, intent) as connection:
            resource, until = self.resource(intent), str(payload["until"])
            lease_changes.take_back(connection, resource, payload["was"], until, world.now())
        return Accepted()
