"""Rows of the inventory that change from found to managed, and back."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from portal.clock import moment, stamp
from portal.contract.values import Json
from portal.records.inventory.lease_changes import begin_anew
from portal.store.tables import leases, resources

ADOPTED, FOUND = "adopted", "found"
"""Origins of a row, beside `made`."""


def why_moved(connection: sa.Connection, resource: str, request: int, was: Mapping[str, Json]) -> str:
    """Why a row is not any more what the adoption was approved for; "" when it is, or is adopted by `request`."""
    row = _row(connection, resource)
    if row is None or row["state"] in ("retired", "missing"):
        return "it is not in the inventory any more"
    if row["origin"] != FOUND:
        return "" if row["request"] == request else f"R-{row['request']} manages it already"
    if row["lease_until"] != was["lease_until"]:
        return f"its lease was changed meanwhile and ends {row['lease_until']}"
    return ""


def adopt(connection: sa.Connection, request: int, payload: Mapping[str, Json], now: str) -> None:
    """Makes a row managed: project, owner, stage and cost as approved, its lease from now."""
    row = _row(connection, str(payload["id"]), lock=True)
    if row is None:
        return
    days = payload["days"]
    until = stamp(moment(now) + timedelta(days=days)) if days else None
    values = {
        "origin": ADOPTED,
        "request": request,
        "state": "stopped" if row["state"] == "stopped" else "live",
        "lease_until": until,
        "tags": {**(row["tags"] or {}), **payload["tags"]},
        **{name: payload[name] for name in ("project", "owner", "stage", "monthly_cents")},
    }
    connection.execute(resources.update().where(resources.c.id == row["id"]).values(**values))
    if until is not None:
        begin_anew(connection, row["id"], until, now, 0)


def is_adopted_by(connection: sa.Connection, resource: str, request: int) -> bool:
    """Whether `request` has made it managed."""
    row = _row(connection, resource)
    return row is not None and row["origin"] == ADOPTED and row["request"] == request


def release(connection: sa.Connection, resource: str, request: int, was: Mapping[str, Json]) -> None:
    """Makes a row found again, as it was when its adoption was asked for; one of another request is left alone."""
    row = _row(connection, resource, lock=True)
    if row is None or row["origin"] != ADOPTED or row["request"] != request:
        return
    values = {"origin": FOUND, "request": None, **was}
    connection.execute(resources.update().where(resources.c.id == row["id"]).values(**values))
    connection.execute(leases.delete().where(leases.c.resource == row["id"]))


def _row(connection: sa.Connection, resource: str, lock: bool = False) -> sa.RowMapping | None:
    query = sa.select(resources).where(sa.func.lower(resources.c.id) == resource.lower())
    return connection.execute(query.with_for_update() if lock else query).mappings().one_or_none()
