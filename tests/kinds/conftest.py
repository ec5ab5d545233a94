"""The catalogue that the kinds are tried with."""

import pytest

from catalog.load import load
from catalog.model import Catalogue


@pytest.fixture(scope="session")
def starter() -> Catalogue:
    """The starter catalogue."""
    return load(None)
