"""Warnings about templates: questions without help, and files that would not be rendered as meant."""

import re
from collections.abc import Iterator
from pathlib import Path

from catalog.finding import Finding
from catalog.model import Catalogue, Template

# `{{ name }}` in a file that is rendered with <%= %> stays as it is; `${{ name }}` belongs to CI and Azure ML.
FOREIGN_DELIMITER = re.compile(r"(?<!\$)\{\{-?\s*[a-z_][\w.]*\s*(?:\|[^{}]*)?-?\}\}")


def check_templates(catalogue: Catalogue) -> Iterator[Finding]:
    """Every warning about questions and files of templates."""
    for template in catalogue.templates:
        file = catalogue.source_files.get(template.id, "")
        for question in template.questions:
            if question.help is None:
                message = f"the question {question.name} has no help"
                yield Finding(file, "no-help", template.id, message, "say what the answer changes")
            if question.required and question.default is None:
                message = f"the question {question.name} has no default"
                yield Finding(file, "no-default", template.id, message, "give one; it is marked as assumed")
        yield from _check_files(catalogue, template)


def _check_files(catalogue: Catalogue, template: Template) -> Iterator[Finding]:
    folder = catalogue.template_folder(template.id)
    files = catalogue.template_files.get(template.id, {})
    if not any(name.startswith("template/") for name in files):
        file = catalogue.source_files.get(template.id, "")
        yield Finding(file, "no-files", template.id, "it has no files to render", "put them into its folder template")
    for name in files:
        if name.endswith(".jinja"):
            found = _foreign_delimiter(folder / name)
            if found is not None:
                line, text = found
                message = f"line {line} has {text}, which stays as it is"
                where = f"{template.source_folder}/{name}"
                yield Finding(where, "delimiters", template.id, message, "write <%= … %>, or ${{ … }} for CI")


def _foreign_delimiter(path: Path) -> tuple[int, str] | None:
    """Line and text of the first delimiter that rendering does not know, if the file is text and still there."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    found = FOREIGN_DELIMITER.search(text)
    return None if found is None else (text.count("\n", 0, found.start()) + 1, found.group())
