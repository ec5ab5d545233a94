"""A command line to run in the test's own process, and a server that answers what it is told to."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from portal.cli.main import main
from tests.client.serving import Scripted, serving


class Ran(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def portal(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `portal` with these words."""

    def run(*words: str) -> Ran:
        code = main(words)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def scripted_server() -> Iterator[tuple[Scripted, str]]:
    """One server for all tests of this process."""
    known = Scripted()
    with serving(known.app()) as url:
        yield known, url


@pytest.fixture
def scripted(scripted_server: tuple[Scripted, str], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """The server that this test's commands speak to; it has no answers yet."""
    known, url = scripted_server
    known.calls.clear()
    known.answers.clear()
    monkeypatch.setenv("PORTAL_SERVER", url)
    monkeypatch.setenv("PORTAL_TOKEN", "secret")
    return known
