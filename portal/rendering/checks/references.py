"""Every path that a file names is there, and nothing is taken in whatever version is the latest."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from portal.rendering.checks.documents import Leaf, YamlDocument
from portal.rendering.checks.project import BUILDING, CheckedProject, Demands, ProjectCheck, ProjectFault

PATH_KEYS = frozenset({"code", "path", "conda_file", "component", "dockerfile_path", "local_path"})
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|\$\{\{|/|git\+)")
MODULE = re.compile(r"python3? -m ([A-Za-z_][\w.]*)")
SCRIPT = re.compile(r"python3? ([\w./-]+\.py)\b")
FILE = re.compile(r"(?<![\w./*\"$-])@?((?:[\w.-]+/)*[\w.-]+\.(?:py|ya?ml|json|txt|sh|toml|bicep|csv))(?![\w/.*-])")
WRITTEN = re.compile(r"(?:>>?|\btee)\s*([\w./-]+)")
INSTALLED = frozenset({"pip", "pytest", "ruff", "build", "venv", "mypy", "coverage", "pre_commit", "compileall"})
ASSET = re.compile(r"azureml:([\w.-]+):([\w.]+)\Z")
LATEST = re.compile(r"@latest\b|(?<=[\w-]):latest\b|/labels/latest\b|\blatest-pypi-version\b")


def azure_paths(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Paths, scoring scripts and modules that Azure ML would not find."""
    for path, document in project.azure_documents():
        for leaf in document.leaves:
            yield from _azure_leaf(project, path, document, leaf)


def _azure_leaf(project: CheckedProject, path: str, document: YamlDocument, leaf: Leaf) -> Iterator[ProjectFault]:
    if not isinstance(leaf.value, str):
        return
    code = _beside(document.value, leaf).get("code")
    base = posixpath.dirname(path)
    if leaf.keys[-1] in PATH_KEYS and not ELSEWHERE.match(leaf.value):
        yield from _missing(project, path, leaf, base, leaf.value)
    elif leaf.keys[-1] == "scoring_script":
        yield from _missing(project, path, leaf, posixpath.join(base, str(code or ".")), leaf.value)
    elif leaf.keys[-1] == "command":
        folder = posixpath.join(base, str(code or "."))
        for module in MODULE.findall(leaf.value):
            yield from _missing_module(project, path, leaf, [folder], module)
        for script in SCRIPT.findall(leaf.value):
            yield from _missing(project, path, leaf, folder, script)


def workflow_paths(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Files, modules and filters in workflows that match nothing."""
    for path, document in project.workflows():
        written = {name for leaf in _runs(document) for name in WRITTEN.findall(leaf.value)}
        for leaf in _runs(document):
            folder = str(_beside(document.value, leaf).get("working-directory", ""))
            for name in FILE.findall(leaf.value):
                if name not in written:
                    yield from _missing(project, path, leaf, folder, name)
            for module in MODULE.findall(leaf.value):
                yield from _missing_module(project, path, leaf, [folder, "src"], module)
        for leaf in document.leaves:
            local = isinstance(leaf.value, str) and leaf.value.startswith("./") and leaf.key == "uses"
            if local or leaf.key == "working-directory":
                yield from _missing(project, path, leaf, "", str(leaf.value))
            elif leaf.key in ("paths", "cache-dependency-path"):
                start = str(leaf.value).split("*")[0]
                if not any(name.startswith(start) for name in project.files):
                    message = f"the filter {leaf.value} matches no file; name what is there"
                    yield ProjectFault(path, leaf.line, "workflow-paths", message)


def asset_versions(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """References to an asset of this project in another version than its file says."""
    described = {
        str(document.mapping().get("name")): str(document.mapping().get("version"))
        for _, document in project.azure_documents()
        if "version" in document.mapping()
    }
    for path, document in project.azure_documents():
        for leaf in document.leaves:
            match = ASSET.match(str(leaf.value))
            if match and described.get(match[1], match[2]) != match[2]:
                message = f"{match[1]} is used in version {match[2]}, its file says {described[match[1]]}; use the same"
                yield ProjectFault(path, leaf.line, "asset-versions", message)


def nothing_latest(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """`@latest` and its like: what was tried would not be what runs."""
    for path in project.paths(".yml", ".yaml", ".json", ".py", ".txt", ".sh", ".bicep", "Dockerfile"):
        for number, line in project.lines(path):
            if LATEST.search(line):
                message = "this takes whatever is the latest; name a version, so that what was tried is what runs"
                yield ProjectFault(path, number, "nothing-latest", message)


def _runs(document: YamlDocument) -> list[Leaf]:
    return [leaf for leaf in document.leaves if leaf.keys[-1] == "run" and isinstance(leaf.value, str)]


def _beside(value: Any, leaf: Leaf) -> dict[str, Any]:
    """The mapping that a leaf stands in."""
    for key in leaf.keys[:-1]:
        value = value[key]
    return value if isinstance(value, dict) else {}


def _missing(project: CheckedProject, path: str, leaf: Leaf, base: str, name: str) -> Iterator[ProjectFault]:
    place = posixpath.normpath(posixpath.join(base, name))
    if not project.holds(place):
        rule = "workflow-paths" if path.startswith(".github/") else "azure-paths"
        yield ProjectFault(
            path, leaf.line, rule, f"{name} is not there (looked for {place}); mend the path or add the file"
        )


def _missing_module(
    project: CheckedProject, path: str, leaf: Leaf, bases: list[str], module: str
) -> Iterator[ProjectFault]:
    if module.split(".")[0] in INSTALLED:
        return
    places = [posixpath.normpath(posixpath.join(base, module.replace(".", "/"))) for base in bases]
    if not any(f"{place}.py" in project.files or f"{place}/__main__.py" in project.files for place in places):
        rule = "workflow-paths" if path.startswith(".github/") else "azure-paths"
        yield ProjectFault(
            path, leaf.line, rule, f"there is no module {module} in {' or '.join(places)}; mend its name"
        )


CHECKS = (
    ProjectCheck("azure-paths", "Azure ML finds every file it is pointed to", azure_paths, (BUILDING,)),
    ProjectCheck("workflow-paths", "Workflows find every file they name", workflow_paths),
    ProjectCheck("asset-versions", "Assets are used in the version they have", asset_versions, (BUILDING,)),
    ProjectCheck("nothing-latest", "Every version is named; nothing is 'latest'", nothing_latest),
)
