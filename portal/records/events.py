"""Reading events in the order of their commits."""

import sqlalchemy as sa

from portal.contract.events import Event
from portal.store.connections import Database
from portal.store.tables import chain_head, events

BATCH = 500


def after(database: Database, number: int, limit: int = BATCH) -> list[Event]:
    """Events with a number above `number`, in order."""
    with database.read() as connection:
        rows = connection.execute(
            sa.select(events).where(events.c.number > number).order_by(events.c.number).limit(limit)
        ).mappings()
        return [Event(row["number"], row["kind"], row["subject"], row["at"], row["data"]) for row in rows]


def newest(database: Database) -> int:
    """The number of the newest event; 0 when nothing has happened."""
    with database.read() as connection:
        return int(connection.execute(sa.select(chain_head.c.event_number)).scalar_one())
