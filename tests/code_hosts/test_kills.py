"""A process that is killed while it publishes leaves all of a repository or nothing, and the next one finishes."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.code_hosts.local import read_head
from tests.code_hosts.trees import publish_small

ROOT = Path(__file__).resolve().parents[2]
# Each point counts a call that changes the disk; the process dies just before or just after it.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from portal.code_hosts import local
from tests.code_hosts.trees import publish_small

point, target, calls = sys.argv[1], Path(sys.argv[2]), 0

def dying(original, name):
    def call(*arguments, **more):
        if point == f"before {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = original(*arguments, **more)
        if point == f"after {name}":
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return call

git = local.git
local.git = lambda folder, verb, *rest, **more: dying(git, verb)(folder, verb, *rest, **more)
local.os.replace = dying(os.replace, "move")
local.tempfile.mkdtemp = dying(local.tempfile.mkdtemp, "mkdtemp")
local.shutil.rmtree = dying(local.shutil.rmtree, "cleaning")
publish_small(target)
"""
POINTS = [
    ("before mkdtemp", False),
    ("after mkdtemp", False),
    ("after init", False),
    ("before fast-import", False),
    ("after fast-import", False),
    ("after rev-parse", False),
    ("before move", False),
    ("after move", True),
    ("before cleaning", True),
]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot kill itself this way on Windows")
@pytest.mark.parametrize(("point", "whole"), POINTS)
def test_a_kill_leaves_all_or_nothing(tmp_path: Path, point: str, whole: bool) -> None:
    target = tmp_path / "churn.git"
    command = [sys.executable, "-c", PROGRAM, point, str(target)]
    killed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert target.exists() is whole
    commit = publish_small(target)
    head = read_head(target)
    assert head is not None
    assert head.branches == {"main": commit.sha, "develop": commit.sha}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".churn.git.lock", "churn.git"]
