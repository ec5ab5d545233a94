"""Switches that hold things back for everybody, kept in the store so that every server obeys them."""

import sqlalchemy as sa

from portal.store.tables import switches

STOP_WORKING = "stop-working"
"""While its value is not empty, running operations wait before their next step; the value is the reason."""


def stopped(connection: sa.Connection) -> str:
    """Why running operations have to wait, or ""."""
    value = connection.execute(sa.select(switches.c.value).where(switches.c.name == STOP_WORKING)).scalar()
    return str(value or "")


def throw(connection: sa.Connection, name: str, value: str, now: str) -> None:
    """Sets a switch; an empty value releases it."""
    changed = connection.execute(switches.update().where(switches.c.name == name).values(value=value, at=now))
    if changed.rowcount == 0:
        connection.execute(switches.insert().values(name=name, value=value, at=now))
