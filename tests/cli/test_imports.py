"""No command pays for another: what it does not need is not imported."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.cli.root import COMMANDS, root
from tests.client.samples import sample
from tests.client.serving import Scripted

HEAVY = {
    "alembic", "asyncio", "azure", "catalog", "copier", "dbos", "fastapi", "filelock", "httpx", "httpx_sse",
    "platformdirs", "pydantic", "rich", "ruamel", "screens", "sqlalchemy", "starlette", "textual", "uvicorn",
}  # fmt: skip
ROOT = Path(__file__).parents[2]


def loaded_by(*words: str, **more: str) -> set[str]:
    """The top-level packages that are loaded once a command has run, and modules of this program by full name."""
    program = (
        "import sys; from portal.cli.main import main; code = main(sys.argv[1:]); import json\n"
        "names = {m if m.startswith('portal.') else m.partition('.')[0] for m in sys.modules}\n"
        "sys.stderr.write(json.dumps([code, sorted(names)]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **more},
    )
    code, names = json.loads(run.stderr)
    assert code == 0, run.stdout
    return set(names)


@pytest.mark.parametrize("words", [("--help",), ("request", "--help"), ("catalog", "--help"), ("serve", "--help")])
def test_help_imports_nothing_but_the_command(words: tuple[str, ...]) -> None:
    assert loaded_by(*words) & (HEAVY | {"http", "msgspec"}) == set()


def test_a_list_is_asked_for_without_the_large_libraries(scripted: Scripted) -> None:
    from portal.contract.requests import RequestPage

    scripted.answer("GET", "/requests", sample(RequestPage))
    loaded = loaded_by("request", "list", "--json")
    assert loaded & HEAVY == set()
    assert {name for name in loaded if name.startswith("portal.cli.requests")} == {
        "portal.cli.requests",
        "portal.cli.requests.commands",
        "portal.cli.requests.read",
    }


def test_every_command_that_is_listed_is_there_and_has_help() -> None:
    import click

    context = click.Context(root)
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        assert command.name == name
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                found = command.get_command(context, inner)
                assert found is not None and found.name == inner
                assert {"json", "person", "server"} <= {parameter.name for parameter in found.params}
                assert found.help
