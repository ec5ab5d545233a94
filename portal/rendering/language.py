"""What a template may say: a small part of Jinja, in which every value that reaches a file says how it is written.

An output ends in one of the FILTERS below, so that an answer can never become markup, YAML, JSON or code of its own.
"""

import json
import re
import traceback
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS as JINJA_FILTERS

from portal.rendering.template import DELIMITERS

WORD = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\Z")
PATTERN = re.compile(r"[A-Za-z0-9._/*-]+\Z")
MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&$:@#!])")
# Control and format characters: invisible where people read, and some of them are line breaks or illegal in YAML.
INVISIBLE = re.compile("[\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff0-\uffff]")


class LanguageError(Exception):
    """Template code outside the allowed part, or a value that a filter refuses."""

    def __init__(self, what: str, where: str) -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}")


def tojson(value: object) -> str:
    """A value as text that means the same in JSON and YAML and, where it is text or a number, in TOML and Python.

    Invisible characters are escaped; surrogate pairs are never written, since YAML knows none.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_missing)
    return INVISIBLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _missing(value: object) -> str:
    """A name without an answer says so itself; any other value has no place in an answer."""
    if isinstance(value, jinja2.Undefined):
        return str(value)
    raise ValueError(f"a {type(value).__name__} cannot be written")


def word(value: object) -> str:
    """A name that needs no quotes anywhere: letters, digits, and inside '.', '_', '-'. Anything else is refused."""
    text = str(value) if isinstance(value, str | int | jinja2.Undefined) and not isinstance(value, bool) else ""
    if not WORD.match(text):
        raise ValueError(f"{value!r} is not a plain word of letters, digits, '.', '_' and '-'")
    return text


def pattern(value: object) -> str:
    """A path or branch pattern such as `/src/` or `release/*`. Anything else is refused."""
    text = str(value) if isinstance(value, str | jinja2.Undefined) else ""
    if not PATTERN.match(text):
        raise ValueError(f"{value!r} is not a pattern of letters, digits, '.', '_', '/', '*' and '-'")
    return text


def markdown(value: object) -> str:
    """Free text as one line of Markdown that shows what was typed; it has to follow other text on its line."""
    visible = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in str(value))
    return MARKDOWN.sub(r"\\\1", " ".join(visible.split()))


FILTERS: dict[str, Callable[..., str]] = {"tojson": tojson, "word": word, "pattern": pattern, "markdown": markdown}
ALLOWED_FILTERS = FILTERS.keys() | {
    "default",
    "dictsort",
    "join",
    "length",
    "list",
    "map",
    "replace",
    "selectattr",
    "sort",
}
FUNCTIONS = frozenset({"range"})
YAML_ENDINGS = (".yml.jinja", ".yaml.jinja")
BLOCK = re.compile(r"<%[^=].*?%>")
BARE_WORD = re.compile(
    r"""^[ ]* (?:-[ ]+)* (?:[^#]*?(?::[ ]+|[,\[{][ ]*))?  # what stands before a value or a key
        (?:[0-9._+:-]* <%=[^%]*\|\s*word\s*%> [0-9._+:-]*?)+  # words, and what numbers and times are written with
        [ ]* (?:$ | [,\]}] | :(?=[ ]|$) | [ ]\#)             # where it ends""",
    re.VERBOSE,
)
"""A value or a key of YAML that is nothing but words of somebody's."""


def restrict() -> None:
    """Make this process's Jinja know our filters and nothing that depends on chance or on the machine."""
    JINJA_FILTERS.update(FILTERS)
    for name in DEFAULT_NAMESPACE.keys() - FUNCTIONS:
        del DEFAULT_NAMESPACE[name]


def check_source(source: str, where: str, *, outputs_are_text: bool = True) -> None:
    """Refuses template code outside the allowed part; `outputs_are_text` says that outputs reach a file."""
    options: dict[str, Any] = {**DELIMITERS, "undefined": jinja2.StrictUndefined}
    try:
        tree = jinja2.Environment(**options).parse(source)
    except jinja2.TemplateSyntaxError as error:
        raise LanguageError(f"is not template code ({error.message})", f"{where}:{error.lineno}") from None
    for output in tree.find_all(nodes.Output) if outputs_are_text else ():
        for part in output.nodes:
            if not _says_how(part):
                problem = f"writes a value without saying how; end it in one of | {' | '.join(FILTERS)}"
                raise LanguageError(problem, f"{where}:{part.lineno}")
    for number, line in enumerate(source.split("\n") if where.endswith(YAML_ENDINGS) else (), 1):
        if BARE_WORD.search(BLOCK.sub("", line)):
            problem = "writes a word alone as YAML, which takes off, 012 and 12e4567 for no text; end it in | tojson"
            raise LanguageError(problem, f"{where}:{number}")
    for node in tree.find_all(nodes.Node):
        found = _problem(node)
        if found:
            raise LanguageError(found, f"{where}:{node.lineno}")


def _says_how(part: nodes.Node) -> bool:
    return isinstance(part, nodes.TemplateData | nodes.Const) or (
        isinstance(part, nodes.Filter) and part.name in FILTERS
    )


def _problem(node: nodes.Node) -> str | None:
    match node:
        case nodes.Filter() if node.name not in ALLOWED_FILTERS:
            return f"uses the filter {node.name}, which is not among {', '.join(sorted(ALLOWED_FILTERS))}"
        case nodes.Name() if node.name.startswith("_"):
            return f"reads {node.name}, which is Copier's own"
        case nodes.Getattr() if node.attr.startswith("_"):
            return f"reads the attribute {node.attr}"
        case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
            return "takes in another file; each file stands on its own"
    return None


def failing_line(error: BaseException, template: Path) -> str:
    """The template's file and line that an error came from, as far as its traceback tells."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(str(template)):
            return f"{Path(frame.filename).relative_to(template).as_posix()}:{frame.lineno}"
    return "a file name, or _exclude in copier.yml"
