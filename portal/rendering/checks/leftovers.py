"""Nothing is left of the template, of somebody's sample, or of unfinished work."""

import re
from collections.abc import Iterator

from portal.rendering.checks.project import Check, Demands, Fault, Project

SAMPLE = re.compile(r"taxi|mlops-v2|contoso-sample|(?<![a-z])iris(?![a-z])|titanic", re.IGNORECASE)
DELIMITER = re.compile(r"<%[=#]?|%>|\{\{\s*cookiecutter\b|\[\[\s*\w+\s*\]\]|<<<<<<<|>>>>>>>")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
TEXT = (".py", ".yml", ".yaml", ".json", ".toml", ".md", ".txt", ".sh", ".bicep", ".tf", "CODEOWNERS", ".gitignore")
# Free text that people typed about their project stands here; it may say what it likes.
FREE_TEXT_KEYS = frozenset({"title", "description"})
PROSE = (".md",)


def sample_domain(project: Project, demands: Demands) -> Iterator[Fault]:
    """Names of a sample project that were not replaced."""
    yield from _search(project, SAMPLE, "sample-domain", "is left of a sample project; write this project's own name")


def delimiters(project: Project, demands: Demands) -> Iterator[Fault]:
    """Template code that was not rendered, and conflict markers of an update."""
    yield from _search(project, DELIMITER, "delimiters", "is template code or a conflict marker; render or resolve it")


def unfinished(project: Project, demands: Demands) -> Iterator[Fault]:
    """Marks of work to be done."""
    yield from _search(project, UNFINISHED, "unfinished", "marks unfinished work; finish it or open an issue for it")


def _search(project: Project, pattern: re.Pattern[str], rule: str, message: str) -> Iterator[Fault]:
    for path in project.paths(*TEXT):
        free = _free_lines(project, path)
        for number, line in project.lines(path):
            found = pattern.search(line)
            if found and number not in free:
                yield Fault(path, number, rule, f"'{found.group()}' {message}")


def _free_lines(project: Project, path: str) -> set[int]:
    """The lines that repeat what people typed: in portal.yml by key, in prose by the text itself."""
    if path == "portal.yml":
        return {leaf.line for leaf in project.yaml(path).leaves if leaf.key in FREE_TEXT_KEYS}
    if not path.endswith(PROSE):
        return set()
    facts = project.yaml("portal.yml").mapping()
    typed = [_letters(str(facts.get(key, ""))) for key in FREE_TEXT_KEYS]
    return {number for number, line in project.lines(path) if any(text and text in _letters(line) for text in typed)}


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


CHECKS = (
    Check("sample-domain", "No name of a sample project is left", sample_domain),
    Check("delimiters", "No template code and no conflict marker is left", delimiters),
    Check("unfinished", "No mark of unfinished work is left", unfinished),
)
