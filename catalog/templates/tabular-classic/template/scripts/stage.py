"""Say which stage a branch serves and what its configuration is, as lines for a workflow's output file."""

import argparse
import fnmatch
from pathlib import Path
from typing import Any

import yaml

CONFIG = Path(__file__).resolve().parent.parent / "config"


def read(name: str) -> dict[str, Any]:
    """One file below config/."""
    return yaml.safe_load((CONFIG / f"{name}.yml").read_text(encoding="utf-8"))


def stage_of(branch: str) -> str | None:
    """The stage that a branch serves, or None for a branch that serves none."""
    for stage, facts in read("stages")["stages"].items():
        if fnmatch.fnmatchcase(branch, facts["branch"]):
            return stage
    return None


def outputs(stage: str, version: int | None = None) -> dict[str, str]:
    """The stage's configuration as text; a version given by hand takes the place of the configured one."""
    values = {name: value for name, value in read(stage).items() if not isinstance(value, dict)}
    if version is not None:
        values["model_version"] = version
    return {name: str(value) for name, value in values.items()}


def main() -> int:
    """Print `name=value` lines; a branch without a stage prints `stage=` only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--branch", required=True)
    parser.add_argument("--stage", default="", help="a stage chosen by hand; it has to be the branch's own")
    parser.add_argument("--version", default="", help="a model version chosen by hand")
    parser.add_argument("--artefact", default="", help="what a promotion is about; then the gate decides on the stage")
    arguments = parser.parse_args()
    stage = arguments.stage if arguments.artefact else stage_of(arguments.branch)
    if not stage:
        print("stage=")
        return 0
    if arguments.stage and arguments.stage != stage:
        raise SystemExit(f"branch {arguments.branch} serves {stage}, not {arguments.stage}; see config/stages.yml")
    if arguments.version and not arguments.version.isdigit():
        raise SystemExit(f"--version {arguments.version!r} is not a whole number")
    for name, value in outputs(stage, int(arguments.version) if arguments.version else None).items():
        print(f"{name}={value}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
