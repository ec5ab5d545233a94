"""Users of a test's own PostgreSQL database, one for each role."""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from portal.store.connections import Database, open_database
from portal.store.prepare import prepare
from portal.store.roles import ROLES


@dataclass(frozen=True)
class Logins:
    """Addresses of a prepared database, by role."""

    urls: dict[str, str]

    def open(self, role: str) -> Database:
        """The database as a user of that role opens it."""
        return open_database(self.urls[role])


def prepared(database: Database) -> Logins:
    """Prepares a database, and makes a user for each role."""
    prepare(database)
    urls = {}
    with database.engine.begin() as connection:
        for role in ROLES:
            user = f"{role}_{uuid.uuid4().hex[:8]}"
            connection.execute(sa.text(f"CREATE ROLE {user} LOGIN IN ROLE {role}"))
            urls[role] = database.engine.url.set(username=user, password=None).render_as_string(hide_password=False)
    return Logins(urls)
