"""The programs of one interleaved run."""

import sys
from pathlib import Path

from tests.bench.probe import ROOT, Program

TYPED = ["s", "t", "e", "e", "l", "-", "0", *["backspace"] * 7]
"""A word as one types it into the filter, and takes it away again."""

LAST_SEEN = r"R-\d+"
LIVE = r"(?m)^ portal ▸ Home +[^·]+ · [^·]+ · DEMO[^·]+ · now *$"
"""The frame names the unit only after the server has said who is asking, and rows that were seen last are older than
`now`: `interleaved` keeps other programs between two starts of Home."""


def list_program(name: str, module: str, rows: int, key: list[str], setup: list[str] | None = None) -> Program:
    """One of the small list programs, ready when its first row is on the screen."""
    command = [sys.executable, "-m", f"tests.bench.programs.{module}", str(rows)]
    environment = {"PYTHONPATH": str(ROOT)}
    return Program(name, command, "steel-000000", key, keys=len(TYPED) * 2, setup=setup or [], env=environment)


def list_programs() -> list[Program]:
    """What needs neither a server nor the stopwatch's own floor."""
    return [
        list_program("rows-1k", "virtual", 1_000, ["down"]),
        list_program("rows-100k", "virtual", 100_000, ["down"]),
        list_program("pages-10k", "virtual", 10_000, ["pagedown"]),
        list_program("datatable-10k", "datatable", 10_000, ["pagedown"]),
        list_program("list-100k", "filtering", 100_000, ["down"]),
        list_program("filter-100k", "filtering", 100_000, TYPED, setup=["/"]),
    ]


def floor_program(probe: Path) -> Program:
    """The smallest Textual program; it comes with the stopwatch."""
    return Program("floor", [sys.executable, str(probe.with_name("floor_app.py"))], "READY", ["down", "up"], keys=28)


def home_programs(environment: dict[str, str]) -> list[Program]:
    """Home twice: until the rows of the last start are there, and until the live ones are."""
    command = [str(Path(sys.executable).with_name("portal"))]
    return [
        Program("home-last-seen", command, LAST_SEEN, env=environment, quit_key="ctrl+q"),
        Program("home-live", command, LIVE, ["down", "up"], keys=28, env=environment, quit_key="ctrl+q"),
    ]


def interleaved(home: list[Program], lists: list[Program], others: list[Program]) -> list[Program]:
    """The order of one round; every second round goes backwards, so what stands at an end runs twice in a row."""
    middle = len(lists) // 2
    return [*lists[:1], *home[:1], *lists[1:middle], *others, *home[1:], *lists[middle:]]
