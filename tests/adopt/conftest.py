"""The desk of the daily requests, where somebody has made things past the portal."""

from tests.access.conftest import desk, shipped
from tests.databases import sqlite_database, sqlite_template

__all__ = ["desk", "shipped", "sqlite_database", "sqlite_template"]
