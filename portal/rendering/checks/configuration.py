"""The stages' configurations belong together, mean what they say, and name nothing that is retired."""

import re
from collections.abc import Iterator
from typing import Any

from portal.rendering.checks.documents import YamlDocument
from portal.rendering.checks.project import BUILDING, CheckedProject, Demands, ProjectCheck, ProjectFault

STAGES_FILE = "config/stages.yml"
OLD_BOOLEANS = frozenset({"yes", "no", "on", "off", "y", "n"})
QUOTED_BOOLEANS = frozenset({"true", "false", "yes", "no"})
SIZE = re.compile(r"\bStandard_[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*\b", re.IGNORECASE)
SIZED = (".yml", ".yaml", ".json", ".py", ".bicep", ".tf", ".tfvars", ".sh", ".md")


def stage_configurations(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Stages without a configuration, and keys that one stage has and another lacks."""
    keys: dict[str, set[str]] = {}
    for stage in demands.stages:
        path = f"config/{stage}.yml"
        facts = project.yaml(path).mapping()
        if not facts:
            yield ProjectFault(path, 1, "stage-configurations", f"stage {stage} has no configuration; add this file")
            continue
        keys[stage] = set(facts)
        if facts.get("stage") != stage:
            message = f"this file says stage {facts.get('stage')!r}; write {stage}"
            yield ProjectFault(path, project.yaml(path).line_of("stage"), "stage-configurations", message)
    everything = set().union(*keys.values()) if keys else set()
    for stage, own in keys.items():
        for key in sorted(everything - own):
            message = f"{key} is set for another stage and missing here; set it for every stage"
            yield ProjectFault(f"config/{stage}.yml", 1, "stage-configurations", message)


def branch_map(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Workflows that follow other branches than the one place that maps branches to stages."""
    mapped = branches_by_stage(project)
    for stage in demands.stages:
        if stage not in mapped:
            yield ProjectFault(
                STAGES_FILE, 1, "branch-map", f"stage {stage} has no branch; name the branch that serves it"
            )
    if len(set(mapped.values())) != len(mapped):
        yield ProjectFault(
            STAGES_FILE, 1, "branch-map", "two stages share a branch; give each stage a branch of its own"
        )
    for path, document in project.workflows():
        followed = _pushed_branches(document)
        line = document.line_of("on", "push", "branches")
        for branch in followed:
            if branch not in mapped.values():
                message = f"branch {branch} serves no stage; mend it here or in {STAGES_FILE}"
                yield ProjectFault(path, line, "branch-map", message)
        lacking = set(mapped.values()) - set(followed)
        if "deploy" in path.rsplit("/", 1)[-1] and lacking:
            message = f"{', '.join(sorted(lacking))} would not be deployed; follow every branch of {STAGES_FILE}"
            yield ProjectFault(path, line, "branch-map", message)


def branches_by_stage(project: CheckedProject) -> dict[str, str]:
    """Which branch serves which stage, as config/stages.yml says."""
    stages = project.yaml(STAGES_FILE).mapping("stages")
    return {
        name: str(facts["branch"]) for name, facts in stages.items() if isinstance(facts, dict) and "branch" in facts
    }


def _pushed_branches(document: YamlDocument) -> list[str]:
    push: Any = document.mapping("on", "push").get("branches", [])
    return [str(branch) for branch in push] if isinstance(push, list) else []


def boolean_traps(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Values that one reader takes for yes or no and another for text."""
    for path in project.paths(".yml", ".yaml"):
        for leaf in project.yaml(path).leaves:
            text = str(leaf.value).lower()
            plain = not leaf.quoted and isinstance(leaf.value, str) and text in OLD_BOOLEANS
            quoted = leaf.quoted and text in QUOTED_BOOLEANS and path.startswith("config/") and "tags" not in leaf.keys
            if plain or quoted:
                message = f"{leaf.value!r} is text to some readers and yes or no to others; write true or false bare"
                yield ProjectFault(path, leaf.line, "boolean-traps", message)


def blocked_sizes(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Compute sizes that the catalogue blocks."""
    blocked = {_plain_size(size) for size in demands.blocked_sizes}
    for path in project.paths(*SIZED):
        for number, line in project.lines(path):
            for size in SIZE.findall(line):
                if _plain_size(size) in blocked:
                    message = f"{size} is blocked in the catalogue; choose its successor there"
                    yield ProjectFault(path, number, "blocked-sizes", message)


def _plain_size(size: str) -> str:
    """`Standard_NC4as_T4_v3` and `nc4as-t4-v3` are one size."""
    return size.lower().removeprefix("standard_").replace("_", "-")


CHECKS = (
    ProjectCheck("stage-configurations", "Every stage has a configuration with the same keys", stage_configurations),
    ProjectCheck("branch-map", "Workflows follow the branches that serve the stages", branch_map, (BUILDING,)),
    ProjectCheck("boolean-traps", "No value is yes or no to one reader and text to another", boolean_traps),
    ProjectCheck("blocked-sizes", "No blocked compute size is named", blocked_sizes),
)
