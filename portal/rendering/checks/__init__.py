"""What every project tree must keep to, as one list of checks.

`check_tree` looks at files and runs nothing of theirs, unless `run_gate` asks it to prove the gate by running it.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from portal.rendering.checks import (
    configuration,
    dependencies,
    gate,
    leftovers,
    ownership,
    references,
    secrets,
    syntax,
    workflows,
)
from portal.rendering.checks.gate_run import gate_blocks
from portal.rendering.checks.project import (
    BUILDING,
    EXPLORE,
    FACTS_FILE,
    PROFILES,
    CheckedProject,
    Demands,
    ProjectCheck,
    ProjectFault,
)
from portal.rendering.tree import RenderedFile, RenderError, read_folder

__all__ = [
    "BUILDING",
    "CHECKS",
    "EXPLORE",
    "Demands",
    "ProjectCheck",
    "ProjectFault",
    "check_folder",
    "check_tree",
    "gate_blocks",
]  # fmt: skip

_AREAS = (syntax, references, leftovers, workflows, configuration, ownership, dependencies, secrets, gate)
CHECKS: tuple[ProjectCheck, ...] = tuple(check for area in _AREAS for check in area.CHECKS)
# What tools and runs leave in a working copy.
IGNORED = frozenset(
    {
        ".git", ".venv", "venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache", ".ipynb_checkpoints",
        ".vscode", ".idea", ".DS_Store", "node_modules", "outputs", "registry", "mlruns",
    }
)  # fmt: skip


def check_tree(
    files: Iterable[RenderedFile], demands: Demands | None = None, *, run_gate: bool = False
) -> list[ProjectFault]:
    """Everything that is wrong with a project's files, in order of path and line; nothing wrong is an empty list."""
    project = CheckedProject.of(files)
    demands = demands or Demands()
    if not demands.profile:
        own = project.yaml(FACTS_FILE).mapping().get("profile")
        demands = replace(demands, profile=EXPLORE if own == EXPLORE else BUILDING)
    if demands.profile not in PROFILES:
        raise ValueError(f"profile {demands.profile!r} is none of {', '.join(PROFILES)}")
    applying = [check for check in CHECKS if demands.profile in check.profiles]
    faults = {fault for check in applying for fault in check.find(project, demands)}
    if run_gate and demands.profile == BUILDING:
        faults.update(gate_blocks(project))
    return sorted(faults)


def check_folder(folder: Path, demands: Demands | None = None, *, run_gate: bool = False) -> list[ProjectFault]:
    """The same for a working copy, without what tools and runs leave there. Raises RenderError."""
    if not folder.is_dir():
        raise RenderError("is not a folder", str(folder), "name the folder of a project")
    return check_tree(read_folder(folder, IGNORED), demands, run_gate=run_gate)
