"""Rendered sample trees, each rendered once per process, and what is demanded of them."""

from functools import cache
from pathlib import Path

from portal.rendering.cage import RenderedFile, Tree, render
from portal.rendering.checks import BUILDING, EXPLORE, Demands
from tests.templates.sample_answers import sample_answers

TEMPLATES = Path(__file__).resolve().parents[2] / "catalog" / "templates"
BLOCKED_SIZES = frozenset({"nc6", "nv6", "Standard_DS3_v2"})


@cache
def tree(template: str = "tabular-classic", endpoint: str = "both", problem: str = "classification") -> Tree:
    """A rendered tree of the sample answers."""
    answers = sample_answers(template_id=template, endpoint=endpoint, problem=problem)
    return render(TEMPLATES / template, answers)


def demands(template: str = "tabular-classic") -> Demands:
    """What a project of that template has to keep to."""
    tags = frozenset(sample_answers()["required_tags"])
    return Demands(tags, BLOCKED_SIZES, EXPLORE if template == "exploration" else BUILDING)


def replaced(files: tuple[RenderedFile, ...], path: str, content: str | None) -> tuple[RenderedFile, ...]:
    """The files with one of them rewritten, added, or (None) left out."""
    rest = tuple(file for file in files if file.path != path)
    return rest if content is None else (*rest, RenderedFile.of(path, content.encode()))
