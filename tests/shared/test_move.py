"""Moving a home's records to a shared server: all of them, once, or none."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.contract.problem import Problem
from portal.store import chain
from portal.store import move as moving
from portal.store.connections import Database, open_database, sqlite_url
from portal.store.tables import audit, evidence, metadata, requests
from tests.cli.conftest import Run
from tests.cli.conftest import portal as portal
from tests.store.planted import AT, everything, evidence_row, plant

UNTOUCHED = {"chain_head"}
"""A fresh schema has this one row."""


def held(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in a database, but for the head of an empty chain."""
    with database.read() as connection:
        return {name: rows for name, rows in everything(connection).items() if rows and name not in UNTOUCHED}


@pytest.fixture
def filled(sqlite_database: Database) -> Database:
    """A home's records."""
    plant(sqlite_database)
    return sqlite_database


def test_every_row_arrives_and_the_chain_goes_on(filled: Database, postgresql_database: Database) -> None:
    moved = moving.move(filled, postgresql_database)
    assert held(postgresql_database) == held(filled)
    assert moved["requests"] == len(held(filled)["requests"]) and set(moved) == set(metadata.tables)
    with postgresql_database.write() as connection:
        number = chain.record(connection, AT, "team", chain.Act("ana", "approved", "request", "R-1"))
        assert number > max(row[0] for row in held(filled)["events"])
        assert chain.verify(connection).ok
        made = connection.execute(
            evidence.insert().values(evidence_row(version="14")).returning(evidence.c.number)
        ).scalar_one()
        assert made > held(filled)["evidence"][0][0]


def test_the_rules_hold_again_once_it_is_done(filled: Database, postgresql_database: Database) -> None:
    moving.move(filled, postgresql_database)
    for statement in (audit.update().values(actor="li"), requests.delete()):
        with pytest.raises(sa.exc.DBAPIError, match="invariant"), postgresql_database.write() as connection:
            connection.execute(statement)


def test_nothing_is_moved_over_what_is_there(filled: Database, postgresql_database: Database) -> None:
    moving.move(filled, postgresql_database)
    before = held(postgresql_database)
    with pytest.raises(Problem) as caught:
        moving.move(filled, postgresql_database)
    assert "something in the target already" in caught.value.line() and caught.value.exit_code == 3
    assert held(postgresql_database) == before


def test_a_move_that_is_cut_off_leaves_nothing_and_can_be_done_again(
    filled: Database, postgresql_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = moving.copy

    def cut(old: sa.Connection, new: sa.Connection, table: sa.Table) -> int:
        if table is list(metadata.sorted_tables)[-1]:
            new.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return copy(old, new, table)

    monkeypatch.setattr(moving, "copy", cut)
    with pytest.raises(sa.exc.OperationalError):
        moving.move(filled, postgresql_database)
    assert held(postgresql_database) == {}
    monkeypatch.setattr(moving, "copy", copy)
    moving.move(filled, postgresql_database)
    assert held(postgresql_database) == held(filled)


def test_an_audit_that_does_not_verify_stays_where_it_is(filled: Database, postgresql_database: Database) -> None:
    with filled.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.execute(audit.update().values(actor="li"))
    with pytest.raises(Problem, match="does not verify"):
        moving.move(filled, postgresql_database)
    assert held(postgresql_database) == {}


def test_the_command_moves_a_solo_home_and_says_what_it_did(
    filled: Database, postgresql_database: Database, portal: Run, portal_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = ("--to", postgresql_database.engine.url.render_as_string(hide_password=False))
    ran = portal("database", "move", *to)
    assert ran.code == 3 and "a demo" in ran.err
    monkeypatch.setenv("PORTAL_MODE", "solo")
    assert portal("database", "move", *to).code == 4
    portal_home.mkdir()
    beside = open_database(sqlite_url(portal_home / "portal.db"))
    with filled.read() as connection:
        connection.connection.backup(_raw(beside))
    beside.close()
    ran = portal("database", "move", *to, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["rows"] == sum(map(len, held(filled).values())) + 1
    assert held(postgresql_database) == held(filled)


def _raw(database: Database) -> object:
    """The driver's own connection."""
    return database.engine.raw_connection().driver_connection
