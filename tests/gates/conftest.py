"""The offices in which evidence is handed in."""

from tests.services.conftest import *  # noqa: F403
