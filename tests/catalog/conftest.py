"""What the catalogue's tests share."""

from pathlib import Path

import pytest

from catalog.load import load
from catalog.model import Catalogue
from tests.catalog.small import SmallCatalogue


@pytest.fixture
def small(tmp_path: Path) -> SmallCatalogue:
    """A small catalogue to change."""
    return SmallCatalogue(tmp_path / "catalogue")


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The catalogue that comes with the package."""
    return load()
