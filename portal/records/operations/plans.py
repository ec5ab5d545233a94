"""A stored plan back in its own words."""

from collections.abc import Mapping
from typing import Any

from portal.contract.plan import Cost, Effect, Fact, Plan


def plan_of(kept: Mapping[str, Any]) -> Plan:
    """The plan that was kept as JSON. Raises TypeError or KeyError for what is no plan."""
    return Plan(
        effects=tuple(Effect(**effect) for effect in kept["effects"]),
        facts=tuple(Fact(**fact) for fact in kept["facts"]),
        cost=Cost(**kept["cost"]),
        lease_days=kept["lease_days"],
        items=tuple(kept["items"]),
        project=kept["project"],
        unit=kept["unit"],
        stage=kept["stage"],
        notes=tuple(kept.get("notes", ())),
        starts_at=kept.get("starts_at"),
        lease_until=kept.get("lease_until"),
    )
