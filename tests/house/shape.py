"""The shape of the code: how long a module and a function may be, and what a class may not be called.

Run by `make check` as `python -m tests.house.shape`.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.tracked import ROOT, python_files

MODULE_LINES = 300
FUNCTION_LINES = 60
EMPTY_WORDS = ("Manager", "Helper", "Helpers", "Util", "Utils")


def shape_faults(source: str, path: Path) -> Iterator[str]:
    """What one module's source breaks, each as `file:line: what`."""
    length = len(source.splitlines())
    if length > MODULE_LINES:
        yield f"{path}:1: the module has {length} lines, {MODULE_LINES} are allowed"
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name}() has {lines} lines, {FUNCTION_LINES} are allowed"
        elif isinstance(node, ast.ClassDef) and node.name.endswith(EMPTY_WORDS):
            yield f"{path}:{node.lineno}: class {node.name}: say what it is; {', '.join(EMPTY_WORDS)} say nothing"


def house_faults() -> list[str]:
    """What the whole project breaks."""
    return [fault for path in python_files() for fault in shape_faults((ROOT / path).read_text("utf-8"), path)]


def main() -> int:
    """Print every fault; the exit code is 1 when there is one."""
    faults = house_faults()
    print("\n".join(faults) if faults else f"shape: {sum(1 for _ in python_files())} modules, no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
