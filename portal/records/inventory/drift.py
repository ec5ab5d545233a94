"""Whether Azure holds a compute to what was approved: idle shutdown is read back, as it is known to get lost."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.domain.models.evidence import SEEN, whole_of
from portal.records.inventory.resource_facts import shapes
from portal.store.tables import observations


def differences(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    """In words, what of a compute is not as approved, by its id in small letters; only what was seen can differ."""
    approved = shapes(connection)
    seen = sa.select(observations.c.value).where(observations.c.kind == "compute", observations.c.status == SEEN)
    found = {}
    for (value,) in connection.execute(seen):
        id_ = str(value.get("id", "")).lower()
        if id_ in approved and (told := _differing(approved[id_], value)):
            found[id_] = told
    return found


def _differing(approved: Mapping[str, Any], seen: Mapping[str, Any]) -> tuple[str, ...]:
    wanted = int(approved.get("idle_seconds") or 0)
    if not wanted or "idle_seconds" not in seen:
        return ()
    there = whole_of(seen, "idle_seconds")
    if there is None:
        return ()
    if not there:
        return (f"idle shutdown is off, approved was after {wanted // 60} minutes",)
    if there > wanted:
        return (f"idle shutdown comes after {there // 60} minutes, approved was after {wanted // 60}",)
    return ()
