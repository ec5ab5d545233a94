"""Paths of a project tree: names in braces stand for answers, and no path may leave the tree.

A folder is named `src/{package_name}`: braces are legal in a file name everywhere, `<%= %>` is not on Windows.
"""

import re
from collections.abc import Iterable, Mapping

from portal.rendering.tree import RenderedFile, RenderError

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
SEGMENT = re.compile(r"[A-Za-z0-9._-]+\Z")
MAX_PATH = 200
RESERVED = frozenset({".", "..", ".git"})


def with_final_paths(files: Iterable[RenderedFile], answers: Mapping[str, object]) -> tuple[RenderedFile, ...]:
    """The files under their final names; a name that is unsafe or taken twice is a RenderError."""
    taken: dict[str, str] = {}
    final = []
    for file in files:
        path = final_path(file.path, answers)
        other = taken.setdefault(path.lower(), file.path)
        if other != file.path:
            raise RenderError(f"becomes the same path as {other}", file.path, "give each file a name of its own")
        final.append(RenderedFile(path, file.content, file.executable, file.sha256))
    return tuple(final)


def final_path(path: str, answers: Mapping[str, object]) -> str:
    """The path with each `{name}` replaced by that answer, which has to be a plain word."""

    def answer(match: re.Match[str]) -> str:
        name = match.group(1)
        value = answers.get(name)
        if not isinstance(value, str) or not SEGMENT.match(value) or value in RESERVED:
            todo = "answer with letters, digits, '.', '_' and '-' only"
            raise RenderError(f"answer '{name}' is {value!r}, which cannot be part of a path", path, todo)
        return value

    named = PLACEHOLDER.sub(answer, path)
    for segment in named.split("/"):
        if not SEGMENT.match(segment) or segment.lower() in RESERVED:
            raise RenderError(f"has the part {segment!r}", path, "use letters, digits, '.', '_' and '-' in file names")
    if len(named) > MAX_PATH:
        raise RenderError(f"is longer than {MAX_PATH} characters", path, "shorten the names")
    return named
