"""Workflows of local repositories: each run is a process of its own, which outlives the one that started it."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from portal.code_hosts.model import RepositoryError, WorkflowRun
from portal.code_hosts.workflow import read_workflow

RESULT, LOG = "result.json", "log.txt"
"""The files of a run: how it ended, and what it said."""
BEGUN = "begun"
_MARK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,150}\Z")
_SECONDS_TO_BEGIN = 60


@dataclass(frozen=True)
class LocalPipelines:
    """Runs below `runs`, of the bare repositories below `repositories`."""

    repositories: Path
    runs: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the commands are told, besides their inputs; secrets are among it, so it is never written anywhere."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Texts that no log may show."""
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Commands that a run finds on its path, by name: the arguments of this program's Python."""

    def dispatch(self, name: str, workflow: str, ref: str, inputs: Mapping[str, str], mark: str) -> None:
        """Begins a run; one of that mark is begun once, however often it is asked for. Raises RepositoryError."""
        repository = self.repositories / f"{name}.git"
        found = read_workflow(repository, workflow, ref, inputs)
        order = {
            "run": str(self._place(name, mark)), "repository": str(repository), "ref": ref,
            "steps": list(found.commands), "seconds": found.minutes * 60, "commands": self.commands,
            "environment": {**self.environment, **{word.upper(): text for word, text in inputs.items()}},
            "secrets": list(self.secrets),
        }  # fmt: skip
        command = [sys.executable, "-P", "-m", "portal.code_hosts.run_workflow"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            cwd=self.repositories,
        )  # fmt: skip
        if _told(process, json.dumps(order).encode()) != BEGUN:
            raise RepositoryError("the run did not begin", f"{name}, {workflow}", "look at the machine's load and disk")

    def find_run(self, name: str, workflow: str, mark: str) -> WorkflowRun | None:
        """How the run of that mark stands, or None when there is none."""
        place = self._place(name, mark)
        if not place.is_dir():
            return None
        url = (place / LOG).as_uri()
        ended = _result(place)
        if ended is None and _lives(place):
            return WorkflowRun(mark, "running", url)
        # Looked for once more: it may have ended between the two looks.
        state, detail = ended or _result(place) or ("failed", "its process was ended before it was done")
        return WorkflowRun(mark, "succeeded" if state == "succeeded" else "failed", url, detail)

    def _place(self, name: str, mark: str) -> Path:
        if not _MARK.match(mark) or ".." in mark:
            raise RepositoryError("a run cannot be marked so", mark[:80], "use letters, digits, '.', '-' and '/'")
        return self.runs / name / mark.replace("/", "+")


def _told(process: subprocess.Popen[bytes], order: bytes) -> str:
    """What a run says when it has its order; it goes on by itself, and a thread sees it end."""
    assert process.stdin is not None and process.stdout is not None
    impatience = threading.Timer(_SECONDS_TO_BEGIN, process.kill)
    impatience.start()
    try:
        with process.stdin, process.stdout:
            process.stdin.write(order)
            process.stdin.close()
            return process.stdout.read().decode(errors="replace")
    except BrokenPipeError:
        return ""
    finally:
        impatience.cancel()
        threading.Thread(target=process.wait, daemon=True).start()


def lock_of(place: Path) -> FileLock:
    """The lock that a run holds from before its folder is there until it has ended."""
    return FileLock(place.with_name(f".{place.name}.lock"), timeout=0)


def _lives(place: Path) -> bool:
    """Whether the process of a run holds its lock."""
    try:
        with lock_of(place):
            return False
    except Timeout:
        return True


def _result(place: Path) -> tuple[str, str] | None:
    try:
        found = json.loads((place / RESULT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return str(found["state"]), str(found["detail"])


def write_result(place: Path, state: str, detail: str) -> None:
    """Writes how a run ended, whole or not at all."""
    half = place / f"{RESULT}.new"
    half.write_text(json.dumps({"state": state, "detail": detail}), encoding="utf-8")
    os.replace(half, place / RESULT)
