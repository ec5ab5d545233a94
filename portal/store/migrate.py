"""Brings a database to the newest schema; safe when several servers start at once."""

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.contract.problem import Problem
from portal.store.connections import Database
from portal.store.refusals import not_allowed

LOCK = 0x506F7274616C  # "Portal", the key of the advisory lock on PostgreSQL


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return ScriptDirectory.from_config(config)


def current(database: Database) -> str | None:
    """The revision a database is at, or None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision this program wants."""
    head = _script().get_current_head()
    if head is None:
        raise RuntimeError("no migrations are packaged")
    return head


def upgrade(database: Database) -> None:
    """Applies every missing migration, each database in one transaction. Raises Problem for a newer schema."""
    script = _script()
    at = current(database)
    if at == script.get_current_head():
        return
    if at is not None and at not in {known.revision for known in script.walk_revisions()}:
        where = database.engine.url.render_as_string(hide_password=True)
        raise Problem(
            500, f"the database is at schema {at}, which this program does not know", where,
            f"use the newer program that made it; this one knows schemas up to {script.get_current_head()}",
            "newer-schema",
        )  # fmt: skip
    try:
        _upgrade(database, script)
    except sa.exc.ProgrammingError as fault:
        if not not_allowed(fault):
            raise
        raise Problem(
            403, f"the database {_at(at)}, and this user may not bring it to {script.get_current_head()}",
            str(fault.orig).splitlines()[0], "run `portal database prepare` as its owner", "schema-behind",
        ) from None  # fmt: skip


def _at(revision: str | None) -> str:
    return "is empty" if revision is None else f"is at schema {revision}"


def _upgrade(database: Database, script: ScriptDirectory) -> None:
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        context = MigrationContext.configure(
            connection,
            opts={"fn": lambda revision, _context: script._upgrade_revs("head", revision), "render_as_batch": True},
        )
        from alembic.operations import Operations

        with Operations.context(context):
            context.run_migrations()
