"""Databases for the campaigns of faults."""

from tests.databases import sqlite_database, sqlite_template

__all__ = ["sqlite_database", "sqlite_template"]
