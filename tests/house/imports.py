"""Who imports whom in the product: circles, the longest chain, and folders that grew too wide.

An edge is an import of a module, not of the packages above it, which hold no code. A circle counts whatever makes it:
imports inside functions and imports for types alone too, as a reader has to follow them all the same. The chain counts
only what is carried out when a module is loaded, which is what whoever changes the lowest module can break.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

from tests.house.tracked import ROOT, python_files

PRODUCT = ("portal", "screens", "catalog")
Graph = Mapping[str, frozenset[str]]
"""Each module with the modules that it imports."""


def product_files() -> list[Path]:
    """The modules of the product, relative to the root."""
    return [path for path in python_files() if path.parts[0] in PRODUCT]


def name_of(path: Path) -> str:
    """The dotted name of the module at a path."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def graph_of(sources: Mapping[str, str], at_load: bool = False) -> Graph:
    """The graph of modules whose sources are given by name; `at_load` leaves out imports that loading does not need."""
    return {name: frozenset(_imported(source, name, sources, at_load)) for name, source in sources.items()}


def product_sources() -> dict[str, str]:
    """Every module of the product by name, with its source."""
    return {name_of(path): (ROOT / path).read_text("utf-8") for path in product_files()}


def circles(graph: Graph) -> list[list[str]]:
    """The modules of each circle; circles that share a module are one."""
    left = _without_ends(graph)
    reached = {name: _reached(name, left) for name in left}
    found = {tuple(sorted(one for one in reached[name] if name in reached[one])) for name in left}
    return [list(circle) for circle in sorted(found) if circle]


def longest_chain(graph: Graph) -> list[str]:
    """The longest chain of modules of which each imports the next, from the top to the bottom."""
    below: dict[str, list[str]] = {}
    for name in TopologicalSorter(graph).static_order():
        below[name] = [name, *max((below[other] for other in sorted(graph.get(name, ()))), key=len, default=[])]
    return max(below.values(), key=len, default=[])


def wide_folders(paths: Iterable[Path], most: int) -> dict[str, int]:
    """The folders in which more than `most` modules stand beside each other, with how many."""
    counts: dict[str, int] = {}
    for path in paths:
        counts[str(path.parent)] = counts.get(str(path.parent), 0) + 1
    return {folder: count for folder, count in sorted(counts.items()) if count > most}


def _without_ends(graph: Graph) -> Graph:
    """What is left when whoever imports nothing and whoever nobody imports is taken away, again and again."""
    left = graph
    while True:
        imported = {other for to in left.values() for other in to}
        gone = {name for name, to in left.items() if not to or name not in imported}
        if not gone:
            return left
        left = {name: to - gone for name, to in left.items() if name not in gone}


def _reached(start: str, graph: Graph) -> set[str]:
    """Every module that one leads to, by any number of steps but none."""
    found: set[str] = set()
    todo = [start]
    while todo:
        new = graph[todo.pop()] - found
        found |= new
        todo += new
    return found


def _imported(source: str, importer: str, known: Mapping[str, str], at_load: bool) -> Iterator[str]:
    tree = ast.parse(source)
    for node in _carried_out(tree.body) if at_load else ast.walk(tree):
        for name in _named(node, known):
            if name != importer:
                yield name


def _named(node: ast.AST, known: Mapping[str, str]) -> Iterator[str]:
    """The modules that one statement imports; `from package import module` means the module."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for alias in node.names:
            inner = f"{node.module}.{alias.name}"
            if inner in known or node.module in known:
                yield inner if inner in known else node.module


def _carried_out(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that loading a module carries out: no bodies of functions, nothing for type checkers alone."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _carried_out(node.orelse)
            continue
        yield node
        for part in ("body", "orelse", "finalbody"):
            yield from _carried_out(getattr(node, part, ()))
        for handler in getattr(node, "handlers", ()):
            yield from _carried_out(handler.body)
