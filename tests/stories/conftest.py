"""One home with one private server for all stories of a module that may share it."""

from collections.abc import Iterator

import pytest

from tests.stories.programs import Portal, home


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The real command over a private server process of this module."""
    with home(tmp_path_factory.mktemp("stories") / "home") as portal:
        yield portal
