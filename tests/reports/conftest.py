"""The databases, for what is read from them."""

from tests.databases import *  # noqa: F403
