"""Databases for the tests that kill."""

from tests.databases import postgresql_database, postgresql_server, sqlite_database, sqlite_template

__all__ = ["postgresql_database", "postgresql_server", "sqlite_database", "sqlite_template"]
