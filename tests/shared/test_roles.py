"""Every role, every table, every verb, on a real PostgreSQL: what is not granted on purpose is refused."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.store import queue
from portal.store.chain import Act, record, verify
from portal.store.connections import Database, open_database
from portal.store.migrate import newest, upgrade
from portal.store.prepare import prepare, script
from portal.store.refusals import lacking, problem_of, require_rights
from portal.store.roles import API, API_WRITES, MIGRATION, READING, ROLES, VERBS, WORKER, tables
from tests.shared.logins import Logins, prepared
from tests.store.conftest import created

AT = "2026-11-23T09:00:00.000Z"

ONLY_LOOKED_AT = (
    "alembic_version", "budgets", "commitments", "deliveries", "directory_readings", "leases", "ledger", "notice_head",
    "operations", "projects", "served", "switches",
)  # fmt: skip
"""What a server only looks at, but for single columns; with what it writes these are all tables."""

WRITES = {
    # table: what api, worker and migration may do besides looking; i(nsert) u(pdate) d(elete)
    "afterwards": ("iu", "iud", "iud"),
    "alembic_version": ("", "", "iud"),
    "app_roles": ("iu", "iud", "iud"),
    "audit": ("i", "i", "i"),
    "budgets": ("", "iud", "iud"),
    "chain_head": ("u", "iu", "iud"),
    "commitments": ("", "iud", "iud"),
    "counter_proposals": ("iu", "iud", "iud"),
    "delegations": ("iu", "iud", "iud"),
    "deliveries": ("", "iud", "iud"),
    "directory_readings": ("", "iud", "iud"),
    "drafts": ("iud", "iud", "iud"),
    "events": ("i", "i", "i"),
    "evidence": ("i", "i", "iud"),
    "idempotency": ("iu", "iud", "iud"),
    "journal": ("i", "i", "i"),
    "lease_reminders": ("u", "iud", "iud"),
    "leases": ("", "iud", "iud"),
    "ledger": ("", "iu", "iud"),
    "model_assignments": ("iu", "iud", "iud"),
    "notice_head": ("", "iud", "iud"),
    "notice_wishes": ("id", "iud", "iud"),
    "notices": ("u", "iud", "iud"),
    "observation_history": ("id", "iud", "iud"),
    "observations": ("iu", "iud", "iud"),
    "operations": ("", "iu", "iud"),
    "projects": ("", "iud", "iud"),
    "readers": ("iu", "iud", "iud"),
    "requests": ("iu", "iu", "iud"),
    "resources": ("iu", "iud", "iud"),
    "reviews": ("i", "i", "iud"),
    "revisions": ("i", "i", "iud"),
    "served": ("", "iud", "iud"),
    "switches": ("", "iud", "iud"),
    "watches": ("iud", "iud", "iud"),
}


@pytest.fixture(scope="module")
def owned(postgresql_server: str) -> Iterator[Database]:
    """A database for the whole module, as its maker opens it."""
    opened = open_database(created(postgresql_server, "portal_template"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def logins(owned: Database) -> Logins:
    """Users of the prepared database."""
    return prepared(owned)


@pytest.fixture(params=[API, WORKER, READING, MIGRATION])
def as_role(request: pytest.FixtureRequest, logins: Logins) -> Iterator[tuple[str, Database]]:
    """A role, and the database as a user of it opens it."""
    opened = logins.open(request.param)
    yield request.param, opened
    opened.close()


def refused(connection: sa.Connection, statement: str) -> bool:
    """Whether PostgreSQL refuses a statement for want of a right; it is taken back either way."""
    attempt = connection.begin_nested()
    try:
        connection.execute(sa.text(statement))
    except sa.exc.ProgrammingError as fault:
        assert getattr(fault.orig, "sqlstate", "") == "42501", fault
        return True
    finally:
        attempt.rollback()
    return False


def test_every_table_is_either_written_by_a_server_or_only_looked_at() -> None:
    assert sorted((*API_WRITES, *ONLY_LOOKED_AT)) == sorted(tables()) == sorted(WRITES)


def test_each_role_may_do_its_own_work_and_nothing_else(as_role: tuple[str, Database]) -> None:
    role, database = as_role
    column = {API: 0, WORKER: 1, MIGRATION: 2}
    with database.engine.begin() as connection:
        for table in tables():
            first = connection.execute(sa.text(f"SELECT * FROM {table} LIMIT 0")).keys()
            name = next(iter(first))
            statements = {
                "SELECT": f"SELECT * FROM {table} LIMIT 0",
                "INSERT": f"INSERT INTO {table} SELECT * FROM {table} LIMIT 0",
                "UPDATE": f"UPDATE {table} SET {name} = {name} WHERE false",
                "DELETE": f"DELETE FROM {table} WHERE false",
            }
            may = {"SELECT"}
            if role in column:
                letters = WRITES[table][column[role]]
                may |= {verb for verb in VERBS if verb[0].lower() in letters}
            for verb in VERBS:
                assert refused(connection, statements[verb]) == (verb not in may), (role, verb, table)
            if role != MIGRATION:
                assert refused(connection, f"TRUNCATE {table}"), (role, table)


@pytest.mark.parametrize(
    ("role", "part", "told"),
    [
        (API, API, ""),
        (WORKER, WORKER, ""),
        (API, WORKER, "may not do what a worker does - it lacks afterwards: delete; app_roles: delete"),
        (READING, API, "may not do what a server does - it lacks afterwards: insert, update"),
    ],
)
def test_a_user_who_lacks_rights_is_told_before_anything_begins(
    logins: Logins, role: str, part: str, told: str
) -> None:
    database = logins.open(role)
    try:
        assert bool(lacking(database, part)) is bool(told)
        if told:
            with pytest.raises(Problem) as caught:
                require_rights(database, part)
            assert caught.value.exit_code == 3
            assert told in caught.value.line() and f"make it a member of {part}" in caught.value.line()
    finally:
        database.close()


@pytest.mark.parametrize(
    ("statement", "code", "told"),
    [
        ("UPDATE ledger SET state = 'done'", "database-rights", "permission denied for table ledger"),
        ("SELECT * FROM nothing_there", "schema-behind", 'relation "nothing_there" does not exist'),
        ("SET TRANSACTION READ ONLY; INSERT INTO audit DEFAULT VALUES", "database-read-only", "read-only"),
        ("SELECT 1 / 0", "", ""),
    ],
)
def test_what_postgresql_refuses_is_told_without_sql(logins: Logins, statement: str, code: str, told: str) -> None:
    database = logins.open(API)
    try:
        with pytest.raises(sa.exc.DBAPIError) as caught, database.read() as connection:
            connection.execute(sa.text(statement))
    finally:
        database.close()
    found = problem_of(caught.value)
    assert (found is None) is (code == "")
    if found is not None:
        assert (found.body.code, "\n" in found.line(), "SQL:" in found.line()) == (code, False, False)
        assert told in found.line()


def test_a_server_can_neither_finish_an_operation_nor_call_its_effects_done(logins: Logins) -> None:
    database = logins.open(API)
    with database.engine.begin() as connection:
        assert not refused(connection, "UPDATE operations SET state = 'queued', fence = fence + 1 WHERE false")
        for column in ("ended_at", "reason", "started_at", "request", "revision", "id"):
            assert refused(connection, f"UPDATE operations SET {column} = {column} WHERE false"), column
        assert refused(connection, "UPDATE ledger SET state = 'done' WHERE false")
        assert not refused(connection, "SELECT 1 FROM operations FOR UPDATE")
        queue.enqueue(connection, "op-nobody", 2)  # what a retry does besides
        connection.rollback()
    database.close()


def test_a_server_has_a_lease_looked_at_again_but_never_moves_its_end(logins: Logins) -> None:
    database = logins.open(API)
    with database.engine.begin() as connection:
        assert not refused(connection, "UPDATE leases SET next_at = NULL WHERE false")
        for column in ("resource", "until", "stopped_at", "extensions", "request"):
            assert refused(connection, f"UPDATE leases SET {column} = {column} WHERE false"), column
    database.close()


def test_what_happened_stays_even_for_the_owner_of_the_tables(owned: Database, logins: Logins) -> None:
    with owned.write() as connection:
        record(connection, AT, "team", Act("ana", "approved", "request", "R-1"))
    for role in (API, WORKER, MIGRATION):
        database = logins.open(role)
        with database.engine.begin() as connection:
            for statement in ("UPDATE audit SET actor = 'li'", "DELETE FROM audit", "TRUNCATE audit"):
                assert refused(connection, statement), (role, statement)
        with database.write() as connection:
            record(connection, AT, "team", Act("ana", "approved", "request", f"R-{role}"))
        database.close()
    with owned.read() as connection:
        state = verify(connection)
    assert (state.ok, state.verified_to) == (True, 4)


def test_the_owner_prepares_again_and_others_are_told_who_may(logins: Logins) -> None:
    owner, api = logins.open(MIGRATION), logins.open(API)
    prepare(owner)
    with pytest.raises(Problem, match="may not prepare") as caught:
        prepare(api)
    assert "portal_migration" in caught.value.line()
    owner.close()
    api.close()


def test_an_outdated_schema_is_for_its_owner_to_mend(owned: Database, logins: Logins) -> None:
    schema = sa.text("UPDATE alembic_version SET version_num = :at")
    with owned.write() as connection:
        connection.execute(schema, {"at": "s0001"})
    for role in (API, WORKER):
        database = logins.open(role)
        with pytest.raises(Problem) as caught:
            upgrade(database)
        assert "portal database prepare" in caught.value.line()
        database.close()
    with owned.write() as connection:
        connection.execute(schema, {"at": newest()})


def test_the_script_names_every_table_and_role() -> None:
    text = script()
    assert all(f" ON {table} TO " in text for table in tables())
    assert all(role in text for role in ROLES)
