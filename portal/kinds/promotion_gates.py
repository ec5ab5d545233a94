"""The gates of a promotion as facts: judged from evidence now, and again at the start."""

from dataclasses import replace

from catalog.model import Catalogue
from portal.contract.plan import Fact
from portal.kinds.kind import Facts
from portal.kinds.promotion_facts import way_back
from portal.kinds.serving_effects import Target


def gate_facts(target: Target, catalogue: Catalogue, facts: Facts) -> tuple[Fact, ...]:
    """One fact for each gate between the two stages. In an emergency they are told and stop nothing."""
    found = (_way_back(target, facts),) if target.stage == catalogue.organisation.stages[-1].id else ()
    if target.wish.values.get("break_glass") is True:
        return tuple(replace(one, blocks=False) for one in found)
    return found


def _way_back(target: Target, facts: Facts) -> Fact:
    version, healthy, why = way_back(target.there, target.model.served_in(target.stage))
    if not version:
        return Fact("rollback", "Way back", "to nothing", True, why)
    seen = target.there.observed_at if target.there else None
    return Fact("rollback", "Way back", f"v{version}", healthy, why, seen, blocks=True)
