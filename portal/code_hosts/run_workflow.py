"""One run of a workflow: `python -m portal.code_hosts.run_workflow`, with its order as JSON on standard input.

It clones the branch into its own folder and runs the commands there one by one, with nothing of the surroundings but
the path, and what the order says. A command that fails ends it, and so does the deadline.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from filelock import Timeout

from portal.code_hosts.git import OPTIONS, bare_environment
from portal.code_hosts.pipelines import BEGUN, LOG, lock_of, write_result
from portal.contract.plaintext import one_line

LONGEST_LOG = 200_000
"""Characters of a run's log that are kept."""
_TOLD_LINES = 3
_SHORTEST_SECRET = 6


class Failed(Exception):
    """The run failed, and why."""


def main() -> int:
    """Runs what standard input orders; a run that is there already is left alone."""
    order = json.loads(sys.stdin.read())
    place = Path(order["run"])
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(Timeout), lock_of(place):
        if not place.exists():
            place.mkdir(mode=0o700)
            _say_begun()
            _see_to_the_end(order, place)
            return 0
    _say_begun()
    return 0


def _see_to_the_end(order: Mapping[str, Any], place: Path) -> None:
    with open(place / LOG, "w", encoding="utf-8") as log:
        try:
            state, detail = "succeeded", " · ".join(_carry_out(order, place, Log(log, order["secrets"])))
        except Failed as why:
            state, detail = "failed", str(why)
        except Exception as fault:  # whatever it is, whoever waits has to learn that it is over
            state, detail = "failed", f"the runner broke: {type(fault).__name__}"
    for folder in ("tree", "bin", "home"):
        shutil.rmtree(place / folder, ignore_errors=True)
    write_result(place, state, detail)


class Log:
    """Lines as they come, without secrets and control characters; the last few are remembered."""

    def __init__(self, file: TextIO, secrets: Sequence[str]) -> None:
        self._file, self._left = file, LONGEST_LOG
        self._secrets = [one for one in secrets if len(one) >= _SHORTEST_SECRET]
        self.last: list[str] = []

    def take(self, text: str) -> None:
        """Keeps a line."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        line = one_line(text)
        if line.strip():
            self.last = [*self.last, line.strip()[:300]][-_TOLD_LINES:]
        if self._left > 0:
            self._file.write(line[: self._left] + "\n")
            self._file.flush()
            self._left -= len(line) + 1


def _say_begun() -> None:
    """Tells whoever started it, and lets go of them."""
    sys.stdout.write(BEGUN)
    sys.stdout.flush()
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _carry_out(order: Mapping[str, Any], place: Path, log: Log) -> list[str]:
    ends = time.monotonic() + order["seconds"]
    tree = place / "tree"
    repository = Path(order["repository"]).as_uri()
    clone = ["git", *OPTIONS, "clone", "--quiet", "--depth", "1", "--branch", order["ref"], repository, str(tree)]
    _run(clone, place, bare_environment(), ends, log)
    environment = _surroundings(order, place)
    for command in order["steps"]:
        log.take(f"$ {command.strip()}")
        _run(["sh", "-eu", "-c", command], tree, environment, ends, log)
    return log.last


def _surroundings(order: Mapping[str, Any], place: Path) -> dict[str, str]:
    """The environment of the commands: a home of their own, and first on the path what they are to find."""
    for folder in ("bin", "home"):
        (place / folder).mkdir()
    own = {"python": (), "python3": (), **order["commands"]}
    for name, arguments in own.items():
        file = place / "bin" / name
        file.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, *arguments])} "$@"\n', encoding="utf-8")
        file.chmod(0o700)
    path = os.pathsep.join([str(place / "bin"), os.defpath])
    home = str(place / "home")
    fixed = {"PATH": path, "HOME": home, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    return {**order["environment"], **fixed, "PORTAL_HOME": home}


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str], ends: float, log: Log) -> None:
    """One command with all that it starts. Raises Failed when it fails, or when time is up."""
    process = subprocess.Popen(
        command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    late = threading.Event()

    def stop() -> None:
        late.set()
        _end(process)

    watch = threading.Timer(max(0.0, ends - time.monotonic()), stop)
    watch.start()
    try:
        for line in _lines(process):
            log.take(line)
        code = process.wait()
    finally:
        watch.cancel()
        _end(process)
    if late.is_set():
        raise Failed("it took too long and was ended")
    if code:
        said = " · ".join(log.last)
        raise Failed(f"exit code {code}: {said}"[:900])


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    assert process.stdout is not None
    while raw := process.stdout.readline(10_000):
        yield raw.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a command and whatever it left running."""
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    elif process.poll() is None:
        process.kill()


if __name__ == "__main__":
    raise SystemExit(main())
