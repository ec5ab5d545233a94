"""What PostgreSQL refuses, in words for whoever runs a server: never SQL, never a traceback."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.store import roles
from portal.store.connections import Database

NOT_ALLOWED, NO_TABLE, READ_ONLY, TOO_MANY = "42501", "42P01", "25006", "53300"
"""PostgreSQL's codes (Appendix A, error codes): a missing right or table, a database that only reads, no room."""
_GONE = ("08", "57P")
"""The beginnings of the codes for a connection that was lost or ended."""
_TODO = f"make it a member of {roles.API} or {roles.WORKER}, or run `portal database prepare` as the database's owner"


def problem_of(fault: BaseException | None) -> Problem | None:
    """The problem behind a fault of the database, or None where it is another kind of fault."""
    code, said = _told(fault)
    if code == NOT_ALLOWED:
        return Problem(403, "this database user may not do that", said, _TODO, "database-rights")
    if code == NO_TABLE:
        todo = "run `portal database prepare` as the database's owner"
        return Problem(500, "the database lacks a table of the portal's", said, todo, "schema-behind")
    if code == READ_ONLY:
        return Problem(503, "the database only reads", said, "name the one that is written to", "database-read-only")
    if code == TOO_MANY:
        return Problem(503, "the database takes no more connections", said, "raise max_connections", "database-full")
    if code.startswith(_GONE):
        return Problem(503, "the database cannot be reached", said, "see that it runs", "database-unreachable")
    return None


def not_allowed(fault: sa.exc.DBAPIError) -> bool:
    """Whether the database refused for want of a right."""
    return getattr(fault.orig, "sqlstate", "") == NOT_ALLOWED


def lacking(database: Database, role: str) -> list[str]:
    """What the user of a PostgreSQL database may not do of what a role of the portal's may: tables, with verbs."""
    if database.is_sqlite:
        return []
    wanted = [(table, verb) for table in roles.tables() for verb in sorted(roles.allowed(role, table))]
    query = sa.text(
        "SELECT one.name || ': ' || lower(string_agg(one.verb, ', ' ORDER BY one.verb)) "
        "FROM unnest(CAST(:names AS text[]), CAST(:verbs AS text[])) AS one (name, verb) "
        "WHERE NOT has_table_privilege(one.name, one.verb) GROUP BY one.name ORDER BY one.name"
    )
    with database.read() as connection:
        told = {"names": [name for name, _ in wanted], "verbs": [verb for _, verb in wanted]}
        return list(connection.execute(query, told).scalars())


def require_rights(database: Database, role: str) -> None:
    """Raises Problem where the database's user may not do what a role of the portal's does."""
    if missing := lacking(database, role):
        raise Problem(
            403,
            f"the database user '{database.engine.url.username}' may not do what {_part(role)} does",
            f"it lacks {_some(missing)}",
            f"make it a member of {role}, or run `portal database prepare` as the database's owner",
            "database-rights",
        )


def _part(role: str) -> str:
    return "a worker" if role == roles.WORKER else "a server"


def _some(words: Iterable[str]) -> str:
    told = list(words)
    return "; ".join(told[:3]) + (f"; and rights on {len(told) - 3} more tables" if len(told) > 3 else "")


def _told(fault: BaseException | None) -> tuple[str, str]:
    """The code that a driver gave, somewhere below a fault, and its first line without SQL; "" where none did."""
    while fault is not None:
        for one in (fault, getattr(fault, "orig", None)):
            if isinstance(code := getattr(one, "sqlstate", None), str):
                return code, next(iter(str(one).strip().splitlines()), "")
        fault = fault.__cause__ or fault.__context__
    return "", ""
