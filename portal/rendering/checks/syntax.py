"""Every file can be read by whatever will read it."""

import json
import tomllib
from collections.abc import Iterator

from portal.rendering.checks.documents import UnreadableYaml
from portal.rendering.checks.project import CheckedProject, Demands, ProjectCheck, ProjectFault


def yaml_parses(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """YAML that is not YAML, and duplicate keys."""
    for path in project.paths(".yml", ".yaml"):
        document = project.parsed(path)
        if isinstance(document, UnreadableYaml):
            yield ProjectFault(path, document.line, "yaml-parses", f"this YAML {document.reason}; mend its syntax")


def json_parses(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """JSON that is not JSON, notebooks included."""
    for path in project.paths(".json", ".ipynb"):
        try:
            json.loads(project.files[path])
        except UnicodeDecodeError:
            yield ProjectFault(path, 1, "json-parses", "this is not UTF-8; save it as UTF-8")
        except json.JSONDecodeError as error:
            message = f"this JSON cannot be read ({error.msg}); mend its syntax"
            yield ProjectFault(path, error.lineno, "json-parses", message)


def toml_parses(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """TOML that is not TOML."""
    for path in project.paths(".toml"):
        try:
            tomllib.loads(project.text(path))
        except tomllib.TOMLDecodeError as error:
            yield ProjectFault(path, 1, "toml-parses", f"this TOML cannot be read ({error}); mend its syntax")


def python_compiles(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Python that does not compile."""
    for path in project.paths(".py"):
        try:
            compile(project.files[path], path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            reason = getattr(error, "msg", None) or str(error)
            message = f"this Python does not compile ({reason}); mend its syntax"
            yield ProjectFault(path, line, "python-compiles", message)


CHECKS = (
    ProjectCheck("yaml-parses", "All YAML can be read, without duplicate keys", yaml_parses),
    ProjectCheck("json-parses", "All JSON can be read", json_parses),
    ProjectCheck("toml-parses", "All TOML can be read", toml_parses),
    ProjectCheck("python-compiles", "All Python compiles", python_compiles),
)
