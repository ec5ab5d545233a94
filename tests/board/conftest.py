"""The databases that boards are read from."""

from tests.databases import *  # noqa: F403
