"""Rows as the portal reads and writes them: dataclasses made of them, inserts that may meet another, usual joins."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.store.tables import operations, requests, revisions

Made = TypeVar("Made")

CURRENT = sa.and_(revisions.c.request == requests.c.number, revisions.c.number == requests.c.revision)
"""Joins a request to its current revision."""
CARRIED_OUT = sa.and_(revisions.c.request == operations.c.request, revisions.c.number == operations.c.revision)
"""Joins an operation to the revision that it carries out."""


def from_row(kind: type[Made], row: Mapping[Any, Any], **more: Any) -> Made:
    """A dataclass whose fields are called like columns of the row; `more` is what the row does not say, or not so."""
    known: Any = kind
    names = [one.name for one in fields(known) if one.name not in more and one.name in row]
    return kind(**{name: row[name] for name in names}, **more)


def insert_into(connection: sa.Connection, table: sa.Table) -> Any:
    """An insert that can say what happens on a conflict: of several servers each may be the first to write a row."""
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
