"""The look before anything is taken away: everything that a plan takes, compared with what is there."""

from portal.azure.faults import AzureFault
from portal.contract.plan import Effect, Plan
from portal.engine.effects.effect import Effects, TakesAway
from portal.engine.looking import listed
from portal.engine.operations.fault_meaning import told
from portal.engine.operations.intent import Intent
from portal.engine.surroundings import Surroundings

LOCKS = "Microsoft.Authorization/locks"
LOCKS_VERSION = "2016-09-01"
_MARK = f"/providers/{LOCKS}/".lower()
NAMED = 5
"""How many differences are told; whoever looks again sees them all."""


def look_first(world: Surroundings, effects: Effects, plan: Plan) -> str:
    """Why nothing of a plan may be taken away now, or "". Also said where Azure cannot be asked: unseen is not same."""
    taking = [one for one in plan.effects if isinstance(effects[one.kind], TakesAway)]
    if not taking:
        return ""
    try:
        said = [*_differences(world, effects, taking, plan), *_locked(world, taking)]
    except AzureFault as fault:
        return f"Azure cannot be asked what is there: {told(fault)}"
    more = f"; and {len(said) - NAMED} more" if len(said) > NAMED else ""
    return "; ".join(said[:NAMED]) + more


def _differences(world: Surroundings, effects: Effects, taking: list[Effect], plan: Plan) -> list[str]:
    found = []
    for one in taking:
        kind = effects[one.kind]
        if isinstance(kind, TakesAway) and (why := kind.differs(world, Intent("", 0, one, "", ""), plan)):
            found.append(why)
    return found


def _locked(world: Surroundings, taking: list[Effect]) -> list[str]:
    """The locks that would keep a deletion from happening; where they may not be read, Azure itself refuses it."""
    going = {str(one.payload["id"]).lower(): one.name for one in taking if one.kind == "delete"}
    found = []
    for subscription in sorted({id_.split("/")[2] for id_ in going if id_.startswith("/subscriptions/")}):
        try:
            locks = listed(world, f"/subscriptions/{subscription}/providers/{LOCKS}", LOCKS_VERSION, {})
        except AzureFault as fault:
            if fault.kind not in ("forbidden", "missing"):
                raise
            continue
        for lock in locks:
            scope = str(lock.get("id") or "").lower().partition(_MARK)[0]
            name = str(lock.get("name") or "")
            found += [f"{going[id_]} is locked in Azure by {name}" for id_ in going if scope and _touches(scope, id_)]
    return found


def _touches(scope: str, id_: str) -> bool:
    """Whether a lock at a scope keeps a thing: it lies at or in the scope, or the scope in it."""
    return f"{id_}/".startswith(f"{scope}/") or scope.startswith(f"{id_}/")
