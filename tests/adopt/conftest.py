"""The desk of the daily requests, where somebody has made things past the portal."""

from tests.access.conftest import desk, shipped

__all__ = ["desk", "shipped"]
