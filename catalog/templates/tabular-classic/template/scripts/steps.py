"""Steps of the Azure CLI: each one a command, perhaps a look that makes it unnecessary, or a probe that is measured."""

import json
import math
import shlex
import subprocess
import time
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
    then: Command = ()
    """A command that waits for the job which the first one has begun."""
    tries: int = 0
    """How often the command is tried as a probe, each time measured; 0 is no probe."""


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


def show(command: Command) -> dict[str, Any]:
    """What a command of the Azure CLI shows, or nothing when it fails."""
    answer = subprocess.run((*command, "--output", "json"), cwd=ROOT, check=False, capture_output=True, text=True)
    found = json.loads(answer.stdout) if answer.returncode == 0 and answer.stdout.strip() else {}
    return found if isinstance(found, dict) else {}


def probe(step: Step) -> dict[str, Any]:
    """Try a step several times: how many answers were errors, and within how many milliseconds 95 of 100 came.

    That includes the start of the Azure CLI, so it is an upper bound.
    """
    took, errors = [], 0
    for _ in range(step.tries):
        began = time.monotonic()
        answer = subprocess.run(step.command, cwd=ROOT, check=False, capture_output=True, text=True)
        code = answer.returncode
        if code == 0 and step.then:
            name = str(json.loads(answer.stdout).get("name", ""))
            code = subprocess.run((*step.then, "--name", name), cwd=ROOT, check=False, capture_output=True).returncode
        took.append(1000 * (time.monotonic() - began))
        if code:
            errors += 1
            print("  " + (answer.stderr.strip().splitlines() or [f"exit code {code}"])[-1])
    slowest = sorted(took)[math.ceil(0.95 * len(took)) - 1]
    return {"requests": step.tries, "error_percent": 100 * errors / step.tries, "p95_ms": round(slowest)}


def run(steps: Iterable[Step], dry_run: bool, probes: list[dict[str, Any]] | None = None) -> int:
    """Run the steps in order and stop at the first that fails; with `dry_run` only print them.

    What a probe measured is appended to `probes`; one with an error stops everything.
    """
    for step in steps:
        print(shlex.join(step.command), flush=True)
        if dry_run:
            continue
        if step.unless and subprocess.run(step.unless, cwd=ROOT, check=False, capture_output=True).returncode == 0:
            print("  is there already")
            continue
        if step.tries:
            measured = probe(step)
            print(f"  {measured['requests']} tried, {measured['error_percent']:g} % errors, {measured['p95_ms']} ms")
            if probes is not None:
                probes.append(measured)
            answer = 1 if measured["error_percent"] else 0
        else:
            answer = subprocess.run(step.command, cwd=ROOT, check=False).returncode
        if answer:
            print(f"  failed with exit code {answer}")
            return answer
    return 0
