"""Databases of both kinds, and the starter catalogue."""

from tests.services.conftest import *  # noqa: F403
