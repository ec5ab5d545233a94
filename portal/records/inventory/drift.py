"""Whether Azure holds a compute to what was approved: idle shutdown is read back, as it is known to get lost."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portal.domain.models.evidence import whole_of
from portal.records.inventory.resource_facts import shapes
from portal.records.observed.observations import seen


def differences(connection: sa.Connection) -> dict[str, tuple[str, ...]]:
    """In words, what of a compute is not as approved, by its id in small letters; only what was seen can differ."""
    approved = shapes(connection)
    found = {}
    for row in seen(connection, "compute"):
        id_ = str(row["value"].get("id", "")).lower()
        if id_ in approved and (told := _differing(approved[id_], row["value"])):
            found[id_] = told
    return found


def _differing(approved: Mapping[str, Any], shown: Mapping[str, Any]) -> tuple[str, ...]:
    wanted = int(approved.get("idle_seconds") or 0)
    if not wanted or "idle_seconds" not in shown:
        return ()
    there = whole_of(shown, "idle_seconds")
    if there is None:
        return ()
    if not there:
        return (f"idle shutdown is off, approved was after {wanted // 60} minutes",)
    if there > wanted:
        return (f"idle shutdown comes after {there // 60} minutes, approved was after {wanted // 60}",)
    return ()
