"""A workflow of a local repository runs once, by itself, knowing only what it is told, and its end is found again."""

import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from portal.code_hosts import RepositoryError, WorkflowRun
from portal.code_hosts.local import publish
from portal.code_hosts.pipelines import LocalPipelines
from tests.code_hosts.trees import AT, AUTHOR, File, Files

MARK = "R-7/dispatch"
SECRET = "a-token-of-the-server"
WAIT_SECONDS = 60
HEAD = """
on:
  workflow_dispatch:
    inputs:
      version: {}
jobs:
  deploy:
    timeout-minutes: 2
    steps:
      - uses: actions/checkout@v4
      - name: "Set up: packages"
        run: exit 9
"""


def place(folder: Path, *commands: str, minutes: int | None = None) -> LocalPipelines:
    """A repository whose workflow runs these commands."""
    steps = "".join(f"      - run: {command}\n" for command in commands)
    head = HEAD if minutes is None else HEAD.replace("timeout-minutes: 2", f"timeout-minutes: {minutes}")
    files = Files(File(".github/workflows/deploy.yml", (head + steps).encode()), File("word.txt", b"cloned\n"))
    publish(files, folder / "churn.git", author=AUTHOR, message="Begin", at=AT)
    return LocalPipelines(folder, folder / "runs", {"PORTAL_TOKEN": SECRET}, (SECRET,))


def ended(pipelines: LocalPipelines, mark: str = MARK) -> WorkflowRun:
    """A run when it is over."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        found = pipelines.find_run("churn", "deploy.yml", mark)
        assert found is not None
        if found.state != "running":
            return found
        time.sleep(0.02)
    raise AssertionError("the run does not end")


def dispatch(pipelines: LocalPipelines, inputs: Mapping[str, str] | None = None) -> None:
    """Begins the run."""
    pipelines.dispatch("churn", "deploy.yml", "main", {"version": "13"} if inputs is None else inputs, MARK)


def log_of(folder: Path) -> str:
    """What the run said."""
    return (folder / "runs" / "churn" / MARK.replace("/", "+") / "log.txt").read_text("utf-8")


def test_its_commands_run_in_a_clone_with_its_inputs_and_nothing_of_the_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_THE_SERVER", "must not be seen")
    pipelines = place(tmp_path, "cat word.txt", "echo version $VERSION", "env", "printf 'a\\033]52;c;eA==\\007b'")
    assert pipelines.find_run("churn", "deploy.yml", MARK) is None
    dispatch(pipelines)
    found = ended(pipelines)
    assert (found.state, found.url) == ("succeeded", (tmp_path / "runs/churn/R-7+dispatch/log.txt").as_uri())
    told = log_of(tmp_path)
    assert "cloned\n" in told
    assert "version 13\n" in told
    assert "PORTAL_TOKEN=***" in told
    assert SECRET not in told + found.detail
    assert "OF_THE_SERVER" not in told
    assert "\x1b" not in told
    assert sorted(os.listdir(tmp_path / "runs/churn/R-7+dispatch")) == ["log.txt", "result.json"]


def test_it_is_begun_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    pipelines = place(tmp_path, f"echo once >> {tmp_path}/times")
    for _ in range(2):
        dispatch(pipelines)
        assert ended(pipelines).state == "succeeded"
    dispatch(pipelines)
    assert (tmp_path / "times").read_text("utf-8") == "once\n"


def test_a_command_that_fails_ends_it_with_its_last_words(tmp_path: Path) -> None:
    pipelines = place(tmp_path, "echo the gate says no; exit 3", f"touch {tmp_path}/never")
    dispatch(pipelines)
    found = ended(pipelines)
    assert found.state == "failed"
    assert found.detail.startswith("exit code 3: ")
    assert found.detail.endswith("the gate says no")
    assert not (tmp_path / "never").exists()


def test_one_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    pipelines = place(tmp_path, "sleep 600 & sleep 600", minutes=0)
    dispatch(pipelines)
    assert ended(pipelines).detail == "it took too long and was ended"


def test_one_whose_process_was_killed_has_failed(tmp_path: Path) -> None:
    pipelines = place(tmp_path, f"echo $PPID > {tmp_path}/parent; sleep 600")
    dispatch(pipelines)
    until = time.monotonic() + WAIT_SECONDS
    while not (tmp_path / "parent").exists() or not (tmp_path / "parent").read_text("utf-8").strip():
        assert time.monotonic() < until
        time.sleep(0.02)
    runner = (tmp_path / "parent").read_text("utf-8").strip()
    left = subprocess.run(["ps", "-o", "pid=", "--ppid", runner], capture_output=True, text=True, check=False)
    for process in (runner, *left.stdout.split()):
        os.kill(int(process), 9)
    found = ended(pipelines)
    assert (found.state, found.detail) == ("failed", "its process was ended before it was done")


@pytest.mark.parametrize(
    ("workflow", "ref", "inputs", "told"),
    [
        ("deploy.yml", "nowhere", {}, "no such branch or workflow"),
        ("other.yml", "main", {}, "no such branch or workflow"),
        ("../deploy.yml", "main", {}, "no such workflow"),
        ("deploy.yml", "main", {"stage": "prod"}, "does not take the inputs stage"),
    ],
)
def test_what_is_not_there_or_not_declared_is_refused(
    tmp_path: Path, workflow: str, ref: str, inputs: dict[str, str], told: str
) -> None:
    pipelines = place(tmp_path, "true")
    with pytest.raises(RepositoryError, match=told):
        pipelines.dispatch("churn", workflow, ref, inputs, MARK)
    assert pipelines.find_run("churn", "deploy.yml", MARK) is None


def test_a_command_that_only_a_code_host_can_fill_in_is_refused(tmp_path: Path) -> None:
    pipelines = place(tmp_path, "echo ${{ inputs.version }}")
    with pytest.raises(RepositoryError, match="pass it as an environment variable"):
        dispatch(pipelines)
