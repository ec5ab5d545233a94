"""What is installed is what was tried, and what is written is tested."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from portal.rendering.checks.project import BUILDING, CheckedProject, Demands, ProjectCheck, ProjectFault

PINNED = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[\w, -]+\])?\s*==\s*[\w.!+*-]+\s*(?:;.*|--hash.*)?\Z")
CONDA_PINNED = re.compile(r"[\w.-]+\s*={1,2}\s*[\w.*]+(?:=[\w.*]+)?\Z")
IMAGE_PINNED = re.compile(r".+(?::[\w.-]+|@sha256:[0-9a-f]{64})\Z")


def requirements_pinned(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Packages and images without an exact version."""
    for path in project.paths(".txt"):
        if path.rsplit("/", 1)[-1].startswith("requirements"):
            for number, line in project.lines(path):
                wish = line.split(" #")[0].strip()
                if wish and not wish.startswith(("#", "-r", "-c", "--")) and not PINNED.match(wish):
                    yield _loose(path, number, wish)
    for path in project.paths(".yml", ".yaml"):
        document = project.yaml(path)
        if isinstance(document.mapping().get("dependencies"), list):
            for leaf in document.leaves:
                if leaf.keys[0] == "dependencies" and not _conda_pinned(leaf.keys, leaf.value):
                    yield _loose(path, leaf.line, str(leaf.value))
    for path, document in project.azure_documents():
        image = document.mapping().get("image")
        if image is not None and not IMAGE_PINNED.match(str(image)):
            yield _loose(path, document.line_of("image"), str(image))


def _conda_pinned(keys: tuple[Any, ...], value: Any) -> bool:
    return bool((PINNED if "pip" in keys else CONDA_PINNED).match(str(value)))


def _loose(path: str, line: int, wish: str) -> ProjectFault:
    return ProjectFault(path, line, "requirements-pinned", f"{wish} names no exact version; pin it with ==")


def tests_exist(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """A project without a test that can fail."""
    if not any(_asserts(project.files[path]) for path in project.paths(".py", below="tests/") if "/test_" in path):
        yield ProjectFault("tests", 1, "tests-exist", "no test asserts anything; write tests/test_*.py")


def _asserts(source: bytes) -> bool:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return any(isinstance(inner, ast.Assert) for test in tests for inner in ast.walk(test))


def arm_parameters(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Parameter files that do not fit the infrastructure template, and parameters nobody declared."""
    path = "infrastructure/main.json"
    template = project.json(path)
    if not isinstance(template, dict):
        return
    declared = template.get("parameters", {})
    used = set(re.findall(r"parameters\('(\w+)'\)", project.text(path)))
    for name in sorted(used - declared.keys()):
        yield ProjectFault(path, 1, "arm-parameters", f"parameter {name} is used and not declared; declare it")
    needed = {name for name, facts in declared.items() if isinstance(facts, dict) and "defaultValue" not in facts}
    for stage in demands.stages:
        place = f"infrastructure/parameters/{stage}.json"
        document = project.json(place)
        given = document.get("parameters", {}) if isinstance(document, dict) else {}
        for name in sorted(needed - given.keys()):
            yield ProjectFault(place, 1, "arm-parameters", f"parameter {name} has no value; give it one")
        for name in sorted(given.keys() - declared.keys()):
            yield ProjectFault(place, 1, "arm-parameters", f"parameter {name} is not declared in {path}; remove it")


CHECKS = (
    ProjectCheck("requirements-pinned", "Packages and images have exact versions", requirements_pinned),
    ProjectCheck("tests-exist", "There are tests that can fail", tests_exist),
    ProjectCheck("arm-parameters", "The infrastructure's parameters fit its template", arm_parameters, (BUILDING,)),
)
