"""Which tests a change asks for: those that import what changed, directly or through others, the nearest first."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import grimp

from tests.house.tracked import PACKAGES, ROOT

Importers = Mapping[str, set[str]]
"""For each module, those that do not work without it."""

_NAMED = re.compile(r'"([a-z_]+(?:\.[a-z_]+)+)"|"([a-z_.]+):[a-z_]+"')
"""A module in a table from which it is imported later: whole, or as a command's `room.module:name`."""


def importers(root: Path = ROOT) -> dict[str, set[str]]:
    """Who imports whom in the project as it is on the disk, imports by name and by pytest included.

    grimp, on which import-linter stands, reads tests and all in a fifth of the time that `tests.house.imports` takes,
    which tells apart when each import is carried out; at every save of a file that is what one waits for.
    """
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    known = {module: set(graph.find_modules_that_directly_import(module)) for module in graph.modules}
    for module in graph.modules:
        package, _, last = module.rpartition(".")
        if package in known:  # a module's package is imported before it
            known[package].add(module)
        if last == "conftest":  # pytest gives it to the tests beside and below it
            known[module] |= {one for one in graph.modules if one.startswith(f"{package}.") and one != module}
        if not is_test(module):
            for name in named_in(_source(root, module), graph.modules):
                known[name].add(module)
    return known


def named_in(source: str, modules: Iterable[str]) -> set[str]:
    """The modules that a source names in strings."""
    names = {whole or f"portal.cli.{command}" for whole, command in _NAMED.findall(source)}
    return names & set(modules)


def module_of(path: Path) -> str:
    """The dotted name of a Python file, relative to the root."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def is_test(module: str) -> bool:
    """Whether pytest collects it."""
    return module.rpartition(".")[2].startswith("test_")


def modules_of(path: Path, modules: Iterable[str]) -> set[str]:
    """The modules that a changed file is of: itself, or what stands in the nearest package around a file of data."""
    if path.suffix == ".py" and (module := module_of(path)) in modules:
        return {module}
    known = set(modules)
    package = next((name for folder in path.parents if (name := ".".join(folder.parts)) in known), "")
    return {one for one in known if package and (one == package or one.rpartition(".")[0] == package)}


def nearest_tests(changed: Iterable[str], importers: Importers, heads: Mapping[str, str]) -> list[str]:
    """The test modules that a change asks for: by the imports between, then by words that names and heads share."""
    distance = dict.fromkeys(changed, 0)
    words = {word for module in distance for word in _words(module)}
    edge = list(distance)
    while edge:
        reached = {user for module in edge for user in importers.get(module, ())} - distance.keys()
        distance |= dict.fromkeys(reached, distance[edge[0]] + 1)
        edge = list(reached)

    def near(test: str) -> tuple[int, int, str]:
        return distance[test], -len(words & _words(f"{test} {heads.get(test, '')}")), test

    return sorted(filter(is_test, distance), key=near)


def heads_of(modules: Iterable[str], root: Path = ROOT) -> dict[str, str]:
    """The first line of each test module, which says what it is about."""
    return {module: _source(root, module).partition("\n")[0] for module in modules if is_test(module)}


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower())) - {"tests", "test", "portal"}


def _source(root: Path, module: str) -> str:
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text("utf-8") if file.is_file() else ""  # a folder of data is a package too
