"""The wheel holds everything the product needs, and nothing of its tests."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.tracked import ROOT, project_files, python_files

SHIPPED = ("portal", "screens", "catalog")


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names inside a wheel that was built from this checkout, without any download."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    run = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    assert run.returncode == 0, run.stderr
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_packages_is_in_the_wheel(wheel_names: set[str]) -> None:
    ours = {path.as_posix() for path in project_files() if path.parts[0] in SHIPPED}
    assert ours - wheel_names == set()


def test_the_wheel_holds_hidden_files_of_the_templates(wheel_names: set[str]) -> None:
    hidden = [name for name in wheel_names if any(part.startswith(".") for part in Path(name).parts)]
    assert any(name.startswith("catalog/templates/") for name in hidden)


def test_the_wheel_holds_no_tests(wheel_names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.startswith("ml_portal-")} == set(SHIPPED)


def test_the_wheel_brings_the_command(wheel_names: set[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel_names)


def declared() -> set[str]:
    """The distributions that the project says it needs to run, normalised as package indexes do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {normalised(re.split(r"[\[<>=~! ]", line)[0]) for line in project["dependencies"]}


def normalised(name: str) -> str:
    """A distribution's name in the one spelling that compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported_packages(path: Path) -> set[str]:
    """The dotted names that a module imports from elsewhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_what_the_product_imports_is_declared_as_a_dependency() -> None:
    distributions = packages_distributions()
    undeclared = {
        f"{path}: {name}"
        for path in python_files()
        if path.parts[0] in SHIPPED
        for name in imported_packages(path)
        if (top := name.partition(".")[0]) not in {*SHIPPED, *sys.stdlib_module_names}
        and not {normalised(one) for one in distributions.get(top, [])} & declared()
    }
    assert sorted(undeclared) == []
