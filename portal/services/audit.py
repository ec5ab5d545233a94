"""Who did what: the audit page by page, its verification, and its export with proof."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from catalog.model import Catalogue, Person
from portal.contract.audit import AuditPage, AuditRow, ChainState
from portal.contract.limits import PAGE
from portal.contract.problem import Complaint, bad_input, refused
from portal.contract.values import Stamp
from portal.domain.requests.may import why_not_read_audit
from portal.reports import proof
from portal.store import chain
from portal.store.connections import Database
from portal.store.rows import from_row
from portal.store.tables import audit as table
from portal.store.tables import chain_head


@dataclass(frozen=True)
class Filter:
    """Which rows of the audit somebody wants to see; empty words want all."""

    person: str = ""
    project: str = ""
    kind: str = ""
    subject: str = ""


def check_reader(catalogue: Catalogue, person: Person) -> None:
    """Lets somebody read the audit whom policy lets. Raises Problem."""
    if why := why_not_read_audit(catalogue, person):
        todo = "ask one of them" if person.kind == "human" else ""
        raise refused(f"{person.id} may not read the audit", why, todo, "not-a-reader")


def listing(database: Database, wanted: Filter, cursor: str | None = None, limit: int = 100) -> AuditPage:
    """A page of the audit, newest first. Raises Problem for a cursor that no page gave out."""
    query = sa.select(table).order_by(table.c.number.desc())
    chosen = {"actor": wanted.person, "project": wanted.project, "kind": wanted.kind, "subject": wanted.subject}
    for column, value in chosen.items():
        if value:
            query = query.where(table.c[column] == value)
    if cursor is not None:
        query = query.where(table.c.number < _number(cursor))
    size = max(1, min(limit, PAGE))
    with database.read() as connection:
        rows = connection.execute(query.limit(size + 1)).mappings().all()
    items = tuple(from_row(AuditRow, row, data=dict(row["data"])) for row in rows[:size])
    return AuditPage(items, str(items[-1].number) if len(rows) > size else None)


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise bad_input("the cursor is none that a page gave out", Complaint("cursor", f"it is '{cursor[:40]}'"))
    return int(cursor)


def verify(database: Database) -> ChainState:
    """Walks the whole chain on one state of the store."""
    with _steady(database) as connection:
        return chain.verify(connection)


def export(database: Database, now: Stamp) -> str:
    """The whole audit as JSON lines that `portal.reports.proof.verify_export` can check by itself."""
    with _steady(database) as connection:
        head = connection.execute(sa.select(chain_head)).mappings().one()
        rows = connection.execute(sa.select(table).order_by(table.c.number)).mappings()
        lines = proof.export_lines((dict(row) for row in rows), head["audit_number"], head["audit_hash"], now)
        return "".join(f"{line}\n" for line in lines)


@contextmanager
def _steady(database: Database) -> Iterator[sa.Connection]:
    """A transaction in which several statements see the same state: the head must not run ahead of the rows."""
    if database.is_sqlite:
        with database.read() as connection:
            yield connection
        return
    engine = database.engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        yield connection
