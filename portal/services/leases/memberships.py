"""What is the portal's own and lasts for a while, such as a membership: it ends on the minute, without Azure."""

import sqlalchemy as sa

from portal.domain.requests.lifecycle import SYSTEM
from portal.records.inventory.lease_changes import retired
from portal.records.inventory.members import MEMBERSHIP, OWN, leave
from portal.services.one_by_one import each
from portal.store.chain import Act, record
from portal.store.connections import Database
from portal.store.tables import resources


def end_due(database: Database, now: str, mode: str) -> list[str]:
    """Ends what is the portal's own and whose time is over, each in a transaction of its own; returns their ids."""
    due = sa.and_(
        resources.c.kind.in_(OWN), resources.c.state.in_(("live", "expiring")), resources.c.lease_until <= now
    )
    with database.read() as connection:
        found = list(connection.execute(sa.select(resources.c.id).where(due)).scalars())

    def end(id_: str) -> str:
        with database.write() as connection:
            query = sa.select(resources).where(resources.c.id == id_, due).with_for_update()
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                return ""  # ended or prolonged a moment ago
            _end(connection, row, now, mode)
            return id_

    return list(filter(None, each(found, "ending what is over", end)))


def _end(connection: sa.Connection, row: sa.RowMapping, now: str, mode: str) -> None:
    if row["kind"] == MEMBERSHIP:
        leave(connection, row["project"], row["name"], row["id"])
    retired(connection, row["id"], now)
    data = {"kind": row["kind"], "name": row["name"], "until": row["lease_until"]}
    record(connection, now, mode, Act(SYSTEM, "ended", "resource", row["id"], row["project"], "", data))
