"""What the effects share that end a resource: is it there, is it the one that was meant, has its lease ended."""

from collections.abc import Mapping

from portal.azure import sdk
from portal.engine.effects.effect import EffectOfKind
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import Reading
from portal.engine.surroundings import Surroundings
from portal.records.inventory import lease_changes


class Ending(EffectOfKind):
    """An effect on a resource that another request made, or that was found; its payload names it by id and mark."""

    doing = "is under way"
    done = "is done"
    noun = "End"

    def subject(self, intent: Intent) -> str:
        """What happens to which resource."""
        return f"{self.noun} of {str(intent.payload['kind']).replace('_', ' ')} {intent.payload['name']}"

    def resource(self, intent: Intent) -> str:
        """The resource's id."""
        return str(intent.payload["id"])


def another(found: sdk.FoundResource, intent: Intent) -> Reading | None:
    """Why what stands there is not what was meant, or None. What was found carries no mark of ours, then and now."""
    if found.intent == intent.payload["mark"]:
        return None
    name = intent.payload["name"]
    return Reading("other", f"{name} is not the one that was meant: its tag {sdk.INTENT_TAG} is {found.intent!r}")


def extended(world: Surroundings, intent: Intent) -> Reading | None:
    """Why it may not end any more where only the end of its lease would have ended it, or None."""
    ended = intent.payload.get("ended")
    if ended is None:
        return None
    with world.database.read() as connection:
        row = lease_changes.standing(connection, str(intent.payload["id"]))
    if row is None or row["lease_until"] == ended:
        return None
    return Reading("other", f"its lease was extended meanwhile and ends {row['lease_until']}")


def inner_of(found: sdk.FoundResource) -> Mapping[str, object]:
    """What a compute is made of."""
    inner = (found.payload.get("properties") or {}).get("properties") or {}
    return inner if isinstance(inner, dict) else {}


def tag_of(found: sdk.FoundResource, name: str) -> str:
    """A tag of a resource; "" when it has none of that name."""
    return str((found.payload.get("tags") or {}).get(name) or "")
