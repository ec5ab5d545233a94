"""The wheel holds everything the product needs, and nothing of its tests."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.tracked import ROOT, project_files

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
