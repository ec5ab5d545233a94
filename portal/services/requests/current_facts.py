"""An open request looked at in the world of now: its facts, and what wants thought, as they stand this moment."""

from dataclasses import dataclass

from portal.contract.plan import Fact
from portal.kinds.kind import Facts
from portal.records.facts import without_own
from portal.records.requests.loaded import Loaded
from portal.services.requests.proposals import refreshed
from portal.services.world import World

LOOKED_AT = ("in_review", "approved")


@dataclass(frozen=True)
class Live:
    """What is true of a request now."""

    facts: tuple[Fact, ...] | None
    """None when the plan cannot be made any more, or when the request is past deciding: the stored facts count."""
    flags: tuple[str, ...]
    easy: bool


def as_stored(loaded: Loaded) -> Live:
    """The request as it was when it was asked for."""
    return Live(None, tuple(loaded.row["flags"]), loaded.row["easy"])


def look(world: World, facts: Facts, loaded: Loaded) -> Live:
    """The request against the facts of now."""
    row = loaded.row
    known = as_stored(loaded)
    if row["state"] not in LOOKED_AT:
        return known
    requester = world.catalogue().organisation.person(row["requester"])
    if requester is None:
        return Live(None, (*known.flags, "its requester is not in the directory"), False)
    own = without_own(facts, row["number"]) if row["state"] == "approved" else facts
    made, faults = refreshed(world, own, row["kind"], dict(loaded.revision), requester, loaded.case.editors)
    if made is None:
        return Live(None, tuple(dict.fromkeys((*known.flags, *(fault.what for fault in faults)))), False)
    flags = tuple(made.flags)
    return Live(made.plan.facts, flags, not flags and row["tier"] <= "T1")
