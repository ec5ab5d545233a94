"""Imports run in no circle and in no long chain, and no folder grows too wide to be read at a glance."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.imports import (
    circles,
    graph_of,
    longest_chain,
    product_files,
    product_sources,
    wide_folders,
)
from tests.house.tracked import ROOT

LONGEST = 20
WIDEST = 25
EXCEPTIONS: dict[str, str] = {}
"""Folders that may be wider, each with the decision record below docs/decisions/ that says why."""


def test_imports_run_in_no_circle_lazy_ones_and_those_for_types_included() -> None:
    assert circles(graph_of(product_sources())) == []


def test_no_chain_of_imports_is_longer_than_twenty_modules() -> None:
    chain = longest_chain(graph_of(product_sources(), at_load=True))
    assert len(chain) <= LONGEST, f"{len(chain)} modules:\n" + "\n".join(chain)


def test_no_folder_is_wider_than_a_glance() -> None:
    wide = wide_folders(product_files(), WIDEST)
    assert {folder: count for folder, count in wide.items() if folder not in EXCEPTIONS} == {}


def test_an_exception_names_a_decision_record_and_is_needed_still() -> None:
    wide = wide_folders(product_files(), WIDEST)
    assert [name for name in EXCEPTIONS.values() if not (ROOT / "docs/decisions" / name).is_file()] == []
    assert set(EXCEPTIONS) <= set(wide)


def test_a_circle_is_found_whatever_kind_of_import_closes_it() -> None:
    above = "from low import thing\n"
    lazy = "def late():\n    from high import other\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import high\n"
    for below in (lazy, typed, "import high\n"):
        assert len(circles(graph_of({"high": above, "low": below}))) == 1
    assert circles(graph_of({"high": above, "low": "import json\n"})) == []


def test_two_circles_are_two_and_one_through_a_package_is_one() -> None:
    two = {"a": "import b", "b": "import a", "c": "import d", "d": "import c", "e": "import a, c"}
    assert len(circles(graph_of(two))) == 2
    through = {"room": "", "room.one": "from room import two", "room.two": "from room import one"}
    assert len(circles(graph_of(through))) == 1


def test_a_chain_counts_what_loading_carries_out_and_nothing_else() -> None:
    sources = {
        "a": "import b\ndef late():\n    import c\n",
        "b": "try:\n    import c\nexcept ImportError:\n    import d\n",
        "c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import d\nelse:\n    import e\n",
        "d": "",
        "e": "class Late:\n    import f\n",
        "f": "",
    }
    assert longest_chain(graph_of(sources, at_load=True)) == ["a", "b", "c", "e", "f"]


def test_a_wide_folder_is_found_and_counts_only_what_stands_beside_each_other() -> None:
    paths = [Path(f"hall/{number}.py") for number in range(3)] + [Path("hall/room/one.py")]
    assert wide_folders(paths, 2) == {"hall": 3}
    assert wide_folders(paths, 3) == {}


@pytest.mark.parametrize("entry", ["portal.server.app", "portal.server.serve", "portal.server.worker"])
def test_a_process_that_serves_real_azure_loads_nothing_of_the_emulator(entry: str, tmp_path: Path) -> None:
    program = f"""
import importlib, json, sys
from pathlib import Path
importlib.import_module({entry!r})
importlib.import_module("portal.engine.effects.registry")
from portal.azure.connection import connect
from portal.clock import system_clock
from portal.settings import Settings
azure = connect(Settings(home=Path({str(tmp_path)!r}), azure="real"), system_clock)
print(json.dumps([azure.kind, *(name for name in sys.modules if name.startswith("portal.emulator"))]))
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == ["real"]
