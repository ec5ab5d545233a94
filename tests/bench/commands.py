"""How long commands take from start to end, interleaved."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from time import perf_counter

from tests.bench.budget import Runs


def time_commands(commands: Mapping[str, Sequence[str]], rounds: int, env: Mapping[str, str]) -> Runs:
    """Run every command in turn, after one round to warm up; each run's wall-clock time as `ready_ms`."""
    runs: dict[str, list[dict[str, object]]] = {name: [] for name in commands}
    environment = {**os.environ, **env}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for number in range(-1, rounds):
        for name, command in commands.items():
            started = perf_counter()
            done = subprocess.run(list(command), capture_output=True, text=True, check=False, env=environment)
            took = (perf_counter() - started) * 1000
            run: dict[str, object] = {"ready_ms": took}
            if done.returncode:
                run["error"] = f"exit code {done.returncode}: {done.stderr.strip()[-300:]}"
            if number >= 0:
                runs[name].append(run)
    return runs
