"""Which servers work on operations: each says from time to time that it is alive."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.clock import stamp
from portal.records.operations.switches import throw
from portal.store.connections import Database
from portal.store.tables import switches

DEAD_AFTER = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(days=1)
_PREFIX = "worker:"


def beat(database: Database, executor: str, now: datetime) -> None:
    """Says that an executor is alive, and forgets those that have been dead for long."""
    with database.write() as connection:
        throw(connection, f"{_PREFIX}{executor}", "alive", stamp(now))
        old = switches.c.name.like(f"{_PREFIX}%") & (switches.c.at < stamp(now - FORGOTTEN_AFTER))
        connection.execute(switches.delete().where(old))


def leave(database: Database, executor: str) -> None:
    """Says that an executor works no more, so that others take over at once."""
    with database.write() as connection:
        connection.execute(switches.delete().where(switches.c.name == f"{_PREFIX}{executor}"))


def alive(connection: sa.Connection, now: datetime) -> frozenset[str]:
    """The executors that were heard of lately."""
    query = sa.select(switches.c.name).where(
        switches.c.name.like(f"{_PREFIX}%"), switches.c.at >= stamp(now - DEAD_AFTER)
    )
    return frozenset(name.removeprefix(_PREFIX) for name in connection.execute(query).scalars())
