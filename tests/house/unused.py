"""Which definitions of the product nothing of the product uses: what only tests use is not needed.

It goes by names: a definition counts as used where its name is read anywhere outside of itself. So what is found is
surely unused, and one that shares its name with something else may be missed.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PLAIN = frozenset(
    ("cache", "cached_property", "classmethod", "contextmanager", "asynccontextmanager", "dataclass", "lru_cache",
     "property", "runtime_checkable", "staticmethod", "override")
)  # fmt: skip
"""Decorators that hand a definition to nobody; any other, such as that of a route, does."""
PATHS = re.compile(r"^[A-Za-z_][\w.]*(:\w+)?(\(.*)?$")
"""A string that may name a definition: `module:name`, `Class.name`, the name alone, or an act as `move(1)`."""


@dataclass(frozen=True)
class Definition:
    """One public name, at the top of a module or in a class there."""

    module: str
    name: str
    node: ast.AST

    @property
    def label(self) -> str:
        """The name with its module, as the list of exceptions writes it."""
        return f"{self.module}.{self.name}"


def unused(sources: Mapping[str, str]) -> list[str]:
    """The definitions that no source reads outside of themselves."""
    trees = {module: ast.parse(source) for module, source in sources.items()}
    read = Counter[str]()
    for tree in trees.values():
        read.update(_names_read(tree))
    found = []
    for module, tree in trees.items():
        for one in _definitions(module, tree):
            short = one.name.rpartition(".")[2]
            if read[short] <= Counter(_names_read(one.node))[short]:
                found.append(one.label)
    return sorted(found)


def _definitions(module: str, tree: ast.Module) -> Iterator[Definition]:
    for node in tree.body:
        yield from _defined(module, "", node)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if not isinstance(inner, ast.Assign | ast.AnnAssign):  # fields are what goes over the wire
                    yield from _defined(module, f"{node.name}.", inner)


def _defined(module: str, before: str, node: ast.stmt) -> Iterator[Definition]:
    names: list[str] = []
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if all(_called(one) in PLAIN for one in node.decorator_list):
            names = [node.name]
    elif isinstance(node, ast.Assign):
        names = [one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        names = [node.target.id]
    for name in names:
        if not name.startswith("_"):
            yield Definition(module, before + name, node)


def _called(decorator: ast.expr) -> str:
    """The last name of a decorator."""
    bare = decorator.func if isinstance(decorator, ast.Call) else decorator
    return bare.attr if isinstance(bare, ast.Attribute) else bare.id if isinstance(bare, ast.Name) else ""


def _names_read(tree: ast.AST) -> Iterator[str]:
    """Every name that is read; an import alone reads nothing, unless it gives another name."""
    listed = {id(one) for node in ast.walk(tree) if _is_all(node) for one in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias) and node.asname and node.asname != node.name:
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in listed:
            yield from _named_in(node.value)


def _named_in(text: str) -> Iterator[str]:
    """The definition that a string may name, with the methods by which Textual carries out an act of that name."""
    if PATHS.match(text):
        name = re.split(r"[.:]", text.partition("(")[0])[-1]
        yield from (name, f"act_{name}", f"action_{name}")


def _is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets
    )
