"""Databases for the tests of the engine."""

from tests.databases import database, postgresql_database, postgresql_server, sqlite_database, sqlite_template

__all__ = ["database", "postgresql_database", "postgresql_server", "sqlite_database", "sqlite_template"]
