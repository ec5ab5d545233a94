"""A workflow of a repository as the local runner understands it: the commands of one job, and the inputs it takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from portal.code_hosts.git import run
from portal.code_hosts.model import RepositoryError

FOLDER = ".github/workflows"
SET_UP = "Set up"
"""Steps whose name begins so prepare a machine of the code host; here there is nothing to prepare."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml\Z")
_INPUT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}\Z")
_LONGEST_MINUTES = 360


@dataclass(frozen=True, slots=True)
class Workflow:
    """What is run of a workflow, one command after the other, and for how long at most."""

    commands: tuple[str, ...]
    minutes: int


def read_workflow(repository: Path, workflow: str, ref: str, inputs: Mapping[str, str]) -> Workflow:
    """The job of a workflow file that is named as the file, on a branch. Raises RepositoryError.

    As a code host does, it refuses inputs that the workflow does not declare.
    """
    where = f"{repository.name}, {ref}:{FOLDER}/{workflow}"
    if not _NAME.match(workflow) or not repository.is_dir():
        raise RepositoryError("there is no such workflow", where, "look at the repository")
    shown = run(repository, "show", f"refs/heads/{ref}:{FOLDER}/{workflow}")
    if shown.returncode:
        raise RepositoryError("there is no such branch or workflow", where, "look at the repository")
    try:
        found = yaml.load(shown.stdout, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, UnicodeDecodeError):
        raise RepositoryError("is not YAML", where, "mend the workflow") from None
    document = found if isinstance(found, dict) else {}
    _check_inputs(document, inputs, where)
    job = _mapping(_mapping(document.get("jobs")).get(workflow.rsplit(".", 1)[0]))
    commands = tuple(_commands(job, where))
    if not commands:
        todo = f"let it have a job '{workflow.rsplit('.', 1)[0]}' with steps that run something"
        raise RepositoryError("runs nothing that can be run here", where, todo)
    minutes = str(job.get("timeout-minutes", "60"))
    return Workflow(commands, min(int(minutes), _LONGEST_MINUTES) if minutes.isdecimal() else 60)


def _check_inputs(document: Mapping[str, Any], inputs: Mapping[str, str], where: str) -> None:
    started = _mapping(document.get("on")).get("workflow_dispatch")
    if started is None:
        raise RepositoryError("cannot be started from outside", where, "let it have `on: workflow_dispatch`")
    declared = _mapping(_mapping(started).get("inputs"))
    unknown = sorted(name for name in inputs if name not in declared or not _INPUT.match(name))
    if unknown:
        raise RepositoryError(f"does not take the inputs {', '.join(unknown)}", where, "declare them in the workflow")


def _commands(job: Mapping[str, Any], where: str) -> list[str]:
    listed = job.get("steps")
    found = []
    for step in listed if isinstance(listed, list) else []:
        if not isinstance(step, dict) or "run" not in step or str(step.get("name", "")).startswith(SET_UP):
            continue
        command = str(step["run"])
        if "${{" in command:
            raise RepositoryError("has a command with an expression", where, "pass it as an environment variable")
        found.append(command)
    return found


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
