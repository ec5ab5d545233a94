"""The stopwatch for terminal programs: where it is, and one interleaved run of several programs.

The stopwatch is no part of this project: it is looked for beside the checkout and in PORTAL_TTYPROBE.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.budget import Runs

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT.parent / "shared" / "tools" / "ttyprobe.py"


@dataclass(frozen=True)
class Program:
    """A program in a terminal of 120x40: when it counts as ready, and which keys are timed."""

    name: str
    cmd: list[str]
    ready: str
    """A regular expression that must be on the screen."""
    key: list[str] = field(default_factory=lambda: ["down"])
    """The keys that are pressed in turn."""
    keys: int = 0
    """How many presses are timed."""
    setup: list[str] = field(default_factory=list)
    """Keys before the timed ones."""
    env: dict[str, str] = field(default_factory=dict)
    quit_key: str | None = None


def find_probe() -> Path | None:
    """The stopwatch's file, or None where it is not there."""
    named = os.environ.get("PORTAL_TTYPROBE")
    path = Path(named) if named else BESIDE
    return path if path.is_file() else None


def run_interleaved(probe: Path, programs: Sequence[Program], rounds: int, folder: Path) -> Runs:
    """Run all programs in turn, `rounds` times each after one round to warm up; what every run measured."""
    suite, result = folder / "suite.json", folder / "measured.json"
    suite.write_text(json.dumps({"program": [asdict(program) for program in programs]}), encoding="utf-8")
    command = [sys.executable, str(probe), "compare", str(suite), "-n", str(rounds), "--json", str(result)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    measured: dict[str, Any] = json.loads(result.read_text("utf-8"))
    runs: dict[str, list[dict[str, object]]] = measured["runs"]
    return runs
