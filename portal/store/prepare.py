"""Prepares a PostgreSQL database for servers and workers that may not change its tables: schema, roles, grants."""

import sqlalchemy as sa

from portal.contract.problem import Problem, bad_input
from portal.store import queue, roles
from portal.store.connections import Database
from portal.store.leader_election import one_at_a_time
from portal.store.migrate import upgrade


def prepare(database: Database) -> None:
    """Brings the schema up to date and gives every role its rights; twice is once. Raises Problem."""
    if database.is_sqlite:
        raise bad_input("a SQLite file has no roles", todo="name a PostgreSQL database with --database")
    try:
        upgrade(database)
        queue.migrate(database)
        with database.write() as connection:
            one_at_a_time(connection, "roles")
            for statement in (*roles.role_statements(), *roles.grant_statements()):
                connection.exec_driver_sql(statement.replace("%", "%%"))
    except sa.exc.ProgrammingError as fault:
        said = str(fault.orig).strip().splitlines()
        raise Problem(
            403,
            "this user may not prepare the database",
            said[0] if said else "",
            f"do it as the database's owner, or as a member of {roles.MIGRATION}",
            "database-rights",
        ) from None


def script() -> str:
    """What gives the roles their rights, for somebody who runs it by hand once the tables are there."""
    return "".join(f"{statement};\n" for statement in (*roles.role_statements(), *roles.grant_statements()))
