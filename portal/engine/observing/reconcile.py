"""Brings the inventory's resources in line with what was seen: still there, stopped, gone, or nobody's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.contract.values import Stamp
from portal.domain.models.evidence import SEEN
from portal.records.observed.observations import Item, ListReading
from portal.store.tables import resources

KINDS = ("compute", "workspace", "online_endpoint", "batch_endpoint")
"""The kinds of resource that a sweep sees; they are called alike in observations."""

THERE = ("live", "expiring", "stopped", "foreign")
"""States of a resource that say it is there; `creating` is its operation's business."""


def reconcile(
    connection: sa.Connection, readings: Sequence[ListReading], at: Stamp, named: Collection[str] = ()
) -> int:
    """Updates `resources` from lists that were read at `at`; returns how many rows changed their state.

    What nobody made here is entered as foreign, but for the workspaces `named` by the organisation (ids in lower case).

    A row that was made or seen after `at` is left alone: the list may be older than it.
    """
    stored = {
        row["id"].lower(): row
        for row in connection.execute(sa.select(resources).where(resources.c.kind.in_(KINDS))).mappings()
    }
    seen = {id_: (reading, item) for reading in readings for id_, item in _identified(reading)}
    changed, again = 0, []
    for id_, row in stored.items():
        if id_ not in seen or (row["observed_at"] or "") > at or row["state"] in ("creating", "retired"):
            continue
        state = _state(row["state"], seen[id_][1])
        again.append({"b_id": row["id"], "n_state": state, "n_at": at})
        changed += state != row["state"]
    gone = [row for id_, row in stored.items() if id_ not in seen and _is_gone(row, readings, at)]
    again += [{"b_id": row["id"], "n_state": "missing", "n_at": row["observed_at"]} for row in gone]
    found = [
        _foreign(reading, item, at) for id_, (reading, item) in seen.items() if id_ not in stored and id_ not in named
    ]
    if again:
        connection.execute(
            resources.update()
            .where(resources.c.id == sa.bindparam("b_id"))
            .values(state=sa.bindparam("n_state"), observed_at=sa.bindparam("n_at")),
            again,
        )
    if found:
        # An operation, or another server, may have entered one of them meanwhile; then it is not foreign.
        insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(resources)
        connection.execute(insert.on_conflict_do_nothing(), found)
    return changed + len(gone) + len(found)


def _identified(reading: ListReading) -> Iterable[tuple[str, Item]]:
    if reading.status == SEEN and reading.kind in KINDS:
        for item in reading.items:
            if item.value.get("id"):
                yield str(item.value["id"]).lower(), item


def _state(before: str, item: Item) -> str:
    """What a resource that was seen is: one that had been missing is there again, an instance may have stopped."""
    if item.value.get("type") == "instance" and before in ("live", "stopped", "missing"):
        return "stopped" if str(item.value.get("state", "")).lower() == "stopped" else "live"
    return "live" if before == "missing" else before


def _is_gone(row: sa.RowMapping, readings: Iterable[ListReading], at: Stamp) -> bool:
    """Whether the list that would hold a resource was read to its end without it."""
    if row["state"] not in THERE or max(row["observed_at"] or "", row["made_at"] or "") >= at:
        return False
    id_ = row["id"].lower()
    return any(
        reading.status == SEEN and reading.kind == row["kind"] and id_.startswith(f"{reading.source}/")
        for reading in readings
    )


def _foreign(reading: ListReading, item: Item, at: Stamp) -> Mapping[str, Any]:
    """Something that nobody asked the portal for. A workspace says itself where it stands."""
    value = item.value
    return {
        "id": str(value["id"]),
        "kind": reading.kind,
        "name": str(value.get("name") or item.name),
        "project": str(value.get("project", "")),
        "stage": reading.stage or str(value.get("stage", "")),
        "workspace": reading.workspace or str(value.get("name", "")),
        "state": "foreign",
        "owner": str(value.get("owner", "")),
        "request": None,
        "monthly_cents": 0,
        "lease_until": None,
        "made_at": None,
        "observed_at": at,
        "origin": "found",
        "url": "",
        "tags": dict(value.get("tags", {})),
    }
