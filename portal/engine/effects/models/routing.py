"""What effects share that change where an endpoint's requests go: never past what somebody else changed there."""

from typing import Generic, Protocol, TypeVar

from portal.azure import sdk
from portal.engine.effects.azure.azure_effect import accepted
from portal.engine.effects.azure.standing import FAILED
from portal.engine.effects.effect import Accepted, Call, EffectOfKind, EffectRefused
from portal.engine.operations.intent import Intent
from portal.engine.operations.reading import MISSING, WORKING, Reading
from portal.engine.surroundings import Surroundings


class ShownEndpoint(Protocol):
    """What an endpoint shows; `state` is its provisioning state in small letters."""

    @property
    def state(self) -> str:
        """Whether it rests."""
        ...


Present = TypeVar("Present", bound=ShownEndpoint)


class Routing(EffectOfKind, Generic[Present]):
    """Changes what an endpoint routes to, as long as it routes as we set it last, or as when this was approved.

    Each effect says what it looks at, and how far it is; undoing puts back what was before, in one write.
    """

    path: str
    """`onlineEndpoints` or `batchEndpoints`."""

    def present(self, world: Surroundings, intent: Intent) -> Present | None:
        """What the endpoint shows; None when there is none."""
        raise NotImplementedError

    def is_as_before(self, present: Present, intent: Intent) -> bool:
        """Whether it routes as it did when this was approved."""
        raise NotImplementedError

    def moved(self, present: Present, intent: Intent) -> str | None:
        """Why it routes neither as we set it last nor as it did before; None when it does."""
        raise NotImplementedError

    def reached(self, world: Surroundings, intent: Intent, present: Present) -> Reading:
        """How far it is; nobody else has changed it."""
        raise NotImplementedError

    def onward(self, world: Surroundings, intent: Intent, present: Present) -> Call:
        """The next write."""
        raise NotImplementedError

    def put_back(self, world: Surroundings, intent: Intent) -> sdk.Sent:
        """Writes what was before."""
        raise NotImplementedError

    def resource(self, intent: Intent) -> str:
        """The endpoint's id."""
        return f"{intent.payload['workspace']}/{self.path}/{intent.payload['endpoint']}"

    def read(self, world: Surroundings, intent: Intent) -> Reading:
        """How far it is, as long as nobody else has changed it."""
        present = self.present(world, intent)
        if present is None:
            return Reading("other", gone(intent))
        if present.state not in ("succeeded", *FAILED):
            return WORKING
        if moved := self.moved(present, intent):
            return Reading("other", moved)
        return self.reached(world, intent, present)

    def prepare(self, world: Surroundings, intent: Intent) -> Call:
        """The next write, if nobody else has changed it."""
        present = self.present(world, intent)
        if present is None:
            raise EffectRefused(gone(intent))
        if moved := self.moved(present, intent):
            raise EffectRefused(moved)
        return self.onward(world, intent, present)

    def remaining(self, world: Surroundings, intent: Intent) -> Reading:
        """Whether it still is as we set it, so that it can be put back; nothing remains where it is as before."""
        present = self.present(world, intent)
        if present is None:
            return MISSING
        if present.state not in ("succeeded", *FAILED):
            return WORKING
        if self.is_as_before(present, intent):
            return MISSING
        if moved := self.moved(present, intent):
            return Reading("other", moved)
        return Reading("ready")

    def undo(self, world: Surroundings, intent: Intent) -> Accepted:
        """Puts back what was before, in one write."""
        return accepted(self.put_back(world, intent))


def gone(intent: Intent) -> str:
    """That the endpoint is not there any more."""
    return f"there is no endpoint {intent.payload['endpoint']} any more"


def changed_outside(what: str, intent: Intent, is_: str, was: str, ours: bool) -> str:
    """That somebody else changed it: `ours` says whether since we set it, else it is since this was approved."""
    since = "since the portal last set it" if ours else "since this was approved"
    name = intent.payload["endpoint"]
    return f"the {what} of {name} was changed outside of the portal {since}: it is {is_} and was {was}"
