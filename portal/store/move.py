"""Moves everything that a database holds into an empty one: a private home becomes a shared server's.

One transaction of the target: whatever ends it early leaves the target as empty as it was, and the source is only read.
What the durable engine kept stays behind; the reaper of the new server gives whatever is under way a new run.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.contract.audit import ChainState
from portal.contract.problem import Problem, conflict
from portal.store import queue
from portal.store.chain import verify
from portal.store.connections import Database
from portal.store.leader_election import one_at_a_time
from portal.store.migrate import upgrade
from portal.store.tables import chain_head, metadata

ROWS_AT_ONCE = 500


def move(source: Database, target: Database) -> dict[str, int]:
    """Copies every row of a SQLite store into an empty PostgreSQL one; how many rows, by table. Raises Problem."""
    if not source.is_sqlite or target.is_sqlite:
        raise conflict("a move goes from a home's SQLite file to PostgreSQL", todo="name PostgreSQL with --to")
    upgrade(source)
    upgrade(target)
    queue.migrate(target)
    with source.read() as old, target.write() as new:
        head = _sound(verify(old), "here")
        one_at_a_time(new, "move")
        _check_empty(new)
        moved = _copied(old, new)
        if _sound(verify(new), "there") != head:
            raise Problem(500, "the audit there does not end as it does here", todo="nothing was moved", code="move")
    return moved


def _copied(old: sa.Connection, new: sa.Connection) -> dict[str, int]:
    """The rows as they are. Rules about how a row may come to be do not apply: they all held when it came to be."""
    for table in metadata.sorted_tables:
        new.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
    new.execute(chain_head.delete())
    moved = {table.name: copy(old, new, table) for table in metadata.sorted_tables}
    for table in metadata.sorted_tables:
        new.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
        _draw_on(new, table)
    return moved


def copy(old: sa.Connection, new: sa.Connection, table: sa.Table) -> int:
    """Copies one table; says how many rows."""
    count = 0
    rows = old.execution_options(yield_per=ROWS_AT_ONCE).execute(sa.select(table)).mappings()
    for part in rows.partitions():
        new.execute(table.insert(), [dict(row) for row in part])
        count += len(part)
    return count


def _draw_on(new: sa.Connection, table: sa.Table) -> None:
    """Lets the numbers that the database draws itself go on after the highest that came."""
    column = table.autoincrement_column
    if column is None or column.autoincrement is False:
        return
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    highest = sa.select(sa.func.max(column)).scalar_subquery()
    new.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))))


def _check_empty(new: sa.Connection) -> None:
    full = [table.name for table in _without(metadata.sorted_tables, chain_head) if _has_rows(new, table)]
    if full:
        raise conflict(
            "there is something in the target already",
            f"in {', '.join(full[:5])}",
            "move into a database that nobody has used; what is there is not touched",
            code="not-empty",
        )


def _without(tables: Iterable[sa.Table], one: sa.Table) -> list[sa.Table]:
    return [table for table in tables if table is not one]


def _has_rows(connection: sa.Connection, table: sa.Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None


def _sound(chain: ChainState, where: str) -> str:
    """The head of an audit that holds. Raises Problem."""
    if not chain.ok:
        todo = "look into it with `portal audit verify`; nothing was moved"
        raise Problem(500, f"the audit {where} does not verify", chain.detail, todo, "audit-broken")
    return chain.head
