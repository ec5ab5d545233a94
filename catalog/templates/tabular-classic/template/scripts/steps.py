"""Steps of the Azure CLI: each one a command, and perhaps a look that makes it unnecessary."""

import shlex
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
Command = tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A command; it is left out when the look `unless` succeeds."""

    command: Command
    unless: Command = ()


def target(config: dict[str, Any]) -> Command:
    """The arguments that name the stage's workspace."""
    where = ("--resource-group", config["resource_group"], "--workspace-name", config["workspace"])
    return (*where, "--subscription", config["subscription_id"])


def settings(values: dict[str, Any]) -> Command:
    """`--set` arguments, one per value."""
    return ("--set", *(f"{name}={value}" for name, value in values.items()))


def tags(config: dict[str, Any]) -> dict[str, Any]:
    """The stage's tags as values for `--set`."""
    return {f"tags.{name}": value for name, value in config["tags"].items()}


def asset(kind: str, file: str, config: dict[str, Any]) -> Step:
    """Make an environment or a data asset, unless the workspace has this version already."""
    described = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    look = ("az", "ml", kind, "show", "--name", described["name"], "--version", str(described["version"]))
    return Step(("az", "ml", kind, "create", "--file", file, *target(config)), (*look, *target(config)))


def run(steps: Iterable[Step], dry_run: bool) -> int:
    """Run the steps in order and stop at the first that fails; with `dry_run` only print them."""
    for step in steps:
        print(shlex.join(step.command), flush=True)
        if dry_run:
            continue
        if step.unless and subprocess.run(step.unless, cwd=ROOT, check=False, capture_output=True).returncode == 0:
            print("  is there already")
            continue
        answer = subprocess.run(step.command, cwd=ROOT, check=False).returncode
        if answer:
            print(f"  failed with exit code {answer}")
            return answer
    return 0
