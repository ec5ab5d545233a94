"""The terminal process stays light: what it may not import before the first paint is not imported."""

import json
import re
import subprocess
import sys
import tomllib

import pytest

from tests.house.tracked import ROOT

HEAVY = ("alembic", "azure", "catalog", "copier", "dbos", "fastapi", "httpx", "pydantic", "sqlalchemy", "starlette")


def modules_after_importing(name: str) -> set[str]:
    """The top-level packages that are loaded in a fresh interpreter after one import."""
    program = f"import {name}, json, sys; print(json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    loaded: list[str] = json.loads(run.stdout)
    return set(loaded)


@pytest.mark.parametrize("entry", ["portal.cli.main", "screens.app"])
def test_the_start_imports_nothing_heavy(entry: str) -> None:
    assert modules_after_importing(entry) & set(HEAVY) == set()


def test_the_command_does_not_import_the_terminal_app_before_it_is_asked_for() -> None:
    assert "textual" not in modules_after_importing("portal.cli.main")


def test_the_client_imports_nothing_of_the_server_wing() -> None:
    assert modules_after_importing("portal.client") & set(HEAVY) <= {"httpx"}


def test_every_package_of_the_portal_stands_in_a_contract_of_the_floors() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    named = {
        module
        for contract in config["contracts"]
        for key in ("source_modules", "forbidden_modules", "layers")
        for module in contract.get(key, ())
    }
    packages = {f"portal.{path.parent.name}" for path in (ROOT / "portal").glob("*/__init__.py")}
    assert packages - named == set()


def test_no_record_opens_a_transaction_that_writes() -> None:
    opened = re.compile(r"database\.write\(\)")
    records = (ROOT / "portal/records").rglob("*.py")
    assert [str(path) for path in records if opened.search(path.read_text("utf-8"))] == []
