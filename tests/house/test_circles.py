"""No circle: no two files need each other, not even by an import inside a function or for a type alone."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.tracked import ROOT

WINGS = ("portal", "screens", "catalog")


def modules() -> dict[str, ast.Module]:
    """Every module of the program, parsed."""
    paths = [path for wing in WINGS for path in (ROOT / wing).rglob("*.py") if "template" not in path.parts]
    dotted = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): ast.parse(path.read_text("utf-8")) for path, name in dotted.items()}


def named(tree: ast.Module) -> Iterator[str]:
    """Every module that some import in a file may mean."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_file_needs_one_that_needs_it() -> None:
    known = modules()
    needs = {
        name: {one for one in named(tree) if one in known and not _holds(one, name)} for name, tree in known.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        pytest.fail(" needs ".join(reversed(circle.args[1])))


def _holds(package: str, module: str) -> bool:
    """Whether a module lies in a package: what stands in its own room is no other floor."""
    return module == package or module.startswith(f"{package}.")
