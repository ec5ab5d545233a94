"""The git command, run as if nobody had configured it: no settings of a person or machine, no hooks, no questions."""

import os
import subprocess
from pathlib import Path

from portal.code_hosts.model import RepositoryError

SECONDS = 60
# Everything is written to disk before it counts, so that a power cut loses no published repository.
OPTIONS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsync=all", "-c", "fastimport.unpackLimit=1")


def git(repository: Path, *arguments: str, stdin: bytes = b"") -> str:
    """What a git command prints. One that fails is a RepositoryError with git's own last line."""
    done = run(repository, *arguments, stdin=stdin)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
        raise RepositoryError(
            f"git {arguments[0]} failed ({lines[-1][:300]})", str(repository), "look at the repository"
        )
    return done.stdout.decode("utf-8", errors="replace").strip()


def run(repository: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A finished git command, whatever its exit code."""
    command = ["git", *OPTIONS, "--git-dir", str(repository), *arguments]
    try:
        return subprocess.run(
            command, input=stdin, capture_output=True, env=bare_environment(), timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise RepositoryError("the command git is not installed", "this machine", "install git") from None
    except subprocess.TimeoutExpired:
        todo = "look at the disk it lies on"
        raise RepositoryError(f"git {arguments[0]} took longer than {SECONDS} s", str(repository), todo) from None


def bare_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP") if name in os.environ}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
