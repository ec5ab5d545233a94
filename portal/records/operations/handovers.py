"""Operations that wait for somebody outside: whose turn it is, and whether what they wait for has been seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from catalog.model import Organisation
from portal.clock import moment
from portal.domain.models.evidence import whole_of
from portal.records.observed.observations import seen
from portal.store.connections import Database
from portal.store.rows import CARRIED_OUT
from portal.store.tables import ledger, operations, revisions

HANDOVER = "handover"


@dataclass(frozen=True)
class Handover:
    """A task that was handed over and is not done."""

    operation: str
    request: int
    step: str
    since: str
    payload: Mapping[str, Any]

    @property
    def task(self) -> str:
        """What has to be done."""
        return str(self.payload["task"])

    def people(self, organisation: Organisation) -> tuple[str, ...]:
        """Who can do it."""
        role = str(self.payload["role"])
        return tuple(one.id for one in organisation.people if one.active and role in one.roles)


def open_ones(connection: sa.Connection, requests: Collection[int] | None = None) -> dict[int, Handover]:
    """The open handovers of waiting operations, by request; of all of them when none is named."""
    if requests is not None and not requests:
        return {}
    query = (
        sa.select(operations.c.id, operations.c.request, ledger.c.step, ledger.c.sent_at, revisions.c.plan)
        .join(ledger, sa.and_(ledger.c.request == operations.c.request, ledger.c.operation == operations.c.id))
        .join(revisions, CARRIED_OUT)
        .where(operations.c.state == "waiting", ledger.c.kind == HANDOVER, ledger.c.state == "sent")
    )
    if requests is not None:
        query = query.where(operations.c.request.in_(requests))
    found = {}
    for id_, request, step, sent_at, plan in connection.execute(query):
        effect = next((one for one in plan["effects"] if one["step"] == step), None)
        if effect is not None:
            found[request] = Handover(id_, request, step, sent_at or "", effect["payload"])
    return found


def any_open(database: Database) -> bool:
    """Whether anything waits for somebody outside, so that Azure is worth looking at while nobody is there."""
    query = (
        sa.select(ledger.c.step)
        .join(operations, operations.c.id == ledger.c.operation)
        .where(operations.c.state == "waiting", ledger.c.kind == HANDOVER, ledger.c.state == "sent")
    )
    with database.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def is_due(connection: sa.Connection, handover: Handover, now: datetime) -> bool:
    """Whether to look again: what it waits for was observed, or nobody did it in time."""
    days = int(handover.payload["days"])
    if handover.since and moment(handover.since) + timedelta(days=days) <= now:
        return True
    return _OBSERVED[str(handover.payload["awaits"]["what"])](connection, handover.payload["awaits"])


def _quota(connection: sa.Connection, awaits: Mapping[str, Any]) -> bool:
    mine = [
        value
        for one in seen(connection, "quota")
        if (value := one["value"]).get("subscription") == awaits["subscription"]
        and value.get("region") == awaits["region"]
        and str(value.get("family", "")).lower() == str(awaits["family"]).lower()
    ]
    row = next((one for one in mine if one.get("priority") == awaits["priority"]), mine[0] if mine else {})
    return (whole_of(row, "limit") or 0) >= int(awaits["at_least"])


_OBSERVED = {"quota": _quota}
