"""Starting and enqueueing are one transaction."""

import pytest
import sqlalchemy as sa

from portal.store import queue
from portal.store.connections import Database


def queued(database: Database) -> list[tuple[str, str]]:
    """The runs that wait, with the queue they wait in."""
    schema = "" if database.is_sqlite else "dbos."
    with database.read() as connection:
        rows = connection.execute(sa.text(f"SELECT workflow_uuid, queue_name FROM {schema}workflow_status"))
        return [(row[0], row[1]) for row in rows]


def test_a_run_is_queued_with_the_transaction_that_starts_it(database: Database) -> None:
    with database.write() as connection:
        queue.enqueue(connection, "operation-1", 3)
    assert queued(database) == [("operation-1.3", queue.QUEUE)]


def test_nothing_is_queued_when_the_transaction_fails(database: Database) -> None:
    with pytest.raises(RuntimeError, match="no"), database.write() as connection:
        queue.enqueue(connection, "operation-1", 1)
        raise RuntimeError("no")
    assert queued(database) == []


def test_preparing_again_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        queue.enqueue(connection, "operation-1", 1)
    queue.prepare(database)
    assert queued(database) == [("operation-1.1", queue.QUEUE)]
