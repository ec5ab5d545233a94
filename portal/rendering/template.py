"""A template's folder: what it may hold and say, checked before anything of it runs."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from portal.rendering.tree import RenderedFile, RenderError, digest_of, read_folder

SETTINGS_FILE = "copier.yml"
SUBDIRECTORY = "template"
SUFFIX = ".jinja"
IGNORED = frozenset({"__pycache__", ".DS_Store", "template.yaml"})
# `[[ ]]` would turn df[["a","b"]] into a tuple; `{{ }}` and `${{ }}` belong to CI and to Azure ML.
DELIMITERS: dict[str, object] = {
    "variable_start_string": "<%=",
    "variable_end_string": "%>",
    "block_start_string": "<%",
    "block_end_string": "%>",
    "comment_start_string": "<%#",
    "comment_end_string": "%>",
    "keep_trailing_newline": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "undefined": "jinja2.StrictUndefined",
}
FIXED: dict[str, object] = {"_subdirectory": SUBDIRECTORY, "_templates_suffix": SUFFIX, "_envops": DELIMITERS}
FREE = frozenset({"_min_copier_version", "_exclude"})


def read_template(folder: Path) -> tuple[RenderedFile, ...]:
    """All that a rendering reads from a template's folder: its copier.yml and its tree. Anything unsafe is refused."""
    if not (folder / SETTINGS_FILE).is_file() or not (folder / SUBDIRECTORY).is_dir():
        todo = f"put {SETTINGS_FILE} and a folder {SUBDIRECTORY}/ there"
        raise RenderError("is not a template", str(folder.name), todo)
    files = read_folder(folder, IGNORED)
    for file in files:
        _check_place(file.path)
    settings = next(file for file in files if file.path == SETTINGS_FILE)
    check_settings(settings.content)
    return files


def template_digest(folder: Path) -> str:
    """SHA-256 over everything of the template that a rendering depends on, besides the answers."""
    return digest_of(read_template(folder))


def check_settings(content: bytes) -> None:
    """Refuses a copier.yml that asks for more than plain rendering with the fixed delimiters."""
    settings = _parsed(content)
    for name, value in settings.items():
        if name in FIXED and value != FIXED[name]:
            raise RenderError(f"{name} is not the fixed one", SETTINGS_FILE, f"write {name}: {FIXED[name]}")
        if name not in FIXED and name not in FREE:
            what = f"sets {name}" if str(name).startswith("_") else f"asks the question {name}"
            todo = "questions stand in template.yaml; tasks, migrations, extensions and outside data are refused"
            raise RenderError(what, SETTINGS_FILE, todo)
    for name in FIXED.keys() - settings.keys():
        raise RenderError(f"{name} is missing", SETTINGS_FILE, f"write {name}: {FIXED[name]}")
    exclude = settings.get("_exclude", [])
    if not isinstance(exclude, list) or not all(isinstance(pattern, str) for pattern in exclude):
        raise RenderError("_exclude is not a list of text", SETTINGS_FILE, "write one pattern a line, in quotes")


def exclusions(files: Iterable[RenderedFile]) -> tuple[str, ...]:
    """The patterns of copier.yml that leave files out, which may hold template code."""
    settings = next(file for file in files if file.path == SETTINGS_FILE)
    patterns = _parsed(settings.content).get("_exclude", [])
    return tuple(str(pattern) for pattern in patterns) if isinstance(patterns, list) else ()


def _parsed(content: bytes) -> dict[object, object]:
    try:
        settings = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise RenderError(f"cannot be read ({reason})", SETTINGS_FILE, "write plain YAML without tags") from None
    if not isinstance(settings, dict):
        raise RenderError("is not a mapping", SETTINGS_FILE, "write `name: value` lines")
    return settings


def _check_place(path: str) -> None:
    top = path.split("/")[0]
    if path != SETTINGS_FILE and top != SUBDIRECTORY:
        raise RenderError("stands beside the tree", path, f"a template holds {SETTINGS_FILE} and {SUBDIRECTORY}/ only")
    if ".git" in path.split("/"):
        raise RenderError("is inside a Git folder", path, "remove the .git folder")
    if "<%" in path or "%>" in path:
        raise RenderError("has template code in its name", path, "name an answer in braces, such as {package_name}")
