"""Nothing is left of the template, of somebody's sample, or of unfinished work."""

import re
import unicodedata
from collections.abc import Iterator

from portal.rendering.checks.project import FACTS_FILE, CheckedProject, Demands, ProjectCheck, ProjectFault

SAMPLE = re.compile(r"taxi|mlops-v2|contoso-sample|(?<![a-z])iris(?![a-z])|titanic", re.IGNORECASE)
DELIMITER = re.compile(r"<%[=#]?|%>|\{\{\s*cookiecutter\b|\[\[\s*\w+\s*\]\]|<<<<<<<|>>>>>>>")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
TEXT = (".py", ".yml", ".yaml", ".json", ".toml", ".md", ".txt", ".sh", ".bicep", ".tf", "CODEOWNERS", ".gitignore")


def sample_domain(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Names of a sample project that were not replaced."""
    yield from _search(project, SAMPLE, "sample-domain", "is left of a sample project; write this project's own name")


def delimiters(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Template code that was not rendered, and conflict markers of an update."""
    yield from _search(project, DELIMITER, "delimiters", "is template code or a conflict marker; render or resolve it")


def unfinished(project: CheckedProject, demands: Demands) -> Iterator[ProjectFault]:
    """Marks of work to be done."""
    yield from _search(project, UNFINISHED, "unfinished", "marks unfinished work; finish it or open an issue for it")


def _search(project: CheckedProject, pattern: re.Pattern[str], rule: str, message: str) -> Iterator[ProjectFault]:
    typed = _typed(project, pattern)
    for path in project.paths(*TEXT):
        if path == FACTS_FILE:
            continue
        for number, line in project.lines(path):
            found = pattern.search(line)
            if found and not _repeats(project, path, number, line, typed):
                yield ProjectFault(path, number, rule, f"'{found.group()}' {message}")


def _typed(project: CheckedProject, pattern: re.Pattern[str]) -> set[str]:
    """What people said about their project and would be taken for a leftover: a project may be about taxis."""
    said = (str(leaf.value) for leaf in project.yaml(FACTS_FILE).leaves)
    return {text for text in said if pattern.search(text)}


def _repeats(project: CheckedProject, path: str, number: int, line: str, typed: set[str]) -> bool:
    """Whether a line only repeats what people said, however it is escaped there."""
    if not typed:
        return False
    bare = _bare(line)
    if any(_bare(text) in bare for text in typed):
        return True
    if not path.endswith((".yml", ".yaml", ".json")):
        return False
    return any(leaf.line == number and leaf.value in typed for leaf in project.yaml(path).leaves)


def _bare(text: str) -> str:
    """Text without what escaping and naming change: spaces, control signs, backslashes, dashes and underscores."""
    kept = (sign for sign in text if unicodedata.category(sign)[0] not in "CZ" and sign != "\\")
    return "".join(kept).replace("_", "-")


CHECKS = (
    ProjectCheck("sample-domain", "No name of a sample project is left", sample_domain),
    ProjectCheck("delimiters", "No template code and no conflict marker is left", delimiters),
    ProjectCheck("unfinished", "No mark of unfinished work is left", unfinished),
)
