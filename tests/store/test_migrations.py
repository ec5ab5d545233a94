"""Migrations: twice is once, two starters at once are one, and a newer schema is left alone."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from portal.contract.problem import Problem
from portal.contract.sound_json import Unsound
from portal.records.models.facts import _started_by
from portal.store.chain import Act, record, verify
from portal.store.connections import Database
from portal.store.ddl import DIALECTS, FOLDER, additions, ddl, written
from portal.store.migrate import current, newest, upgrade
from portal.store.tables import audit, chain_head, metadata, observations

Opened = Callable[[str], Database]
AT = "2026-11-23T09:00:00.000Z"


def test_an_empty_database_becomes_one_of_the_newest_schema(empty_url: str, opened: Opened) -> None:
    database = opened(empty_url)
    assert current(database) is None
    upgrade(database)
    assert current(database) == newest()


def test_upgrading_twice_changes_nothing(empty_url: str, opened: Opened) -> None:
    database = opened(empty_url)
    upgrade(database)
    with database.write() as connection:
        record(connection, AT, "demo", Act("ana", "approved", "request", "R-1"))
    upgrade(database)
    with database.read() as connection:
        assert verify(connection).ok
        assert connection.execute(sa.select(sa.func.count()).select_from(audit)).scalar_one() == 1


def test_starters_that_come_at_the_same_moment_make_one_schema(empty_url: str, opened: Opened) -> None:
    starters = [opened(empty_url) for _ in range(4)]
    together = threading.Barrier(len(starters))

    def begin(database: Database) -> None:
        together.wait()
        upgrade(database)

    with ThreadPoolExecutor(len(starters)) as pool:
        for done in [pool.submit(begin, database) for database in starters]:
            done.result()
    assert current(starters[0]) == newest()
    with starters[0].read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(chain_head)).scalar_one() == 1


def test_a_newer_schema_is_refused_in_one_clear_line_and_left_alone(empty_url: str, opened: Opened) -> None:
    database = opened(empty_url)
    upgrade(database)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 's9999'")
    with pytest.raises(Problem) as refusal:
        upgrade(database)
    line = refusal.value.line()
    assert "s9999" in line and "newer program" in line and newest() in line
    assert refusal.value.exit_code == 1
    assert current(database) == "s9999"


def test_the_tables_that_the_program_knows_are_those_that_the_migrations_make(empty_url: str, opened: Opened) -> None:
    database = opened(empty_url)
    upgrade(database)
    with database.read() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_a_migration_that_fails_leaves_nothing(empty_url: str, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    database = opened(empty_url)
    # The last statement fails after all tables and most triggers were made.
    broken = lambda name, dialect: [*written(name, dialect)[:-1], "DROP TABLE no_such_table"]  # noqa: E731
    monkeypatch.setattr("portal.store.ddl.written", broken)
    with pytest.raises(sa.exc.DatabaseError):
        upgrade(database)
    assert current(database) is None
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    monkeypatch.undo()
    upgrade(database)
    assert current(database) == newest()


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_what_the_newest_migration_adds_is_what_this_program_describes_triggers_included(dialect: str) -> None:
    last = max(path.stem for path in FOLDER.glob("*.sql"))  # one that only mends rows has no statements of its own
    wanted = additions(last, dialect)
    assert written(last, dialect) == wanted, f"write a new migration, or `python -m portal.store.ddl {newest()}`"


def test_a_table_that_was_written_may_gain_columns_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    today = ddl("sqlite")
    place = next(number for number, one in enumerate(today) if one.startswith("CREATE TABLE switches"))
    wider = today[place].replace("\tvalue TEXT", "\tseverity INTEGER DEFAULT '0' NOT NULL,\n\tvalue TEXT")
    assert wider != today[place]
    monkeypatch.setattr("portal.store.ddl.ddl", lambda _dialect: [*today[:place], wider, *today[place + 1 :]])
    assert "ALTER TABLE switches ADD COLUMN severity INTEGER DEFAULT '0' NOT NULL" in additions("s9999", "sqlite")
    other = today[place].replace("value TEXT", "value INTEGER")
    monkeypatch.setattr("portal.store.ddl.ddl", lambda _dialect: [*today[:place], other, *today[place + 1 :]])
    with pytest.raises(ValueError, match="CREATE TABLE switches changed"):
        additions("s9999", "sqlite")


POISON = {
    "sqlite": """{"name": "run-1", "by": "rosa", "metrics": {"auc": 0.9, "loss": NaN, "worst": Infinity}, "evidence": [
        {"path": "nan.json", "body": {"kind": "metrics", "value": NaN}, "fault": ""},
        {"path": "long.json", "body": {"kind": "metrics", "at": 1767225600000000001}, "fault": ""},
        {"path": "good.json", "body": {"kind": "metrics", "value": 0.9}, "fault": ""}], "note": "a\\u0000b"}""",
    "postgresql": """{"name": "run-1", "by": "rosa", "metrics": {"auc": 0.9}, "evidence": [
        {"path": "long.json", "body": {"kind": "metrics", "at": 1767225600000000001}, "fault": ""},
        {"path": "good.json", "body": {"kind": "metrics", "value": 0.9}, "fault": ""}], "note": "a\\u0000b"}""",
}
"""What an earlier program kept of a run: PostgreSQL refused NaN, and with it everything that was read beside it."""


def test_a_home_that_holds_what_json_cannot_say_opens_again(empty_url: str, opened: Opened) -> None:
    database = opened(empty_url)
    upgrade(database)
    columns = "source, subject, kind, workspace, stage, status, value, detail, observed_at, since"
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 's0003'")
        for name, value in (("bad", POISON[connection.dialect.name]), ("good", '{"name": "run-2", "by": "tom"}')):
            row = f"'/w', 'jobs/{name}', 'job', 'w', 'dev', 'seen', '{value}', '', '{AT}', '{AT}'"
            connection.exec_driver_sql(f"INSERT INTO observations ({columns}) VALUES ({row})")
    with database.read() as connection, pytest.raises(sa.exc.DatabaseError):
        _started_by(connection)
    upgrade(database)
    with database.read() as connection:
        assert _started_by(connection) == {("/w", "run-1"): "rosa", ("/w", "run-2"): "tom"}
        query = sa.select(observations.c.value).where(observations.c.subject == "jobs/bad")
        kept: Any = connection.execute(query).scalar_one()
    assert kept["metrics"] == {"auc": 0.9}
    bodies = {one["path"]: one["body"] for one in kept["evidence"]}
    assert bodies.pop("good.json") == {"kind": "metrics", "value": 0.9} and set(bodies.values()) == {None}
    assert all(one["fault"] for one in kept["evidence"] if one["body"] is None)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\x00b", "a\ud800b"])
def test_no_column_takes_what_another_reader_would_refuse(database: Database, value: object) -> None:
    row = {"source": "/w", "subject": "jobs/x", "kind": "job", "workspace": "w", "stage": "dev", "status": "seen",
           "detail": "", "observed_at": AT, "since": AT}  # fmt: skip
    with database.write() as connection, pytest.raises((sa.exc.StatementError, Unsound), match=r"deep.*value"):
        connection.execute(observations.insert().values(**row, value={"deep": [{"value": value}]}))
