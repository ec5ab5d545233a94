"""An estate in emulated Azure for the tests of one model."""

from tests.observer.conftest import either_estate, estate

__all__ = ["either_estate", "estate"]
